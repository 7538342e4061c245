import { describe, expect, test } from 'vitest';
import { createMapper, type ProState } from '../../src/index.ts';
import { createResolver, resolveShipment, type ShipmentInput } from '../../src/shipments/index.ts';
import { TimeReader } from '../../src/time/read.ts';
import { cases } from '../campaign.ts';
import { anomaliesOf, at, byState, events, parcel, type StateEvent, timelineOf } from './helpers.ts';

const resolve = createResolver({ mapper: byState });
const Z = at(9);
const both = (a: object, b: object, run = resolve) => [run([a, b]), run([b, a])] as const;

test('an undated copy does not stand in for the dated event', () => {
  const given = [
    { status: 'out_for_delivery', time: null, description: 'Out' },
    { status: 'out_for_delivery', time: Z, description: 'Out' },
  ];
  expect(resolve(parcel(given, 'newest_first')).since?.text).toBe(Z);
});
test('D2a which copy counts: text', () => {
  const [x, y] = both(
    { status: 'delivered', time: '2026-03-01T09:00:00Z' },
    { status: 'delivered', time: '2026-03-01T10:00:00+01:00' },
  );
  expect(x.since).toEqual(y.since);
});
test('D2b which copy counts: an instant or none', () => {
  const [x, y] = both(
    { status: 'delivered', time: '2026-03-01T09:00:00Z' },
    { status: 'delivered', time: '2026-03-01 09:00:00' },
  );
  expect(x.since).toEqual(y.since);
});
test('D2c words with a bar', () => {
  const [x, y] = both(
    { status: 'delivered', time: Z, description: 'A | B' },
    { status: 'delivered', time: Z, description: 'A', location: 'B' },
  );
  expect(x.timeline[0]?.description).toEqual(y.timeline[0]?.description);
});
test('D2d overrides by carrier: two states are no copies', () => {
  const mapper = createMapper({
    overrides: [
      {
        source: 'kd100',
        carrier_id: 'abc',
        status_code: 2,
        substatus_code: 208,
        pro_state: 'held_by_carrier',
        note: 'as they mean it',
      },
    ],
  });
  const kd = (carrier_id: string) => ({
    order_status_code: 2,
    substatus_code: 208,
    time: Z,
    description: 'x',
    carrier_id,
  });
  const [x, y] = both(kd('abc'), kd('other'), createResolver({ mapper }));
  expect(x.state).toBe(y.state);
  expect(x.counts.duplicates).toBe(0);
});
test('D2e zeros and null', () => {
  const [x, y] = both(
    { status: 'delivered', time: '0000-00-00', description: 'x' },
    { status: 'delivered', time: null, description: 'x' },
  );
  expect(x.since).toEqual(y.since);
});
test('D3a another payload with an event of that moment leaves the order of the first', () => {
  const first = parcel(events('delivery_failed 1 a, out_for_delivery 1 b'));
  expect(resolve(first).state).toBe('out_for_delivery');
  expect(resolve([first, parcel(events('- 1 c'))]).state).toBe('out_for_delivery');
});
test('D3b payloads that disagree on a moment: the order of payloads changes nothing', () => {
  const a = parcel(events('delivery_failed 1 a, out_for_delivery 1 b'));
  const b = parcel(events('out_for_delivery 1 b, delivery_failed 1 a'));
  expect(resolve([a, b]).state).toBe(resolve([b, a]).state);
});
test('an event that says nothing does not change what decides on the order', () => {
  const given = [
    { status: 'out_for_delivery', time: '2026-03-01T12:00:00+08:00' },
    { status: 'delivery_failed', time: '2026-03-01T10:00:00Z' },
  ];
  expect(resolve(given).state).toBe('delivery_failed');
  expect(resolve([...given, { status: '-', time: '2026-02-01 00:00' }]).state).toBe('delivery_failed');
});
test('no negative durations', () => {
  const given = [
    { status: 'out_for_delivery', time: '2026-03-01T10:00:00-05:00' },
    { status: 'delivered', time: '2026-03-01T12:00:00+08:00' },
    { status: 'in_transit', time: '2026-02-01' },
  ];
  for (const { durationMs } of resolve(given).timeline) expect(durationMs ?? 0).toBeGreaterThanOrEqual(0);
});
test('an undated event is in no tie', () => {
  expect(anomaliesOf(resolve(parcel(events('in_transit 1, delivered none'))))).toBe('undated_event:1');
});
describe('data that throws', () => {
  const closed = Proxy.revocable({}, {});
  closed.revoke();
  test.each<[string, () => unknown]>([
    ['a hole', () => new Array(1)],
    ['a hole and an event', () => Object.assign(new Array(2), { 1: { status: 'delivered' } })],
    ['null', () => null],
    ['{}', () => ({})],
    ['events no list', () => ({ events: 5 })],
    [
      'a getter events',
      () => [
        {
          get events() {
            throw new Error('no');
          },
        },
      ],
    ],
    ['a revoked proxy', () => [closed.proxy]],
  ])('%s', (_n, input) => expect(() => resolveShipment(input() as ShipmentInput)).not.toThrow(TypeError));
  test('a getter', () =>
    expect(() =>
      resolveShipment([
        {
          get events() {
            throw new Error('no');
          },
        },
      ]),
    ).not.toThrow());
  test('200,000 at one moment', () => {
    expect(() => resolveShipment(Array.from({ length: 200_000 }, () => ({})))).not.toThrow();
  });
});
test('a time whose text cannot be made', () => {
  const time: unknown = JSON.parse('{"toString":1,"valueOf":1}');
  expect(() => new TimeReader(null).read(time)).not.toThrow();
  const two = resolveShipment(
    [
      { order_status_code: 5, time },
      { order_status_code: 3, time },
    ].map((e) => ({ ...e, description: 'x' })),
  );
  expect(two.counts.duplicates).toBe(0);
  expect(anomaliesOf(two)).toContain('implausible_time');
});
describe('time', () => {
  const ms = (n: number, f: (n: number) => object[], o = {}) => {
    const g = f(n);
    const r = createResolver({ mapper: byState, ...o });
    r(g.slice(0, 200));
    const t = performance.now();
    r(g);
    return performance.now() - t;
  };
  test.each<[string, (n: number) => object[], object?]>([
    [
      'many words at one moment',
      (n) =>
        Array.from({ length: n }, (_, i) => ({
          status: i % 2 ? 'in_transit' : 'at_customs',
          time: Z,
          description: `w${i}`,
        })),
    ],
    [
      'copies of two events at one moment',
      (n) =>
        Array.from({ length: n }, (_, i) => ({
          status: i % 2 ? 'in_transit' : 'at_customs',
          time: Z,
          description: `w${i % 2}`,
        })),
    ],
    [
      'journeys',
      (n) =>
        Array.from({ length: n }, (_, i) => ({ status: i % 2 ? 'delivered' : 'manifested', time: at(i) })),
      { reuseAfterDays: 0.001 },
    ],
  ])('%s', (_n, f, o) =>
    expect(ms(cases(80_000, 20_000), f, o) / ms(cases(8000, 2000), f, o)).toBeLessThan(30),
  );
});
test('a state that the caller calls final is not taken back', () => {
  expect(
    timelineOf(
      createResolver({ mapper: byState, final: ['lost'] as ProState[] })(events('lost 1, delivered 2')),
    ),
  ).toBe('lost@0');
});
test('a coarser delivery does not follow a finer one', () => {
  expect(resolve(events('customer_collected 1, delivered 2')).state).toBe('customer_collected');
  expect(resolve(events('delivered_damaged 1, delivered 2')).state).toBe('delivered_damaged');
});
test('the message names the status that disagrees', () => {
  const r = resolve([
    parcel(events('delivered 1'), 'oldest_first', { status: 'delivered' }),
    parcel([], 'oldest_first', { status: 'in_transit' }),
  ]);
  expect(r.anomalies[0]?.message).toContain('in_transit for the whole');
});
test('options of a wrong type', () => {
  expect(() => createResolver({ final: 'lost' as unknown as ProState[] })).toThrow(
    expect.objectContaining({ code: 'invalid_option' }),
  );
});
test('a tie beside an event with two codes is reported too', () => {
  expect(anomaliesOf(resolve(events('in_transit 1 x, out_for_delivery 1 x, at_customs 1 y')))).toContain(
    'tie',
  );
});
test('an offset that no clock has', () => {
  expect(new TimeReader(null).read('2026-03-01 09:00:00+99:99').implausible).toBe(true);
});

