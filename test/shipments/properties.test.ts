import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createResolver, type ResolvedShipment, type ShipmentInput } from '../../src/shipments/index.ts';
import { cases } from '../campaign.ts';
import { at, byState, parcel, type StateEvent } from './helpers.ts';

const resolve = createResolver({ mapper: byState });

const STATUSES = [
  ...['manifested', 'carrier_collected', 'in_transit', 'at_customs', 'out_for_delivery', 'delivery_failed'],
  ...['carrier_changed', 'delivered', 'delivered_damaged', 'destroyed', 'cancelled', 'returned_to_sender'],
  ...['<in_transit', '<returned_to_sender', '<delivered', '-', 'what'],
];

const status = fc.constantFrom(...STATUSES);
const words = fc.constantFrom(null, 'x', 'y');
/** Few hours, so that many events share one, and some long after. */
const hour = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 8 }) },
  fc.constantFrom(900, 901, 1800),
);
const dated = fc.record({ status, time: hour.map(at), description: words });
const undated = fc.record({ status, time: fc.constant(null), description: words });
const anyEvents = fc.array(fc.oneof({ weight: 5, arbitrary: dated }, undated), { maxLength: 14 });
const runs = { numRuns: cases(1500, 150) };

/** The answer with each event in place of its number; equal events are not told apart. */
function told(shipment: ResolvedShipment, given: readonly StateEvent[]): ResolvedShipment {
  const by = new Map<string, number>();
  const first = given.map((event, i) => {
    const key = JSON.stringify([event.status, event.time, event.description]);
    const index = by.get(key) ?? i;
    by.set(key, index);
    return key;
  });
  const name = (i: number) => first[i] as unknown as number;
  const stays = (list: ResolvedShipment['timeline']) =>
    list.map((stay) => ({ ...stay, event: name(stay.event) }));
  const anomalies = shipment.anomalies.map((found) => ({ ...found, events: found.events.map(name) }));
  return {
    ...shipment,
    timeline: stays(shipment.timeline),
    earlier: shipment.earlier.map(stays),
    anomalies: anomalies.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

/** The answer without its counts and without what the codes say. */
const without = (shipment: ResolvedShipment, ...codes: string[]) => ({
  ...shipment,
  counts: null,
  anomalies: shipment.anomalies.filter(({ code }) => !codes.includes(code)),
});

const resolved = (given: readonly StateEvent[]) => told(resolve(given), given);
const resolvedParcels = (parcels: readonly (readonly StateEvent[])[]) =>
  told(resolve(parcels.map((list) => parcel(list))), parcels.flat());

const shuffled = <T>(list: fc.Arbitrary<T[]>) =>
  list.chain((items) =>
    fc.tuple(
      fc.constant(items),
      fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }),
    ),
  );

describe('the order in which they are given changes nothing', () => {
  test('of events', () => {
    fc.assert(
      fc.property(shuffled(anyEvents), ([given, mixed]) => {
        expect(resolved(mixed)).toEqual(resolved(given));
      }),
      runs,
    );
  });

  test('of more events than are sorted by insertion', () => {
    fc.assert(
      fc.property(shuffled(fc.array(dated, { minLength: 25, maxLength: 60 })), ([given, mixed]) => {
        expect(resolved(mixed)).toEqual(resolved(given));
      }),
      { numRuns: cases(300, 30) },
    );
  });

  test('of payloads that agree on the order', () => {
    const payloads = fc.array(dated, { maxLength: 12 }).chain((all) => {
      const sorted = all.map((event, i) => ({ ...event, description: `${event.description} ${i}` }));
      return shuffled(fc.array(fc.subarray(sorted), { minLength: 1, maxLength: 4 }));
    });
    fc.assert(
      fc.property(payloads, ([given, mixed]) => {
        expect(resolvedParcels(mixed)).toEqual(resolvedParcels(given));
      }),
      runs,
    );
  });
});

