import { expect, test } from 'vitest';
import { timelineText } from '../../src/csv/resolve/timeline.ts';
import { resolveShipment } from '../../src/shipments/index.ts';

type Row = readonly [code: string, time: string, description?: string, location?: string];

const textOf = (rows: readonly Row[], now?: string) =>
  timelineText(
    'P1',
    resolveShipment(
      rows.map(([sub, time, description, location]) => ({
        ...{ source: 'kd100', substatus_code: sub, time },
        ...{ description, location },
      })),
      now === undefined ? {} : { now: new Date(now) },
    ),
  ).split('\n');

const cases: [name: string, rows: Row[], lines: unknown[], now?: string][] = [
  [
    'a delivery, which is final',
    [
      ['103', '2026-03-01T08:00:00Z', 'Collected', 'Ulm'],
      ['301', '2026-03-01T08:45:00Z', 'Signed'],
    ],
    [
      'P1: delivered since 2026-03-01T08:45:00Z for 2 d (final)',
      '  2026-03-01T08:00:00Z  carrier_collected  45 min  Collected, Ulm',
      '  2026-03-01T08:45:00Z  delivered          2 d     Signed',
    ],
    '2026-03-03T08:45:00Z',
  ],
  [
    'a return that has arrived: its state says so',
    [
      ['6', '2026-03-01T08:00:00Z'],
      ['4', '2026-03-02T08:00:00Z'],
    ],
    [
      'P1: returned_to_sender since 2026-03-02T08:00:00Z (final)',
      '  2026-03-01T08:00:00Z  in_transit (return)  1 d',
      '  2026-03-02T08:00:00Z  returned_to_sender',
    ],
  ],
  [
    'an event without a time',
    [['5', '']],
    [
      'P1: out_for_delivery since an unknown time',
      '  (no time)  out_for_delivery',
      expect.stringMatching(/undated/),
    ],
  ],
  [
    'a number that is used again',
    [
      ['301', '2026-03-01T08:00:00Z'],
      ['103', '2026-05-01T08:00:00Z'],
    ],
    [
      'P1: carrier_collected since 2026-05-01T08:00:00Z',
      '  an earlier shipment with this number:',
      '  2026-03-01T08:00:00Z  delivered',
      '  this shipment:',
      '  2026-05-01T08:00:00Z  carrier_collected',
      expect.stringMatching(/^ {2}! reused_tracking_number: /),
    ],
  ],
  ['no event', [], ['P1: no state']],
];

test.each(cases)('%s', (_name, rows, lines, now) => {
  expect(textOf(rows, now)).toEqual([...lines, '']);
});

test('what only the whole parcel says is told as that, and notices come last', () => {
  const shipment = resolveShipment({
    source: 'kd100',
    order: 'newest_first',
    events: [],
    reported: { source: 'kd100', status_code: '5' },
  } as never);
  const text = timelineText('P1', shipment, [
    { code: 'tracking_expired', message: 'No news.', tracking_number: 'P1', path: '' },
    { code: 'invalid_value', message: 'expected text', tracking_number: 'P1', path: 'data.time' },
  ]);
  expect(text.split('\n')).toEqual([
    'P1: out_for_delivery by the status of the whole parcel, not by an event',
    '  ! tracking_expired: The aggregator stopped watching the number, because nothing came for too long. (No news.)',
    '  ! invalid_value: A value has another type than documented; it was left out, and stays in the raw item. (expected text, at data.time)',
    '',
  ]);
});
