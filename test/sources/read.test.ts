import { describe, expect, test } from 'vitest';
import { mapTrackingEvent } from '../../src/index.ts';
import { NOTICES, type PayloadKind, readPayload } from '../../src/sources/index.ts';
import { changed, FIXTURES, fixture } from './fixtures.ts';

const noted = (value: unknown) =>
  readPayload(value).notices.map(({ code, tracking_number, path }) => [code, tracking_number, path]);

const first = (value: unknown) => {
  const [shipment] = readPayload(value).shipments;
  if (!shipment) throw new Error('no shipment');
  return shipment;
};

const states = (value: unknown) =>
  readPayload(value).shipments.map(({ reported, events }) => [
    reported && mapTrackingEvent(reported).state,
    ...events.map((event) => mapTrackingEvent(event).state),
  ]);

describe('readPayload', () => {
  const kinds: [string, PayloadKind, parcels: number, events: number][] = [
    ['17track-answer', '17track', 2, 4],
    ['17track-list', '17track', 3, 0],
    ['17track-stopped', '17track_webhook', 1, 0],
    ['17track-v1-answer', '17track_v1', 2, 3],
    ['17track-v1-webhook', '17track_v1', 1, 1],
    ['17track-webhook', '17track_webhook', 1, 2],
    ['kd100-answer', 'kd100_realtime', 1, 4],
    ['kd100-webhook', 'kd100_webhook', 1, 2],
    ['kuaidi100-push', 'kuaidi100_push', 1, 3],
    ['kuaidi100-query', 'kuaidi100_query', 1, 3],
  ];

  test.each(kinds)('%s is %s', (name, kind, parcels, events) => {
    const payload = readPayload(fixture(name));
    expect(payload.kind).toBe(kind);
    expect(payload.shipments).toHaveLength(parcels);
    expect(payload.shipments.flatMap((shipment) => shipment.events)).toHaveLength(events);
    expect(payload.notices.filter(({ code }) => code === 'invalid_value')).toEqual([]);
  });

  test('every fixture is listed here', () => {
    expect(kinds.map(([name]) => name)).toEqual(FIXTURES);
  });

  const strange: [string, unknown][] = [
    ['null', null],
    ['nothing', undefined],
    ['an array', [fixture('kd100-answer')]],
    ['a text', '{"code":200}'],
    ['a number', 200],
    ['an empty object', {}],
    ['an envelope without anything', { code: 0, data: {} }],
    ['inherited names', Object.create({ items: [] })],
    [
      'a getter that throws',
      {
        get data() {
          throw new Error('no');
        },
      },
    ],
  ];

  test.each(strange)('%s is no payload', (_, value) => {
    const { kind, shipments, notices } = readPayload(value);
    expect({ kind, shipments }).toEqual({ kind: null, shipments: [] });
    expect(notices).toMatchObject([{ code: 'unknown_payload', path: '' }]);
  });

  test('a number never tells the kind', () => {
    expect(readPayload({ status: 10, e: 40 }).kind).toBeNull();
    expect(readPayload({ code: 0, message: 'x' }).kind).toBe(readPayload({ code: 200, message: 'x' }).kind);
  });

  test('does not change its argument', () => {
    for (const name of FIXTURES) {
      const value = fixture(name);
      readPayload(value);
      expect(value).toEqual(fixture(name));
    }
  });
});

