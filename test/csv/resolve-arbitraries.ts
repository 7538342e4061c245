import fc from 'fast-check';
import type { ResolveCsvOptions } from './api.ts';
import type { TestEvent } from './resolve-helpers.ts';

const pairs = [
  ['0', '0'],
  ['0', '1002'],
  ['1', '101'],
  ['1', '103'],
  ['2', '204'],
  ['2', '206'],
  ['3', '301'],
  ['3', '302'],
  ['4', '4'],
  ['4', '401'],
  ['5', '5'],
  ['5', '501'],
  ['6', '6'],
  ['7', '7'],
  ['8', '12'],
  ['14', '14'],
  ['999', '998'],
  ['', ''],
] as const;
export const codes: fc.Arbitrary<{ code: string; sub: string }> = fc
  .constantFrom(...pairs)
  .map(([code, sub]) => ({ code, sub }));

/** Two digits: usually up to `most`. */
const two = (most: number) =>
  fc
    .oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: most }) }, fc.nat(99))
    .map((value) => String(value).padStart(2, '0'));

/** Times in every form: most can be, some cannot. */
export const times: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.constantFrom('2026-03-', '2026-03-', '2026-06-', '2024-02-', '1990-01-', '2078-12-', '2100-02-'),
        fc.integer({ min: 0, max: 32 }).map((day) => String(day).padStart(2, '0')),
        fc.constantFrom(' ', 'T', 'T', '  '),
        fc.tuple(two(23), two(59), two(60)).map((clock) => clock.join(':')),
        fc.constantFrom('', '', '', 'Z', 'z', '+08:00', '-05:30', '+00:00', '-00:00', '+0800', '.5', '.25Z'),
      )
      .map((parts) => parts.join('')),
  },
  fc.constantFrom(
    ...['', ' ', 'null', 'soon', '0000-00-00 00:00:00', '2079-01-01 00:00:00', '1989-12-31 23:59:59'],
    ...['2026-03-01', '2026/03/01 09:30', '2026.3.1 9:30', ' 2026-03-01 09:30:00', '2026-03-01 09:30:00 '],
    ...['2026-03-29 02:30:00', '2026-10-25 02:30:00', '2026-02-29 10:00:00', '2026-13-01 10:00:00'],
    ...['2026-03-01T09:30:00', '2026-03-01 09:30:00Z', '2026-03-01T24:00:00Z', '2026-03-01T09:30:60Z'],
    ...['2O26-03-01 09:30:00', '2026-03-01T09:30:00+99:59', '2026-03-01T09:30:00 +08:00', '🚚'],
  ),
);

/** Times in the forms that are kept as numbers. */
export const plainTimes: fc.Arbitrary<string> = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2078-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19))
  .chain((text) =>
    fc.constantFrom(text.replace('T', ' '), `${text}Z`, `${text}+08:00`, `${text}-03:30`, `${text}+00:00`),
  );

export const words: fc.Arbitrary<string> = fc.constantFrom(
  ...['', 'scanned', 'left, the "hub"', '已签收', 'two\nlines', ' padded ', 'null'],
);
const places = fc.constantFrom('', 'Ulm', 'Lyon, FR', '上海');

const event = fc
  .record({
    number: fc.constantFrom('A1', 'A1', 'A1', 'B,2', '快3'),
    codes,
    time: times,
    words,
    place: places,
  })
  .map(({ codes: pair, ...rest }): TestEvent => ({ ...rest, ...pair }));

/** Events, of which some come twice, and some at the moment of others. */
export const events: fc.Arbitrary<TestEvent[]> = fc
  .tuple(
    fc.array(event, { maxLength: 18 }),
    fc.array(fc.tuple(fc.nat(17), fc.option(codes)), { maxLength: 5 }),
  )
  .map(([list, again]) => [
    ...list,
    ...again.flatMap(([i, pair]) => (list[i] ? [{ ...list[i], ...(pair ?? {}) }] : [])),
  ]);

type Setting = Pick<ResolveCsvOptions, 'now'> & { readonly timeZone?: string };

/** What the library and the CSV path are both told. */
export const settings: fc.Arbitrary<Setting> = fc
  .tuple(
    fc.constantFrom(undefined, 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York'),
    fc.constantFrom(undefined, new Date('2026-07-01T00:00:00Z')),
  )
  .map(([timeZone, now]) => ({ ...(timeZone && { timeZone }), ...(now && { now }) }));
