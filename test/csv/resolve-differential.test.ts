import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EventTime, type ResolvedShipment, resolveShipment } from '../../src/shipments/index.ts';
import { shownTime } from '../../src/time/write.ts';
import { cases, FULL } from '../campaign.ts';
import { events, settings } from './resolve-arbitraries.ts';
import { fileOf, groupBy, libraryEvent, records, resolve, type TestEvent } from './resolve-helpers.ts';

/** What a CSV row says of a shipment that the library resolved. */
function rowOf(shipment: ResolvedShipment, aged: boolean): Record<string, string> {
  const { state, leg, since, milestones, counts, anomalies, ageMs } = shipment;
  const at = (time: EventTime | null | undefined) => (time && shownTime(time)) ?? '';
  return {
    pro_state: state ?? '',
    leg: leg ?? '',
    since: at(since),
    collected_at: at(milestones.collected),
    out_for_delivery_at: at(milestones.out_for_delivery),
    attempted_at: at(milestones.attempted),
    delivered_at: at(milestones.delivered),
    returned_at: at(milestones.returned),
    events: String(counts.events),
    anomalies: [...new Set(anomalies.map(({ code }) => code))].sort().join(' '),
    ...(aged && { age_hours: ageMs === null ? '' : (ageMs / 3_600_000).toFixed(1) }),
  };
}

const sortedAnomalies = (row: Record<string, string>) => ({
  ...row,
  anomalies: (row.anomalies ?? '').split(' ').sort().join(' '),
});

/** Small rooms: most of the time would go into making large ones. */
const SMALL = { maxRowBytes: 3000 };

test('a CSV row says of a shipment what the library says of the same events', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(events, settings, fc.boolean(), async (list, options, fast) => {
      const wordless = list.map(({ words: _words, place: _place, ...event }): TestEvent => event);
      const { output, summary } = await resolve(fileOf(wordless), { ...options, ...SMALL, fast });
      const expected = [...groupBy(wordless, ({ number }) => number)].map(([number, own]) => {
        const shipment = resolveShipment(own.map(libraryEvent), options);
        seen.add(shipment.state ?? '');
        for (const { code } of shipment.anomalies) seen.add(code);
        return { tracking_number: number, ...rowOf(shipment, options.now !== undefined) };
      });
      expect(records(output).map(sortedAnomalies)).toEqual(expected);
      expect(summary).toMatchObject({ rows: list.length, shipments: expected.length });
    }),
    { numRuns: cases(500, 100) },
  );
  // The law says little where nothing is odd.
  const states = ['delivered', 'returned_to_sender', 'cancelled', 'delivery_failed', 'at_collection_point'];
  const odd = ['regression', 'after_final', 'tie', 'duplicate', 'undated_event', 'implausible_time'];
  const rare = FULL ? ['reused_tracking_number', 'delivered_on_return_leg', 'unmapped_event'] : [];
  expect([...seen]).toEqual(expect.arrayContaining([...states, ...odd, ...rare]));
});

test('a line of JSON says all that the library says, and the summary counts it', async () => {
  await fc.assert(
    fc.asyncProperty(events, settings, fc.boolean(), async (list, options, fast) => {
      const { output, summary } = await resolve(fileOf(list, true), {
        ...options,
        ...SMALL,
        fast,
        format: 'json',
      });
      const expected = [...groupBy(list, ({ number }) => number)].map(([number, own]) => ({
        tracking_number: number,
        ...resolveShipment(own.map(libraryEvent), options),
      }));
      const lines = output.split('\n').filter((line) => line !== '');
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
        expected.map((shipment): unknown => JSON.parse(JSON.stringify(shipment))),
      );
      const counts = (names: string[]) =>
        Object.fromEntries([...groupBy(names, (name) => name)].map(([name, { length }]) => [name, length]));
      expect(summary.events).toBe(list.length);
      expect(summary.states).toEqual(counts(expected.map(({ state }) => state ?? '')));
      expect(summary.anomalies).toEqual(
        counts(expected.flatMap(({ anomalies }) => anomalies.map(({ code }) => code))),
      );
    }),
    { numRuns: cases(300, 30) },
  );
});

test('a text names each shipment, each of its stays, and what is odd', async () => {
  const { output, summary } = await resolve(
    [
      'tracking_number,order_status_code,substatus_code,time,context,location',
      'P1,1,103,2026-03-01T08:00:00Z,"Collected, at last",Ulm',
      'P1,0,,2026-03-01T20:00:00Z,,',
      'P1,0,1002,2026-03-02T20:00:00Z,,',
      'P2,6,6,2026-03-02 20:00:00,Going back,',
      'P3,999,,soon,,',
      '',
    ].join('\n'),
    { format: 'text', now: new Date('2026-03-03T08:30:00Z') },
  );
  expect(output.split('\n')).toEqual([
    'P1: in_transit since 2026-03-01T20:00:00Z for 1 d 12 h',
    '  2026-03-01T08:00:00Z  carrier_collected  12 h      Collected, at last, Ulm',
    '  2026-03-01T20:00:00Z  in_transit         1 d 12 h   (+1 more)',
    '',
    'P2: in_transit (on its way back to the sender) since 2026-03-02 20:00:00',
    '  2026-03-02 20:00:00  in_transit (return)  Going back',
    '',
    'P3: no state',
    expect.stringMatching(/^ {2}! unmapped_event: .* unknown_code \(kd100 999\) at soon$/),
    expect.stringMatching(/^ {2}! implausible_time: .* unknown_code \(kd100 999\) at soon$/),
    '',
    '',
  ]);
  expect(summary).toMatchObject({ shipments: 3, states: { in_transit: 2, '': 1 } });
});
