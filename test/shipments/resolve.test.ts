import { describe, expect, test } from 'vitest';
import { type Milestone, type ProState, proStates, TrackstateError } from '../../src/index.ts';
import {
  createResolver,
  type ResolveOptions,
  readPayload,
  resolveShipment,
} from '../../src/shipments/index.ts';
import { anomaliesOf, at, byState, events, parcel, timelineOf } from './helpers.ts';

const HOUR = 3_600_000;

const kd100 = (codes: string, time: string, more: object = {}) => {
  const [order_status_code, substatus_code] = codes.split('/');
  return { order_status_code, substatus_code, time, ...more };
};

test('a shipment of kd100, whole', () => {
  const shipment = resolveShipment(
    [
      kd100('3/301', '2026-03-03 10:00:00', { context: 'Signed for', location: 'Bremen' }),
      kd100('5/5', '2026-03-03 08:00:00', { context: ' Out ' }),
      kd100('1/103', '2026-03-01 08:00:00', {
        description: 'Collected',
        context: 'not read',
        location: 'null',
      }),
    ],
    { timeZone: 'Europe/Berlin', now: new Date('2026-03-03T10:00:00Z') },
  );
  const time = (text: string, instant: string) => ({ text, instant, basis: 'assumed:Europe/Berlin' });
  const collected = time('2026-03-01 08:00:00', '2026-03-01T07:00:00Z');
  const out = time('2026-03-03 08:00:00', '2026-03-03T07:00:00Z');
  const delivered = time('2026-03-03 10:00:00', '2026-03-03T09:00:00Z');
  const common = { leg: 'outbound', events: 1, location: null };
  expect(shipment).toEqual({
    carrier: null,
    state: 'delivered',
    leg: 'outbound',
    since: delivered,
    ageMs: HOUR,
    basis: 'events',
    final: true,
    delivered,
    returned: null,
    milestones: { collected, out_for_delivery: out, delivered },
    timeline: [
      {
        ...common,
        state: 'carrier_collected',
        since: collected,
        durationMs: 48 * HOUR,
        rule: 'kd100:1/103',
        event: 2,
        description: 'Collected',
      },
      {
        ...common,
        state: 'out_for_delivery',
        since: out,
        durationMs: 2 * HOUR,
        rule: 'kd100:5/5',
        event: 1,
        description: 'Out',
      },
      {
        ...common,
        state: 'delivered',
        since: delivered,
        durationMs: HOUR,
        rule: 'kd100:3/301',
        event: 0,
        description: 'Signed for',
        location: 'Bremen',
      },
    ],
    earlier: [],
    anomalies: [],
    orderedBy: 'instant',
    counts: { events: 3, mapped: 3, no_change: 0, unmapped: 0, duplicates: 0 },
  });
});

test('returned, signed for, and 17TRACK names side by side', () => {
  const shipment = resolveShipment([
    kd100('6/6', '2026-03-01T08:00:00+08:00'),
    { status: 'Delivered', sub_status: 'Delivered_Other', time: '2026-03-02T08:00:00+08:00' },
    { status: 'NotFound', sub_status: 'NotFound_Other', time: '2026-03-03T08:00:00+08:00' },
    { status: 'Teleported', time: '2026-03-04T08:00:00+08:00' },
  ]);
  expect(timelineOf(shipment)).toBe('<in_transit@0 <returned_to_sender@1');
  expect(anomaliesOf(shipment)).toBe('delivered_on_return_leg:1 unmapped_event:3');
  expect(shipment.counts).toEqual({ events: 4, mapped: 2, no_change: 1, unmapped: 1, duplicates: 0 });
  expect(shipment.delivered).toBeNull();
  expect(shipment.returned?.instant).toBe('2026-03-02T00:00:00Z');
});

test('a payload goes in as it was read', () => {
  const item = (order_status_code: string, substatus_code: string) => ({
    order_status_code,
    substatus_code,
    time: '2026-03-01 08:00:00',
    context: `${order_status_code}/${substatus_code}`,
  });
  const payload = readPayload({
    code: 200,
    data: {
      tracking_number: 'T1',
      carrier_id: 'c',
      order_status_code: 5,
      items: [item('5', '5'), item('0', '0'), item('1', '103')],
    },
  });
  const [shipment] = payload.shipments.map((one) => resolveShipment(one));
  expect(shipment && timelineOf(shipment)).toBe('carrier_collected@2 in_transit@1 out_for_delivery@0');
});

