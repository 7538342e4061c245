import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProState } from '../../src/index.ts';
import {
  ANOMALIES,
  applyTrackingEvent,
  type ResolvedShipment,
  resolveShipment,
  type ShipmentInput,
  type SourceShipment,
} from '../../src/shipments/index.ts';
import { cases } from '../campaign.ts';

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withTypedArray: true,
});

const times = fc.oneof(
  fc.constantFrom<unknown>(
    '2026-03-01 09:30:00',
    '2026-03-01T09:30:00+08:00',
    '2026-03-01',
    '0000-00-00',
    null,
    '',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  anything,
);
const codes = fc.oneof(
  fc.constantFrom<unknown>(0, 1, '5', 501, '3', 4, 6, 'Delivered', 'InTransit', null),
  anything,
);
const words = fc.oneof(fc.constantFrom<unknown>('a', ' a', 'null', null), anything);

const event = fc.record(
  {
    source: fc.oneof(fc.constantFrom<unknown>('kd100', '17track', '17track-v1', null), anything),
    order_status_code: codes,
    substatus_code: codes,
    status: codes,
    sub_status: codes,
    time: times,
    description: words,
    context: words,
    location: words,
  },
  { requiredKeys: [] },
);
const hostile = fc.oneof({ weight: 3, arbitrary: event }, anything);

/** An answer that cannot be wrong in itself. */
function check(shipment: ResolvedShipment, total: number): void {
  const { counts, timeline, earlier, anomalies, milestones, since } = shipment;
  expect(counts.events).toBe(total);
  expect(counts.mapped + counts.no_change + counts.unmapped + counts.duplicates).toBe(total);
  const stays = [...earlier.flat(), ...timeline];
  expect(stays.reduce((sum, { events }) => sum + events, 0)).toBeLessThanOrEqual(counts.mapped);
  for (const { state, event, rule } of stays) {
    expect(isProState(state)).toBe(true);
    expect(rule).not.toBe('');
    expect(event).toBeLessThan(total);
  }
  for (const { code, events, message } of anomalies) {
    expect(message).toContain(ANOMALIES[code]);
    expect(events.length).toBeGreaterThan(0);
    for (const index of events) expect(index).toBeLessThan(total);
  }
  for (const time of [since, ...Object.values(milestones), ...stays.map((stay) => stay.since)]) {
    if (time) expect(time.instant === null).toBe(time.basis === 'unknown');
  }
  expect(() => JSON.stringify(shipment)).not.toThrow();
}

describe('never throws for anything that an event can contain', () => {
  test('events', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 12 }), (given) => {
        check(resolveShipment(given as object[]), given.length);
        check(
          resolveShipment(given as object[], { timeZone: 'Asia/Shanghai', now: new Date(0) }),
          given.length,
        );
      }),
      { numRuns: cases(1000, 100) },
    );
  });

  test('payloads', () => {
    const parcel = fc.record({
      tracking_number: anything,
      carrier_id: anything,
      reported: hostile,
      events: fc.array(hostile, { maxLength: 6 }),
      order: fc.oneof(fc.constantFrom('newest_first', 'oldest_first'), anything),
    }) as unknown as fc.Arbitrary<SourceShipment>;
    fc.assert(
      fc.property(fc.array(parcel, { minLength: 1, maxLength: 3 }), (given) => {
        check(resolveShipment(given), given.flatMap(({ events }) => events).length);
        const [first] = given as [SourceShipment];
        check(resolveShipment(first), first.events.length);
      }),
      { numRuns: cases(800, 80) },
    );
  });

  test('an event on a shipment in PRO', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom('allocated', 'cancelled'), fc.string()),
        hostile,
        (state, given) => {
          const { action, state: target } = applyTrackingEvent({ state }, given as object);
          expect(isProState(target)).toBe(action === 'apply');
        },
      ),
      { numRuns: cases(800, 80) },
    );
  });

  test('events whose fields cannot be read', () => {
    const unreadable = {
      get description() {
        throw new Error('no');
      },
    };
    const input = [unreadable, Object.freeze({}), () => undefined] as unknown as ShipmentInput;
    check(resolveShipment(input), 3);
    expect(resolveShipment(input).counts.unmapped).toBe(3);
  });
});
