import { describe, expect, test } from 'vitest';
import { proStates } from '../../src/index.ts';
import { createResolver, type ShipmentInput } from '../../src/shipments/index.ts';
import { anomaliesOf, at, byState, events, parcel, timelineOf } from './helpers.ts';

const resolve = createResolver({ mapper: byState });
const told = (input: ShipmentInput) => {
  const shipment = resolve(input);
  return [timelineOf(shipment), anomaliesOf(shipment)];
};

describe('one moment', () => {
  const back = 'delivery_failed 1 a, out_for_delivery 1 b';

  test('follows the payload, whichever way it is listed', () => {
    expect(told(parcel(events(back), 'oldest_first'))).toEqual([
      'delivery_failed@0 out_for_delivery@1',
      'tie:0,1',
    ]);
    expect(told(parcel(events(back), 'newest_first'))).toEqual([
      'out_for_delivery@1 delivery_failed@0',
      'tie:1,0',
    ]);
    expect(told([parcel(events(back), 'oldest_first')])).toEqual(told(parcel(events(back), 'oldest_first')));
  });

  test('follows the one payload that has all its events', () => {
    const part = parcel(events('out_for_delivery 1 b'));
    expect(told([part, parcel(events(back))])).toEqual([
      'delivery_failed@1 out_for_delivery@0',
      'duplicate:0,2 tie:1,0',
    ]);
  });

  test('without an order of the payload goes as the states are listed, the way out first, then by words', () => {
    const names = [...proStates.keys()];
    const open = names.filter((name) => !proStates.get(name as never)?.final);
    const given = events(open.map((name) => `${name} 1 ${name}`).join(', ')).reverse();
    const [tie] = resolve(given).anomalies;
    expect(tie?.code).toBe('tie');
    expect(tie?.events.map((i) => given[i]?.status)).toEqual(open);
    expect(told(events('<in_transit 1, in_transit 1 b, in_transit 1 a'))).toEqual([
      'in_transit@2*2 <in_transit@0',
      '',
    ]);
  });

  test('orders the same in two payloads without a common order', () => {
    const first = parcel(events('out_for_delivery 1 b'));
    const second = parcel(events('delivery_failed 1 a'));
    expect(told([first, second])).toEqual(['out_for_delivery@0 delivery_failed@1', 'tie:0,1']);
    expect(told([second, first])).toEqual(['out_for_delivery@1 delivery_failed@0', 'tie:1,0']);
  });

  test('is one instant, however it is written', () => {
    const given = [
      { status: 'out_for_delivery', time: '2026-03-01T09:00:00+08:00' },
      { status: 'in_transit', time: '2026-03-01T01:00:00Z' },
    ];
    expect(told(given)).toEqual(['in_transit@1 out_for_delivery@0', 'tie:1,0']);
  });

  test('with the same words is a tie where the words are none', () => {
    expect(told(events('out_for_delivery 1, in_transit 1'))[1]).toBe('tie:1,0');
    expect(told(events('out_for_delivery 1 x, in_transit 1 y'))[1]).toBe('tie:1,0');
    expect(told(events('out_for_delivery 1 x, in_transit 1 x'))[1]).toBe('conflicting_codes:1,0');
  });
});

describe('which events are one', () => {
  const event = { status: 'in_transit', time: at(1), description: 'Left', location: 'Bremen' };

  test.each<[string, object, boolean]>([
    ['the same', {}, true],
    ['a field that is not compared', { id: 7 }, true],
    ['stray space', { description: ' Left ', location: 'Bremen ' }, true],
    ['kd100 calls the description context', { description: null, context: 'Left' }, true],
    ['the same instant', { time: '2026-03-01T03:00:00+02:00' }, true],
    ['another time', { time: at(2) }, false],
    ['other words', { description: 'Left the hub' }, false],
    ['another place', { location: 'Kiel' }, false],
    ['another code', { status: 'dispatched' }, false],
    ['the source, where the rule is the same', { source: 'kd100' }, true],
  ])('%s', (_name, change, same) => {
    const { counts, anomalies } = resolve([event, { ...event, ...change }]);
    expect(counts).toMatchObject({ events: 2, mapped: same ? 1 : 2, duplicates: same ? 1 : 0 });
    expect(anomalies.filter(({ code }) => code === 'duplicate').map((found) => found.events)).toEqual(
      same ? [[0, 1]] : [],
    );
  });

  test('a number and its text are one code', () => {
    const kd = (order_status_code: unknown) => ({ order_status_code, time: at(1) });
    expect(createResolver()([kd(5), kd('5'), kd(5)])).toMatchObject({
      counts: { events: 3, mapped: 1, duplicates: 2 },
      anomalies: [{ code: 'duplicate', events: [0, 1, 2] }],
    });
  });

  test('without a time and words nothing tells events apart, so each counts', () => {
    expect(resolve(events('in_transit none, in_transit none')).counts).toMatchObject({
      mapped: 2,
      duplicates: 0,
    });
    expect(resolve(events('in_transit none x, in_transit none x')).counts).toMatchObject({
      mapped: 1,
      duplicates: 1,
    });
  });
});