describe('milestones', () => {
  const resolve = createResolver({ mapper: byState });
  const seen = new Set<Milestone>();

  test.each([...proStates.values()])('of $state', ({ state, milestone }) => {
    const out = resolve(events(`${state} 1`));
    expect(Object.keys(out.milestones)).toEqual(milestone ? [milestone] : []);
    const back = state === 'returned_to_sender' || milestone === 'delivered' ? 'returned' : 'returning';
    const { milestones } = resolve(events(`<in_transit 1, ${state} 2`));
    expect(Object.keys(milestones).sort()).toEqual([...new Set([back, 'returning'])].sort());
    for (const name of [...Object.keys(out.milestones), ...Object.keys(milestones)])
      seen.add(name as Milestone);
  });

  test('are ten', () => expect(seen.size).toBe(10));

  test('keep the first time', () => {
    const given = 'out_for_delivery 1, delivery_failed 2, out_for_delivery 3, delivered 4, <in_transit 5';
    const { milestones, delivered } = resolve(events(given));
    expect(Object.entries(milestones).map(([name, time]) => [name, time.instant])).toEqual([
      ['out_for_delivery', at(1)],
      ['attempted', at(2)],
      ['delivered', at(4)],
      ['returning', at(5)],
    ]);
    expect(delivered).toEqual(milestones.delivered);
  });

  test('begin anew with a new journey', () => {
    const aged = createResolver({ mapper: byState, now: new Date(at(2000)) });
    const { milestones, earlier } = aged(events('in_transit 1, delivered 2, carrier_collected 1000'));
    expect(Object.keys(milestones)).toEqual(['collected']);
    expect(earlier[0]?.map(({ durationMs }) => durationMs)).toEqual([HOUR, null]);
  });
});

describe('durations', () => {
  const durations = (given: string, now?: number) => {
    const resolve = createResolver({
      mapper: byState,
      ...(now === undefined ? {} : { now: new Date(at(now)) }),
    });
    const { timeline, ageMs } = resolve(events(given));
    return [...timeline.map(({ durationMs }) => (durationMs === null ? null : durationMs / HOUR)), ageMs];
  };

  test.each([
    ['without now', 'in_transit 1, in_transit 2, delivered 4', undefined, [3, null, null]],
    ['with now', 'in_transit 1, delivered 4', 6, [3, 2, 2 * HOUR]],
    ['an undated one is left out', 'manifested none, in_transit 1', 2, [1, HOUR]],
    ['without a zone', 'in_transit 2026-03-01T01:00', 2, [null, null]],
    ['no events', '', 2, [null]],
  ])('%s', (_name, given, now, expected) => {
    expect(durations(given, now)).toEqual(expected);
  });
});

describe('options', () => {
  const after = (final: readonly ProState[], given: string) =>
    timelineOf(createResolver({ mapper: byState, final })(events(given)));

  test('the final states are replaced', () => {
    expect(after([], 'delivered 1, out_for_delivery 2')).toBe('delivered@0 out_for_delivery@1');
    expect(after(['lost'], 'lost 1, in_transit 2')).toBe('lost@0');
    expect(after(['lost'], 'cancelled 1, in_transit 2')).toBe('cancelled@0');
    expect(createResolver({ mapper: byState, final: [] })(events('delivered 1')).final).toBe(false);
  });

  test('so are the days until a number is used again', () => {
    const days = (reuseAfterDays: number) =>
      timelineOf(createResolver({ mapper: byState, reuseAfterDays })(events('delivered 0, manifested 48')));
    expect([days(2), days(2.1), days(Number.POSITIVE_INFINITY)]).toEqual([
      'delivered@0 / manifested@1',
      'delivered@0',
      'delivered@0',
    ]);
  });

  test.each<[string, ResolveOptions, RegExp]>([
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, /"Mars\/Olympus" is not known: expected an IANA name/],
    ['an unknown state', { final: ['delivred' as ProState] }, /final: .* found "delivred".*delivered/],
    ['no state', { final: [null as unknown as ProState] }, /final: expected PRO states, found null/],
    ['no days', { reuseAfterDays: 0 }, /reuseAfterDays: expected a number over 0, found 0/],
    ['NaN days', { reuseAfterDays: Number.NaN }, /found NaN/],
    ['an invalid date', { now: new Date('soon') }, /now: expected a valid Date/],
    ['no date', { now: 5 as unknown as Date }, /now: expected a valid Date/],
  ])('%s is refused', (_name, options, message) => {
    const refused = () => createResolver(options);
    expect(refused).toThrow(TrackstateError);
    expect(refused).toThrow(expect.objectContaining({ code: 'invalid_option' }));
    expect(refused).toThrow(message);
  });
});

test('a fallback of the mapper has no leg and goes on with the one there is', () => {
  const fallback = {
    map: () => ({
      ...byState.map({ status: 'lost' }),
      leg: null,
      basis: 'fallback' as const,
      rule: 'fallback',
    }),
  } as unknown as typeof byState;
  const shipment = createResolver({ mapper: fallback })([{ time: at(1) }]);
  expect(shipment.timeline).toMatchObject([{ state: 'lost', leg: 'outbound', rule: 'fallback' }]);
  expect(createResolver({ mapper: byState })(parcel(events('in_transit 1'))).state).toBe('in_transit');
});