describe('what is sent again changes the count and is named', () => {
  const copied = fc.array(dated, { minLength: 1, maxLength: 10 }).chain((given) =>
    fc.tuple(
      fc.constant(given),
      fc.array(
        fc.nat(given.length - 1).map((i) => given[i] as StateEvent),
        { minLength: 1, maxLength: 8 },
      ),
    ),
  );

  test('events', () => {
    fc.assert(
      fc.property(copied, ([given, copies]) => {
        const [once, again] = [resolve(given), resolve([...given, ...copies])];
        expect(without(again, 'duplicate')).toEqual(without(once, 'duplicate'));
        expect(again.counts).toEqual({
          ...once.counts,
          events: once.counts.events + copies.length,
          duplicates: once.counts.duplicates + copies.length,
        });
        expect(again.anomalies.some(({ code }) => code === 'duplicate')).toBe(true);
      }),
      runs,
    );
  });

  test('a whole payload', () => {
    fc.assert(
      fc.property(fc.array(dated, { maxLength: 10 }), (given) => {
        const [once, again] = [resolve([parcel(given)]), resolve([parcel(given), parcel(given)])];
        expect(without(again, 'duplicate')).toEqual(without(once, 'duplicate'));
        expect(again.counts.duplicates).toBe(once.counts.duplicates + given.length);
      }),
      runs,
    );
  });
});

test('an event that says nothing changes only its count', () => {
  const nothing = fc.record({
    status: fc.constant('-'),
    time: hour.map(at),
    description: fc.constant('new'),
  });
  fc.assert(
    fc.property(anyEvents, nothing, (given, event) => {
      for (const input of [
        (list: StateEvent[]): ShipmentInput => list,
        (list: StateEvent[]) => parcel(list),
      ]) {
        const [before, after] = [resolve(input(given)), resolve(input([...given, event]))];
        const { orderedBy } = before;
        expect(orderedBy === 'none' ? { ...without(after), orderedBy } : without(after)).toEqual(
          without(before),
        );
        expect(after.counts).toEqual({
          ...before.counts,
          events: before.counts.events + 1,
          no_change: before.counts.no_change + 1,
        });
      }
    }),
    runs,
  );
});

test('a payload in two parts, which may overlap, gives the same', () => {
  const cut = fc.tuple(fc.array(status, { maxLength: 12 }), fc.nat(12), fc.nat(3));
  fc.assert(
    fc.property(cut, ([statuses, place, overlap]) => {
      const given = statuses.map((name, i) => ({ status: name, time: at(i), description: null }));
      const parts = [given.slice(0, place), given.slice(Math.max(0, place - overlap))];
      const whole = without(resolvedParcels([given]));
      expect(without(resolvedParcels(parts), 'duplicate')).toEqual(whole);
      expect(without(resolvedParcels(parts.reverse()), 'duplicate')).toEqual(whole);
    }),
    runs,
  );
});

describe('undated events', () => {
  const mixed = fc.array(fc.tuple(status, fc.boolean()), { maxLength: 12 });
  const places = ({ timeline, earlier }: ResolvedShipment) =>
    [...earlier, timeline].map((stays) =>
      stays.map(({ state, leg, event, events }) => [state, leg, event, events]),
    );

  test('stand where their payload has them, as if they had a time between their neighbours', () => {
    fc.assert(
      fc.property(mixed, (given) => {
        const timed = given.map(([name], i) => ({ status: name, time: at(i), description: `${i}` }));
        const bare = timed.map((event, i) => (given[i]?.[1] ? { ...event, time: null } : event));
        const expected = places(resolve(parcel(timed)));
        expect(places(resolve(parcel(bare)))).toEqual(expected);
        const last = given.length - 1;
        const newest = places(resolve(parcel(bare.toReversed(), 'newest_first')));
        const turned = newest.map((stays) =>
          stays.map(([a, b, event, c]) => [a, b, last - Number(event), c]),
        );
        expect(turned).toEqual(expected);
      }),
      runs,
    );
  });

  test('never reorder dated ones, in whatever list', () => {
    const nothing = fc.array(
      undated.map((event) => ({ ...event, status: '-' })),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.array(dated, { maxLength: 12 }), nothing, (given, more) => {
        const [before, after] = [resolve(given), resolve([...given, ...more])];
        expect(without(after, 'undated_event', 'duplicate')).toEqual(without(before, 'duplicate'));
      }),
      runs,
    );
  });
});

test('nothing is invented: each time and text is that of its event', () => {
  fc.assert(
    fc.property(anyEvents, (given) => {
      const { timeline, milestones, since } = resolve(given);
      for (const { event, since: time, description } of timeline)
        expect([time.text, description]).toEqual([given[event]?.time, given[event]?.description]);
      const times = given.map(({ time }) => time);
      for (const time of [...Object.values(milestones), since]) if (time) expect(times).toContain(time.text);
    }),
    runs,
  );
});
