import { describe, expect, test } from 'vitest';
import { createResolver, type ShipmentInput } from '../../src/shipments/index.ts';
import { cases } from '../campaign.ts';
import { byState, parcel, type StateEvent } from './helpers.ts';

const resolve = createResolver({ mapper: byState });
const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);

const list = (count: number, event: (i: number) => Partial<StateEvent>): StateEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    status: i % 2 === 0 ? 'in_transit' : 'at_customs',
    time: new Date(START + i * MINUTE).toISOString(),
    description: null,
    ...event(i),
  }));

const SHAPES: readonly (readonly [name: string, given: (count: number) => ShipmentInput])[] = [
  ['a state a minute', (count) => list(count, () => ({}))],
  ['newest first', (count) => parcel(list(count, () => ({})).reverse(), 'newest_first')],
  [
    'one event, sent again and again',
    (count) => list(count, () => ({ status: 'in_transit', time: '2026-01-01T00:00Z' })),
  ],
  [
    'each sent twice',
    (count) =>
      list(count, (i) => ({ status: 'in_transit', time: new Date(START + (i >> 1) * MINUTE).toISOString() })),
  ],
  [
    'two states at each moment',
    (count) => list(count, (i) => ({ time: new Date(START + (i >> 1) * MINUTE).toISOString() })),
  ],
  ['all after the end', (count) => list(count, (i) => (i === 0 ? { status: 'delivered' } : {}))],
  ['all unmapped', (count) => list(count, () => ({ status: 'what' }))],
  ['every other undated', (count) => parcel(list(count, (i) => (i % 2 === 0 ? {} : { time: null })))],
  ['each in a payload of its own', (count) => list(count, () => ({})).map((event) => parcel([event]))],
];

/** The shortest of some runs, in milliseconds. */
function fastest(runs: number, run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe(`${cases(100, 10)} times the events take about as many times as long`, () => {
  test.each(SHAPES)('%s', (_name, given) => {
    const times = cases(100, 10);
    const [few, many] = [given(1000), given(1000 * times)];
    const short = fastest(cases(8, 3), () => resolve(few));
    const long = fastest(2, () => resolve(many));
    // Quadratic growth would be `times ** 2` as long.
    expect(long / Math.max(short, 0.5)).toBeLessThan(times ** 1.5);
  });
});

test('10,000 events on one shipment', () => {
  const given = list(10_000, (i) => ({ status: i === 9999 ? 'delivered' : 'in_transit' }));
  const shipment = resolve(given);
  expect(shipment).toMatchObject({
    state: 'delivered',
    counts: { events: 10_000, mapped: 10_000, duplicates: 0 },
    anomalies: [],
  });
  expect(shipment.timeline.map(({ events }) => events)).toEqual([9999, 1]);
});