describe('kd100', () => {
  test('reads every field', () => {
    const shipment = first(fixture('kd100-answer'));
    expect(shipment).toMatchObject({
      tracking_number: 'INVENTED0001',
      carrier_id: 'ups',
      order: 'newest_first',
      reported: { source: 'kd100', status_code: 3, position: 0, time: null },
    });
    const data = (fixture('kd100-answer') as { data: { items: unknown[] } }).data;
    expect(shipment.reported?.raw).toEqual(data);
    expect(shipment.events[0]).toEqual({
      source: 'kd100',
      tracking_number: 'INVENTED0001',
      carrier_id: 'ups',
      status_code: '3',
      substatus_code: '303',
      status_description: 'Sign by other',
      description: 'Left with the neighbour',
      location: 'Utrecht',
      time: '2026-02-03 11:40:00',
      position: 0,
      list: 0,
      raw: data.items[0],
    });
    expect(shipment.events.map(({ location }) => location)).toEqual(['Utrecht', 'Utrecht, NL', null, null]);
    expect(shipment.events.map((event) => event.status_code)).toEqual(['3', 5, 0, null]);
    expect(shipment.events.map((event) => event.substatus_code)).toEqual(['303', null, null, null]);
  });

  test('gives events that the mapper takes', () => {
    expect(states(fixture('kd100-answer'))).toEqual([
      ['delivered', 'delivered', 'out_for_delivery', 'in_transit', 'carrier_collected'],
    ]);
    expect(states(fixture('kd100-webhook'))).toEqual([['in_transit', null, null]]);
  });

  test('sees the order by the times', () => {
    expect(first(fixture('kd100-webhook')).order).toBe('oldest_first');
    const other = changed('kd100-webhook', { 'items.1.time': 'yesterday' });
    expect(first(other).order).toBe('newest_first');
  });

  test('notes what the tracker says', () => {
    const parcel = 'INVENTED0002';
    expect(noted(fixture('kd100-webhook'))).toEqual([['tracking_expired', parcel, '']]);
    expect(noted(changed('kd100-webhook', { message: 'Delivered' }))).toEqual([]);
    expect(noted(changed('kd100-answer', { message: 'No tracking information for 3 days' }))).toEqual([
      ['tracking_expired', 'INVENTED0001', ''],
    ]);
    expect(readPayload({ code: 60101, message: 'No result found' }).notices).toEqual([
      { code: 'not_found', tracking_number: null, message: 'No result found', path: '' },
    ]);
    expect(noted({ code: '60101', message: null })).toEqual([['not_found', null, '']]);
    expect(noted({ code: 401, message: '' })).toEqual([['error_answer', null, '']]);
    expect(noted(changed('kd100-answer', { code: '200' }))).toEqual([]);
  });

  test('an error keeps the events that come with it', () => {
    const { shipments, notices } = readPayload(changed('kd100-answer', { code: 500 }));
    expect(shipments[0]?.events).toHaveLength(4);
    expect(notices).toMatchObject([{ code: 'error_answer' }]);
  });

  test('success without data is noted once', () => {
    expect(noted({ code: 200, message: 'OK' })).toEqual([['invalid_value', null, 'data']]);
    expect(noted({ code: 200, message: 'OK', data: [] })).toEqual([['invalid_value', null, 'data']]);
  });

  test('leaves out what has another type, and nothing else', () => {
    const value = changed('kd100-answer', {
      'data.items.0.time': 1_770_000_000,
      'data.items.1': 'On the van',
      'data.items.2.order_status_code': true,
      'data.tracking_number': 2 ** 60,
      'data.carrier_id': 100_003,
    });
    const { shipments, notices } = readPayload(value);
    const [shipment] = shipments;
    expect(shipment).toMatchObject({ tracking_number: null, carrier_id: '100003' });
    expect(shipment?.events.map(({ position }) => position)).toEqual([0, 2, 3]);
    expect(shipment?.events[0]).toMatchObject({ time: null, status_code: '3', raw: { time: 1_770_000_000 } });
    expect(notices.map(({ path, message }) => [path, message])).toEqual([
      ['data.tracking_number', 'expected a text or a whole number below 2^53, found 1152921504606847000'],
      ['data.items[0].time', 'expected a text, found 1770000000'],
      ['data.items[1]', 'expected an object, found "On the van"'],
      ['data.items[2].order_status_code', 'expected a text or a number, found true'],
    ]);
  });

  test.each([
    [{}, 'an object'],
    ['x', '"x"'],
    [() => 0, 'a function'],
  ])('items that are no array: %s', (items, found) => {
    const { shipments, notices } = readPayload(changed('kd100-webhook', { items, message: '' }));
    expect(shipments).toMatchObject([{ tracking_number: 'INVENTED0002', events: [], order: 'newest_first' }]);
    expect(notices).toMatchObject([{ path: 'items', message: `expected an array, found ${found}` }]);
  });

  test('a list that is null is empty, and a parcel may have no status', () => {
    const value = changed('kd100-webhook', { items: null, order_status_code: 'null', message: null });
    expect(readPayload(value)).toMatchObject({ shipments: [{ reported: null, events: [] }], notices: [] });
  });
});

test('every notice occurs', () => {
  const values = [...FIXTURES.map(fixture), null, changed('kd100-answer', { code: 500, 'data.items': 1 })];
  const codes = new Set(values.flatMap((value) => readPayload(value).notices.map(({ code }) => code)));
  expect([...codes].sort()).toEqual(Object.keys(NOTICES).sort());
});
