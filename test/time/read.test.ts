import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveShipment } from '../../src/shipments/index.ts';
import { TimeReader } from '../../src/time/read.ts';
import { toEventTime, writeInstant } from '../../src/time/write.ts';
import { Zone } from '../../src/time/zone.ts';
import { cases } from '../campaign.ts';

const bare = new TimeReader(null);
const berlin = new TimeReader(new Zone('Europe/Berlin'));
const iso = (wall: number | null) => (wall === null ? null : writeInstant(wall));

describe('texts with an offset', () => {
  test.each([
    ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00Z'],
    ['2026-03-01T09:30:00z', '2026-03-01T09:30:00Z'],
    ['2026-03-01 09:30:00 UTC', '2026-03-01T09:30:00Z'],
    ['2026-03-01 09:30 GMT', '2026-03-01T09:30:00Z'],
    ['2026-03-01T09:30:00+08:00', '2026-03-01T01:30:00Z'],
    ['2026-03-01T09:30:00+0545', '2026-03-01T03:45:00Z'],
    ['2026-03-01T09:30:00-05', '2026-03-01T14:30:00Z'],
    ['2026-03-01T00:30:00-03:30', '2026-03-01T04:00:00Z'],
    ['  2026/3/1   9:05:07 +01:00 ', '2026-03-01T08:05:07Z'],
    ['2026.03.01 09:30:00.25Z', '2026-03-01T09:30:00.250Z'],
    ['2026-03-01T09:30:00,999999999Z', '2026-03-01T09:30:00.999Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['1990-01-01T00:00:00Z', '1990-01-01T00:00:00Z'],
    ['2078-12-31T23:59:59Z', '2078-12-31T23:59:59Z'],
  ])('%s', (text, instant) => {
    for (const reader of [bare, berlin])
      expect(toEventTime(reader.read(text))).toEqual({ text, instant, basis: 'reported' });
  });

  test('every millisecond is kept', () => {
    const start = Date.UTC(2026, 2, 1);
    const read = Array.from(
      { length: 1000 },
      (_, i) => (bare.read(`2026-03-01T00:00:00.${String(i).padStart(3, '0')}Z`).instant ?? 0) - start,
    );
    expect(read).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });
});

describe('texts without a zone', () => {
  test.each([
    ['2026-03-01 09:30:00', '2026-03-01T09:30:00Z'],
    ['2026-3-1 9:30', '2026-03-01T09:30:00Z'],
    ['2026/03/01 23:59:59.5', '2026-03-01T23:59:59.500Z'],
  ])('%s', (text, wall) => {
    const read = bare.read(text);
    expect([read.text, iso(read.wall), read.instant, read.basis, read.implausible]).toEqual([
      text,
      wall,
      null,
      'unknown',
      false,
    ]);
  });

  test('a date ends its day, and has an instant in a known zone', () => {
    const date = { text: '2026-03-01', wall: Date.UTC(2026, 2, 2) - 1, implausible: false, dateOnly: true };
    expect(bare.read('2026-03-01')).toEqual({ ...date, instant: null, basis: 'unknown' });
    const instant = Date.UTC(2026, 2, 1, 23) - 1;
    expect(berlin.read('2026-03-01')).toEqual({ ...date, instant, basis: 'assumed:Europe/Berlin' });
    expect(bare.read('2026-03-01 +01:00')).toMatchObject({ wall: date.wall, instant, basis: 'reported' });
  });
});

test.each([undefined, null, '', '   ', 'null', ' NULL '])('no time: %j', (raw) => {
  const expected = {
    text: null,
    wall: null,
    instant: null,
    basis: 'unknown',
    implausible: false,
    dateOnly: false,
  };
  expect(berlin.read(raw)).toEqual(expected);
});

test.each<[unknown, string?]>([
  ['0000-00-00'],
  ['0000-00-00 00:00:00'],
  ['2079-06-06T23:59:00Z'],
  ['9999-12-31'],
  ['1989-12-31T23:59:59Z'],
  ['1970-01-01T00:00:00Z'],
  ['1900-01-00'],
  ['2026-02-29'],
  ['2026-04-31 10:00:00'],
  ['2026-00-10'],
  ['2026-13-01'],
  ['2026-03-00'],
  ['2026-03-01 24:00:00'],
  ['2026-03-01 10:60'],
  ['2026-03-01 10:00:61'],
  ['2026-03-01 10'],
  ['2026-03-01T10:00:00 CET'],
  ['01.03.2026 10:00'],
  ['20260301'],
  ['yesterday'],
  [`2026-03-01 ${' '.repeat(80)}10:00`],
  [1_772_357_400, '1772357400'],
  [0, '0'],
  [true, 'true'],
  [['2026-03-01'], '(object)'],
  [{}, '(object)'],
  [Symbol('t'), 'Symbol(t)'],
])('no time that can be: %s', (raw, text = raw as string) => {
  const expected = { text, wall: null, instant: null, basis: 'unknown', implausible: true, dateOnly: false };
  expect(berlin.read(raw)).toEqual(expected);
});

describe('a named zone', () => {
  test.each([
    ['Europe/Berlin', '2026-01-15 12:00:00', '2026-01-15T11:00:00Z', 'winter'],
    ['Europe/Berlin', '2026-07-15 12:00:00', '2026-07-15T10:00:00Z', 'summer'],
    ['Europe/Berlin', '2026-03-29 01:59:59', '2026-03-29T00:59:59Z', 'before the gap'],
    ['Europe/Berlin', '2026-03-29 02:30:00', '2026-03-29T01:30:00Z', 'in the gap'],
    ['Europe/Berlin', '2026-03-29 03:00:00', '2026-03-29T01:00:00Z', 'after the gap'],
    ['Europe/Berlin', '2026-10-25 01:59:59', '2026-10-24T23:59:59Z', 'before the overlap'],
    ['Europe/Berlin', '2026-10-25 02:30:00', '2026-10-25T00:30:00Z', 'in the overlap'],
    ['Europe/Berlin', '2026-10-25 03:00:00', '2026-10-25T02:00:00Z', 'after the overlap'],
    ['Australia/Lord_Howe', '2026-10-04 02:15:00', '2026-10-03T15:45:00Z', 'in a gap of half an hour'],
    ['Australia/Lord_Howe', '2026-10-04 02:30:00', '2026-10-03T15:30:00Z', 'after it'],
    ['Australia/Lord_Howe', '2026-04-05 01:45:00', '2026-04-04T14:45:00Z', 'in an overlap of half an hour'],
    ['Australia/Lord_Howe', '2026-04-05 02:00:00', '2026-04-04T15:30:00Z', 'after it'],
    ['Asia/Shanghai', '2026-03-01 08:00:00', '2026-03-01T00:00:00Z', 'no change of clocks'],
    ['Asia/Shanghai', '1991-07-01 08:00:00', '1991-06-30T23:00:00Z', 'an old summer'],
    ['Asia/Kathmandu', '2026-03-01 05:45:00', '2026-03-01T00:00:00Z', 'three quarters'],
    ['Pacific/Apia', '2011-12-30 12:00:00', '2011-12-30T22:00:00Z', 'a day that was left out'],
    ['UTC', '2026-03-01 05:45:00', '2026-03-01T05:45:00Z', 'only where it is named'],
  ])('%s %s is %s (%s)', (name, text, instant) => {
    const expected = { text, instant, basis: `assumed:${name}` };
    expect(toEventTime(new TimeReader(new Zone(name)).read(text))).toEqual(expected);
  });

  test('is named as IANA spells it', () => expect(new Zone('europe/berlin').name).toBe('Europe/Berlin'));

  test.each(['', 'Berlin/Europe', '2026', 5, null, {}])('%j is none', (name) => {
    expect(() => new Zone(name as string)).toThrow(/time zone .* is not known: expected an IANA name/);
  });

  const shown = (name: string) => {
    const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    return (instant: number) => {
      const parts = format.formatToParts(instant).map(({ type, value }) => [type, Number(value)] as const);
      const part = new Map<string, number>(parts);
      const get = (type: string) => part.get(type) ?? 0;
      return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
    };
  };

  const MINUTE = 60_000;
  /** Times near the changes of clocks, and any other. */
  const walls = fc.oneof(
    fc.integer({ min: Date.UTC(2026, 2, 29) / MINUTE, max: Date.UTC(2026, 2, 29, 6) / MINUTE }),
    fc.integer({ min: Date.UTC(2026, 9, 24, 22) / MINUTE, max: Date.UTC(2026, 9, 25, 6) / MINUTE }),
    fc.integer({ min: Date.UTC(2026, 9, 3, 22) / MINUTE, max: Date.UTC(2026, 9, 4, 6) / MINUTE }),
    fc.integer({ min: Date.UTC(2026, 3, 4, 22) / MINUTE, max: Date.UTC(2026, 3, 5, 6) / MINUTE }),
    fc.integer({ min: Date.UTC(1990, 0) / MINUTE, max: Date.UTC(2030, 0) / MINUTE }),
  );

  test.each(['Europe/Berlin', 'Australia/Lord_Howe', 'America/New_York', 'Asia/Shanghai'])(
    '%s shows the time again, the first time that it can',
    (name) => {
      const clock = shown(name);
      const used = new Zone(name);
      fc.assert(
        fc.property(walls, (minute) => {
          const wall = minute * MINUTE;
          const instant = used.instantOf(wall);
          expect(new Zone(name).instantOf(wall)).toBe(instant);
          if (clock(instant) === wall) {
            for (const earlier of [30, 60]) expect(clock(instant - earlier * MINUTE)).not.toBe(wall);
          } else {
            // In a gap: the clock of before would show it, the new one is ahead by the length of the gap.
            const gap = clock(instant) - wall;
            expect([30 * MINUTE, 60 * MINUTE]).toContain(gap);
            expect(clock(instant - gap)).toBe(wall - gap);
          }
        }),
        { numRuns: cases(400, 40) },
      );
    },
  );
});

test('each time of a shipment says where its instant comes from', () => {
  const given = [
    { status: 'InTransit', time: '2026-03-01T01:00:00+08:00' },
    { status: 'OutForDelivery', time: '2026-03-02 01:00:00' },
  ];
  const bases = (timeZone?: string) =>
    resolveShipment(given, timeZone === undefined ? {} : { timeZone }).timeline.map(
      ({ since }) => since.basis,
    );
  expect(bases()).toEqual(['reported', 'unknown']);
  expect(bases('Asia/Shanghai')).toEqual(['reported', 'assumed:Asia/Shanghai']);
});
