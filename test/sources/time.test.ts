import { describe, expect, test } from 'vitest';
import { type EventOrder, readPayload } from '../../src/sources/index.ts';
import { changed } from './fixtures.ts';

/** The order of a payload that lists events at these times. */
function order(...times: unknown[]): EventOrder | undefined {
  const items = times.map((time) => ({ context: 'x', time }));
  return readPayload(changed('kd100-webhook', { items })).shipments[0]?.order;
}

describe('the order of events', () => {
  const rising: [string, first: string, last: string][] = [
    ['seconds', '2026-03-01 10:00:00', '2026-03-01 10:00:01'],
    ['without seconds', '2026-03-01 10:00', '2026-03-01 10:01'],
    ['days alone', '2026-02-28', '2026-03-01'],
    ['one digit', '2026-3-9 9:00:00', '2026-3-10 8:00:00'],
    ['slashes and points', '2026/03/09 09:00', '2026.03.10 08:00'],
    ['offsets', '2026-03-01T10:00:00+08:00', '2026-03-01T04:00:00+01:00'],
    ['offsets west', '2026-03-01T10:00:00Z', '2026-03-01T06:00:00-05:00'],
    ['an offset behind a space', '2026-03-01 10:00:00 +0800', '2026-03-01 03:00:00 Z'],
    ['fractions', '2026-03-01T10:00:00.123Z', '2026-03-01T10:00:01.000Z'],
    ['a day and a time of the next', '2026-03-01', '2026-03-02 00:30'],
    ['a time and the next day', '2026-03-01 23:30', '2026-03-02'],
    ['words for UTC', '2026-03-01 10:00 UTC', '2026-03-01 11:00 GMT'],
    ['a zone and none, days apart', '2026-03-01T10:00:00Z', '2026-03-03 10:00:00'],
  ];

  test.each(rising)('%s', (_, first, last) => {
    expect(order(first, last)).toBe('oldest_first');
    expect(order(last, first)).toBe('newest_first');
    expect(order('soon', first, null, last, '')).toBe('oldest_first');
    // Only the first and the last one count.
    expect(order(first, '2030-01-01', last)).toBe('oldest_first');
  });

  const unsure: [string, ...times: unknown[]][] = [
    ['nothing'],
    ['one event', '2026-03-01 10:00:00'],
    ['the same time', '2026-03-01 10:00:00', '2026-03-01 10:00:00'],
    ['the same moment', '2026-03-01T10:00:00+08:00', '2026-03-01T02:00:00Z'],
    ['a zone and none, hours apart', '2026-03-01T10:00:00Z', '2026-03-01 20:00:00'],
    ['a month that is none', '2026-13-01 10:00:00', '2026-14-01 10:00:00'],
    ['a day that is none', '2026-01-32', '2026-01-33'],
    ['an hour that is none', '2026-01-01 25:00', '2026-01-01 26:00'],
    ['a day and a time within it', '2026-01-01', '2026-01-01 10:00'],
    ['years that stand for none', '1970-01-01 00:00', '9999-12-31 00:00'],
    ['the hour after the last', '2026-01-01 24:00', '2026-01-02 24:00'],
    ['texts behind', '2026-01-01 10:00 CET', '2026-01-02 10:00 CET'],
    ['numbers', 1, 2],
  ];

  test.each(unsure)('%s is taken for the default', (_, ...times) => {
    expect(order(...times)).toBe('newest_first');
  });
});
