import { describe, expect, test } from 'vitest';
import { createMapper, type ProState } from '../../src/index.ts';
import { createResolver, resolveShipment, type ShipmentInput } from '../../src/shipments/index.ts';
import { TimeReader } from '../../src/time/read.ts';
import { anomaliesOf, at, byState, events, parcel, timelineOf } from './helpers.ts';

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
  ])('%s', (_n, f, o) => expect(ms(80_000, f, o) / ms(8000, f, o)).toBeLessThan(30));
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