describe('what decides on the order', () => {
  test('instants, where each time has one', () => {
    const given = [
      { status: 'delivered', time: '2026-03-01T09:00:00+08:00' },
      { status: 'in_transit', time: '2026-03-01T00:00:00Z' },
    ];
    expect(resolve(given)).toMatchObject({ orderedBy: 'instant', state: 'delivered' });
  });

  test('instants, where one has none: its clock is taken to be its nearest neighbour’s', () => {
    const given = [
      { status: 'carrier_collected', time: '2026-03-01T01:00:00Z' },
      { status: 'out_for_delivery', time: '2026-03-03T09:00:00+08:00' },
      { status: 'at_collection_point', time: '2026-03-03 08:00' },
    ];
    expect(resolve(given)).toMatchObject({ orderedBy: 'instant', state: 'out_for_delivery' });
    const [, placed] = resolve(given).timeline;
    expect(placed).toMatchObject({
      state: 'at_collection_point',
      since: { instant: null, basis: 'unknown' },
    });
  });

  test.each([
    ['without a zone', '2026-03-01 09:00'],
    ['a date', '2026-03-01'],
    ['without a zone, and without a state', '2026-03-01 09:00', '-'],
  ])(
    'one event %s does not turn the others from their instants',
    (_name, time, status = 'carrier_collected') => {
      const far = [
        { status: 'out_for_delivery', time: '2026-03-05T12:00:00+08:00' },
        { status: 'delivered', time: '2026-03-05T05:00:00Z' },
      ];
      expect(resolve([...far, { status, time }])).toMatchObject({ orderedBy: 'instant', state: 'delivered' });
    },
  );

  test('the clocks, where none has an instant', () => {
    expect(
      resolve([
        { status: 'delivered', time: '2026-03-02' },
        { status: 'in_transit', time: '2026-03-02 10:00' },
      ]),
    ).toMatchObject({ orderedBy: 'wall_clock', state: 'delivered' });
  });

  test('a date comes at the end of its day', () => {
    const given = [
      { status: 'in_transit', time: '2026-03-02 00:00' },
      { status: 'carrier_collected', time: '2026-03-01' },
      { status: 'manifested', time: '2026-03-01 23:59:59' },
    ];
    expect(told(given)).toEqual(['manifested@2 carrier_collected@1 in_transit@0', '']);
  });

  test('an undated event changes nothing about that', () => {
    expect(resolve(events('in_transit 1, manifested none')).orderedBy).toBe('instant');
    expect(resolve(events('manifested none')).orderedBy).toBe('none');
    expect(resolve([]).orderedBy).toBe('none');
  });
});

describe('undated events', () => {
  test.each([
    [
      'in the middle',
      'manifested 1, carrier_collected none, in_transit 3',
      'manifested@0 carrier_collected@1 in_transit@2',
    ],
    ['first', 'manifested none, in_transit 1', 'manifested@0 in_transit@1'],
    ['last', 'in_transit 1, delivered none', 'in_transit@0 delivered@1'],
    [
      'several',
      'manifested 1, carrier_collected none, in_transit none',
      'manifested@0 carrier_collected@1 in_transit@2',
    ],
    ['all', 'delivery_failed none a, in_transit none b', 'delivery_failed@0 in_transit@1'],
    ['a placeholder', 'in_transit 1, delivered 0000-00-00', 'in_transit@0 delivered@1'],
  ])('%s: they keep their place in a payload', (_name, given, timeline) => {
    const oldest = events(given);
    const shipment = resolve(parcel(oldest));
    expect(timelineOf(shipment)).toBe(timeline);
    const last = oldest.length - 1;
    const mirrored = timeline.replace(/@(\d+)/g, (_match, index) => `@${last - Number(index)}`);
    expect(timelineOf(resolve(parcel(oldest.toReversed(), 'newest_first')))).toBe(mirrored);
    const undated = oldest.flatMap(({ time }, i) => (time === null || time.startsWith('0000') ? [i] : []));
    const named = shipment.anomalies.filter(
      ({ code }) => code === 'undated_event' || code === 'implausible_time',
    );
    expect(named.map((found) => found.events)).toEqual(undated.map((i) => [i]));
  });

  test('at the head of a second payload come first of all', () => {
    const first = parcel(events('in_transit 5'));
    const second = parcel(events('manifested none, out_for_delivery 6'));
    expect(told([first, second])).toEqual([
      'manifested@1 in_transit@0 out_for_delivery@2',
      'undated_event:1',
    ]);
  });

  test('each payload has its own place for them', () => {
    const first = parcel(events('in_transit 1, delivered 5'));
    const second = parcel(events('out_for_delivery 3, delivery_failed none, out_for_delivery 4'));
    expect(timelineOf(resolve([first, second]))).toBe(
      'in_transit@0 out_for_delivery@2 delivery_failed@3 out_for_delivery@4 delivered@1',
    );
  });
});

test('a list with one parcel and one event is a list of events', () => {
  const { counts } = resolve([parcel(events('in_transit 1')), { status: 'delivered', time: at(2) }]);
  expect(counts).toMatchObject({ events: 2, mapped: 1, unmapped: 1 });
});
