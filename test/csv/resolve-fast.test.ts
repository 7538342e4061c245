import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cases } from '../campaign.ts';
import { createMapper } from './api.ts';
import { plainTimes, settings, times, words } from './resolve-arbitraries.ts';
import { everything, field, HEAD, resolve } from './resolve-helpers.ts';

const FIELDS = `${HEAD},context,place`;
const LONG = 'w'.repeat(140);

/** Gives every code a state, so that none counts as unmapped. */
const real = createMapper({ source: 'kd100' });
const mapper: typeof real = {
  ...real,
  map: (event) => {
    const result = real.map(event);
    return result.outcome === 'unmapped' ? real.map({ order_status_code: '208' }) : result;
  },
};

const subs = fc.constantFrom('', '204', '301', '"501"', '998');
const rowOf = (
  number: fc.Arbitrary<string>,
  code: fc.Arbitrary<string>,
  time: fc.Arbitrary<string>,
  text: fc.Arbitrary<string>,
) => fc.tuple(number, code, subs, time, text, words.map(field)).map((fields) => fields.join(','));

/** Rows that the fast path takes. */
const plainRow = rowOf(
  fc.constantFrom('A1', ' A1 ', '"B2"', '快递1', '"A,1"', '" A1"', '"C\n3"'),
  fc.constantFrom('5', '"3"', '', ' 2', 'null'),
  fc.oneof(
    plainTimes,
    plainTimes.map((time) => `"${time}"`),
  ),
  fc.constantFrom('', '"x,\r\ny"', '"a ""b"" c"', 'x"y', 'é', ' x '),
);
/** Rows that may have anything. */
const anyRow = rowOf(
  fc.constantFrom('A1', '"A1 "', '"A""1"', 'A"1', '"A1', '"\tA1"', 'B2'),
  fc.constantFrom('5', '3.0', '', '999', `x${LONG}`, '"5""5"'),
  times.map(field),
  fc.constantFrom('', '"x""y"', '"x"y', `"${LONG}"`, LONG, 'x'),
);
/** Rows without a tracking number, short ones, and those that are too long. */
const shapes = [
  ...['', ',5,5,2026-03-01 09:30:00,,', '"",5,5,,,', '" ",3,301,,"x",', 'A1', 'A1,5', 'A1,5,5,,,,,'],
  ...['A1,5,5,2026-03-01 09:30:00', 'A1,3,,2026-03-01 09:30:00,,,'],
];
const row = fc.oneof(
  { weight: 14, arbitrary: plainRow },
  { weight: 2, arbitrary: anyRow },
  { weight: 1, arbitrary: fc.constantFrom(...shapes) },
);
const file = fc
  .record({
    rows: fc.array(row, { maxLength: 30 }),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    last: fc.boolean(),
  })
  .map(({ rows, lineEnd, last }) => [FIELDS, ...rows].join(lineEnd) + (last ? lineEnd : ''));
const cut = fc.record({
  chunkBytes: fc.integer({ min: 1, max: 300 }),
  chunk: fc.constantFrom(1, 13, 5000),
  format: fc.constantFrom('csv' as const, 'json' as const, 'text' as const),
});

test('the fast path gives what the reference gives, for any CSV, at every chunk size, in every format', async () => {
  let [fast, all] = [0, 0];
  await fc.assert(
    fc.asyncProperty(file, cut, settings, async (input, { format, ...sizes }, setting) => {
      const options = { ...setting, mapper, format, maxRowBytes: 3000 };
      const { summary } = await resolve(input, options);
      fast += summary.fastRows;
      all += summary.rows;
      const reference = await everything(input, { ...options, fast: false });
      expect(await everything(input, { ...options, ...sizes })).toEqual(reference);
    }),
    { numRuns: cases(400, 40) },
  );
  // A fast path that steps aside would agree with everything. (Many of these rows are odd on purpose.)
  expect(all).toBeGreaterThan(cases(1500, 100));
  expect(fast / all).toBeGreaterThan(0.5);
});

test('the fast path gives what the reference gives, for any bytes', async () => {
  const piece = fc.constantFrom(
    ...['A', '"', '""', ',', '\n', '\r\n', '\r', '5', '204', ',,', '\0', '",', ',"', '"\r\n', ' '],
    ...['A1,5,5,2026-03-01 09:30:00\n', '"A1",3,,2026-03-01T09:30:00Z\r\n', 'x'.repeat(30)],
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 60 }),
      fc.integer({ min: 1, max: 100 }),
      async (pieces, chunkBytes) => {
        // Rows that are whole only where LF ends them: a stray CR makes no line end, which the fast path does not know.
        const input = `${HEAD}\n${'A1,5,5,soon\rx\n'.repeat(15)}${pieces.join('')}`;
        const options = { mapper, maxRowBytes: 60, source: 'kd100', format: 'json' } as const;
        expect(await everything(input, { ...options, chunkBytes })).toEqual(
          await everything(input, { ...options, fast: false }),
        );
      },
    ),
    { numRuns: cases(800, 80) },
  );
});

test('the fast path takes every row of an ordinary file; the reference takes none', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 2, 1) + i * 60_000).toISOString().slice(0, 19);
    const written = i % 2 ? `${time}Z` : `"${time}+08:00"`;
    return `"T${i % 700}",${i % 3 ? 5 : 0},,${written},"at ""${i}""",x`;
  });
  for (const lineEnd of ['\n', '\r\n']) {
    const input = [FIELDS, ...rows, ''].join(lineEnd);
    for (const format of ['csv', 'json'] as const) {
      const { summary } = await resolve(input, { format });
      expect(summary, format).toMatchObject({ rows: 5000, fastRows: 5000, shipments: 700 });
      expect(await everything(input, { format })).toEqual(await everything(input, { format, fast: false }));
      expect((await resolve(input, { format, fast: false })).summary.fastRows).toBe(0);
    }
  }
});

test('the fast path reads every day as the reference does', async () => {
  const days = Array.from({ length: 90 * 403 }, (_, i) => {
    const [year, month, day] = [1989 + Math.floor(i / 403), Math.floor(i / 31) % 13, 1 + (i % 31)];
    const date = [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
    return {
      date,
      real: year > 1989 && month > 0 && new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day,
    };
  });
  const input = `${HEAD}\n${days.map(({ date }) => `${date},5,5,${date}T23:59:58Z\n`).join('')}`;
  const { output, summary } = await resolve(input);
  expect(summary.fastRows).toBe(days.filter(({ real }) => real).length);
  const wrong = output
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(','))
    .filter(([number, , , since]) => since !== `${number}T23:59:58Z`);
  expect(wrong).toEqual([]);
  expect(await everything(input)).toEqual(await everything(input, { fast: false }));
});
