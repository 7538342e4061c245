import { describe, expect, test } from 'vitest';
import { readPayload } from '../../src/sources/index.ts';

const item = (time: string | null, context: string) => ({ time, context, statusCode: '0' });
const leg = (com: string, ...data: object[]) => ({ nu: 'N1', com, state: '0', data });

const newest = [item('2026-03-02 10:00:00', 'b'), item(null, 'u'), item('2026-03-01 10:00:00', 'a')];
const oldest = [item('2026-03-04 10:00:00', 'c'), item(null, 'u'), item('2026-03-05 10:00:00', 'd')];

function parcel(first: object, second: object) {
  const [shipment] = readPayload({ lastResult: first, destResult: second }).shipments;
  return { ...shipment, lists: shipment?.events.map(({ list }) => list) };
}

describe('each carrier has a list and an order of its own', () => {
  test('whose times tell it', () => {
    expect(parcel(leg('ems', ...newest), leg('posten', ...oldest))).toMatchObject({
      order: 'newest_first',
      orders: ['newest_first', 'oldest_first'],
      lists: [0, 0, 0, 1, 1, 1],
    });
  });

  test('or that of the first list whose times tell it', () => {
    const silent = [item(null, 'x'), item(null, 'y')];
    expect(parcel(leg('ems', ...silent), leg('posten', ...oldest))).toMatchObject({
      order: 'oldest_first',
      orders: ['oldest_first', 'oldest_first'],
      lists: [0, 0, 1, 1, 1],
    });
    expect(parcel(leg('ems', ...silent), leg('posten', ...silent))).toMatchObject({
      order: 'newest_first',
      orders: ['newest_first', 'newest_first'],
    });
  });

  test('also where an event of the other list counts once', () => {
    expect(parcel(leg('ems', ...newest), leg('posten', ...oldest, ...newest.slice(2)))).toMatchObject({
      lists: [0, 0, 0, 1, 1, 1],
    });
  });

  test('of 17TRACK too, where a carrier may have no events', () => {
    const provider = (...times: (string | null)[]) => ({
      events: times.map((time_iso, i) => ({ time_iso, description: `${i}` })),
    });
    const providers = [
      provider(),
      provider('2026-03-02', '2026-03-01'),
      provider('2026-03-01', '2026-03-03'),
    ];
    const data = { number: 'N1', track_info: { tracking: { providers } } };
    const [shipment] = readPayload({ event: 'TRACKING_UPDATED', data }).shipments;
    expect(shipment?.events.map(({ list }) => list)).toEqual([1, 1, 2, 2]);
    expect(shipment?.orders).toEqual(['newest_first', 'newest_first', 'oldest_first']);
  });
});