describe('which events are one', () => {
  const kd = (order_status_code: unknown, time: string, more: object = {}) => ({
    order_status_code,
    time,
    ...more,
  });
  test.each<[string, object[]]>([
    ['a code without a state, on two days', [kd(999, '2026-03-01 08:00:00'), kd(999, '2026-03-05 08:00:00')]],
    [
      'a code without a state, with zones',
      [kd(999, '2026-03-01T08:00:00Z'), kd(999, '2026-03-05T08:00:00Z')],
    ],
    ['no code at all, on two days', [{ time: '2026-03-01' }, { time: '2026-03-02' }]],
    ['times that cannot be read', [kd(5, 'Mar 4', { context: 'x' }), kd(5, 'Mar 5', { context: 'x' })]],
    [
      'no change, on two days',
      [
        { status: 'NotFound', time: '2026-03-01' },
        { status: 'NotFound', time: '2026-03-02' },
      ],
    ],
  ])('%s: two', (_name, given) => {
    expect(resolveShipment(given)).toMatchObject({ counts: { duplicates: 0 } });
  });
  test('what is ordered by the clock says so', () => {
    expect(resolveShipment([kd(999, '2026-03-01 08:00:00'), kd(999, '2026-03-05 08:00:00')]).orderedBy).toBe(
      'wall_clock',
    );
  });
  test.each<[string, object, object]>([
    ['the source named or not', kd(5, at(1), { source: 'kd100' }), kd(5, at(1))],
    ['Kuaidi100’s name of the field', kd(5, at(1)), { statusCode: '5', time: at(1) }],
    ['a repaired code', kd(5, at(1)), kd('5.0', at(1))],
    ['an unmapped code, repaired', kd(999, at(1)), kd(' 999 ', at(1), { source: 'kd100' })],
    ['status alone, and with its sub-status', kd(5, at(1)), kd(5, at(1), { substatus_code: 5 })],
  ])('%s: one', (_name, a, b) => {
    expect(resolveShipment([a, b]).counts).toMatchObject({ events: 2, duplicates: 1 });
  });
  test('an empty place or text is no difference between two answers, but is one within a list', () => {
    const full = { ...kd(5, at(1)), description: 'Out', location: 'Ulm' };
    const bare = { ...kd(5, at(1)), description: 'Out' };
    const code = kd(5, at(1));
    for (const lists of [
      [[full], [bare]],
      [[bare], [full]],
      [[code], [full], [bare]],
    ])
      expect(resolveShipment(lists.map((list) => parcel(list))).counts).toMatchObject({
        duplicates: lists.length - 1,
        mapped: 1,
      });
    expect(resolveShipment([full, bare, code]).counts.duplicates).toBe(0);
    expect(resolveShipment([parcel([full, bare])]).counts.duplicates).toBe(0);
    expect(
      resolveShipment([parcel([full]), parcel([{ ...bare, description: 'Other' }])]).counts.duplicates,
    ).toBe(0);
  });
});

describe('several lists in one payload', () => {
  const two = (first: StateEvent[], second: StateEvent[], orders: ('oldest_first' | 'newest_first')[]) => ({
    ...parcel([
      ...first.map((event) => ({ ...event, list: 0 })),
      ...second.map((event) => ({ ...event, list: 1 })),
    ]),
    order: orders[0] as 'oldest_first',
    orders,
  });
  test('an undated event of the first stays in the first', () => {
    const first = events('carrier_collected 1, dispatched none, in_transit 3');
    const second = events('in_transit 10, delivered 12');
    const shipment = resolve(two(first, second, ['oldest_first', 'oldest_first']));
    expect(timelineOf(shipment)).toBe('carrier_collected@0 dispatched@1 in_transit@2*2 delivered@4');
  });
  test('each list has its own order', () => {
    const first = events('in_transit 3, dispatched none, carrier_collected 1');
    const second = events('in_transit 10, at_customs none, delivered 12');
    const shipment = resolve(two(first, second, ['newest_first', 'oldest_first']));
    expect(timelineOf(shipment)).toBe(
      'carrier_collected@2 dispatched@1 in_transit@0*2 at_customs@4 delivered@5',
    );
  });
  test('a tie between two lists goes as the states are listed, not as the lists stand', () => {
    const failed = events('delivery_failed 5 a');
    const out = events('out_for_delivery 5 b');
    for (const [a, b] of [
      [failed, out],
      [out, failed],
    ] as const)
      expect(resolve(two(a, b, ['oldest_first', 'oldest_first'])).state).toBe('delivery_failed');
  });
});

test('the carrier is that of the newest event that names one, otherwise that of the payload', () => {
  const named = (status: string, hour: number, carrier_id?: unknown) => ({
    status,
    time: at(hour),
    carrier_id,
  });
  expect(
    resolve([named('delivered', 3), named('in_transit', 2, 'b'), named('in_transit', 1, 'a')]).carrier,
  ).toBe('b');
  expect(resolve({ ...parcel([named('delivered', 1)]), carrier_id: 'dhl' }).carrier).toBe('dhl');
  expect(resolve([named('delivered', 1)]).carrier).toBeNull();
});

test('many polls of one parcel take time in proportion', () => {
  const list = events(
    'manifested 1 a, carrier_collected 2 b, in_transit 3 c, out_for_delivery 4 d, delivered 5 e',
  );
  const polls = (count: number) =>
    Array.from({ length: count }, () => parcel(list, 'oldest_first', { status: 'delivered' }));
  const time = (count: number) => {
    const input = polls(count);
    const start = performance.now();
    expect(resolve(input).counts).toMatchObject({ mapped: 5, duplicates: 5 * (count - 1) });
    return performance.now() - start;
  };
  time(250);
  const [few, many] = [Math.min(time(500), time(500)), Math.min(time(4000), time(4000))];
  expect(many / few).toBeLessThan(32);
});
