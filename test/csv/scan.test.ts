import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldValue, writeField } from '../../src/csv/field.ts';
import { type Marks, RowScanner } from '../../src/csv/read/scan.ts';
import { cases } from '../campaign.ts';

const RFC: Marks = {
  delimiter: ',',
  quote: '"',
  escape: '"',
  comment: '',
  crEnds: false,
  encoding: 'utf-8',
};

interface Found {
  raw: string;
  end: string;
  fields: number;
  values: string[];
  fault: string | null;
  part: string;
}

/** Scans bytes of which one chunk after the other is there, all columns wanted; long rows are put together again. */
function scan(input: string, chunk = 1 << 20, marks: Partial<Marks> = {}, maxRowBytes = 1 << 20): Found[] {
  const bytes = Buffer.from(input);
  const found: Found[] = [];
  const wanted = Array.from({ length: 12 }, (_, i) => i);
  const scanner = new RowScanner({ ...RFC, ...marks }, wanted, maxRowBytes);
  let pos = 0;
  for (let there = 0, final = false; !final; ) {
    there = Math.min(bytes.length, there + chunk);
    final = there === bytes.length;
    for (const last of final ? [false, true] : [false]) {
      while ((pos < there || (last && scanner.continues)) && scanner.read(bytes, pos, there, last)) {
        const { start, end, next, fields, starts, ends, fault, continued, continues } = scanner;
        expect(start).toBe(pos);
        pos = next;
        const values = wanted.slice(0, fields).map((i) => bytes.toString('utf8', starts[i], ends[i]));
        const raw = bytes.toString('latin1', start, end);
        const row = found.at(-1);
        if (continued && row) row.raw += raw;
        else found.push({ raw, end: '', fields, values, fault, part: 'open' });
        const current = found.at(-1) as Found;
        current.end = bytes.toString('latin1', end, next);
        if (!continues) current.part = 'whole';
      }
    }
  }
  expect(pos).toBe(bytes.length);
  expect(found.every(({ part }) => part === 'whole')).toBe(true);
  return found;
}

const field = fc.oneof(
  fc.constantFrom('', '0', '204', 'InTransit', '中文，字', ' padded ', '\ta'),
  fc.string({ maxLength: 8 }).map((text) => text.replace(/[\0"]/g, '')),
);
const quoted = fc.string({
  unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r\n', '中', ' '),
  maxLength: 10,
});
const cell = (delimiter: string) =>
  fc.oneof(
    field
      .filter((text) => !/[\r\n"]/.test(text) && !text.includes(delimiter))
      .map((text) => ({ text, raw: text })),
    quoted.map((text) => ({ text, raw: `"${text.replaceAll('"', '""')}"` })),
  );

test('the rows and fields are those of csv-parse, for any CSV, at every chunk size', () => {
  const table = fc.constantFrom(',', ';', '\t', '|').chain((delimiter) =>
    fc.record({
      delimiter: fc.constant(delimiter),
      lineEnd: fc.constantFrom('\n', '\r\n'),
      last: fc.boolean(),
      chunk: fc.integer({ min: 1, max: 30 }),
      rows: fc.array(fc.array(cell(delimiter), { minLength: 2, maxLength: 6 }), {
        minLength: 1,
        maxLength: 8,
      }),
    }),
  );
  fc.assert(
    fc.property(table, ({ delimiter, lineEnd, last, chunk, rows }) => {
      const text =
        rows.map((row) => row.map(({ raw }) => raw).join(delimiter)).join(lineEnd) + (last ? lineEnd : '');
      const found = scan(text, chunk, { delimiter });
      const reference = parse(text, {
        delimiter,
        relax_column_count: true,
        record_delimiter: ['\r\n', '\n'],
      }) as string[][];
      const unquote = (raw: string) => (raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
      expect(found.map(({ values }) => values.map(unquote))).toEqual(reference);
      expect(reference).toEqual(rows.map((row) => row.map((cells) => cells.text)));
      expect(found.every(({ fault }) => fault === null)).toBe(true);
      expect(found.map(({ raw, end }) => raw + end).join('')).toBe(Buffer.from(text).toString('latin1'));
    }),
    { numRuns: cases(1000, 100) },
  );
});

/** Any dialect: a delimiter of one to three bytes, a quote or none, an escape, a comment mark. */
const dialects = fc
  .record({
    delimiter: fc.constantFrom(',', ';', ':', ' ', '||', '|', '::|', 'ab', '，'),
    quote: fc.constantFrom('"', "'", '*', ''),
    mark: fc.constantFrom('same', '\\', '~', '"'),
    comment: fc.constantFrom('', '#', '//'),
    crEnds: fc.boolean(),
  })
  .map(({ mark, ...marks }) => ({
    ...marks,
    escape: mark === 'same' ? marks.quote : mark,
    encoding: 'utf-8' as const,
  }));
const LINE_ENDS = ['\r\n', '\n'];

test('the rows and fields are those of csv-parse, for any dialect, at every chunk size', () => {
  const texts = fc.string({
    unit: fc.constantFrom(
      'a',
      'b',
      '|',
      ':',
      ',',
      '，',
      ' ',
      '"',
      "'",
      '\\',
      '~',
      '#',
      '/',
      '\n',
      '\r\n',
      '1',
    ),
    maxLength: 6,
  });
  const table = fc.record({
    marks: dialects,
    rows: fc.array(fc.array(texts, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
    comments: fc.array(fc.nat(6), { maxLength: 2 }),
    ends: fc.array(fc.nat(2), { minLength: 8, maxLength: 8 }),
    last: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 30 }),
  });
  let quoted = 0;
  fc.assert(
    fc.property(table, ({ marks, rows, comments, ends, last, chunk }) => {
      const { delimiter, quote, comment, crEnds } = marks;
      const mark = marks.escape;
      // What has no quotes can hold no marks.
      const held = (text: string) =>
        quote === '' ? text.replaceAll(delimiter, '').replace(/[\r\n|:ab]/g, '1') : text;
      const lines = rows.map((cells) => cells.map((text) => writeField(held(text), marks)).join(delimiter));
      if (lines.some((line) => line === '' || (comment !== '' && line.startsWith(comment)))) return;
      const isComment = (i: number) => comment !== '' && comments.includes(i);
      const lineEnd = (i: number) => [...LINE_ENDS, '\r'].slice(0, crEnds ? 3 : 2).at(ends[i] ?? 0) ?? '\n';
      let text = lines
        .map((line, i) => (isComment(i) ? `${comment} "c'\n` : '') + line + lineEnd(i))
        .join('');
      if (!last) text = text.replace(/[\r\n]+$/, '');
      const found = scan(text, chunk, marks);
      const read = found
        .filter(({ raw }) => raw !== '')
        .map(({ values }) => values.map((raw) => fieldValue(Buffer.from(raw), 'utf-8', quote, mark)));
      const reference = parse(text, {
        delimiter,
        quote: quote === '' ? false : quote,
        escape: mark === '' ? null : mark,
        comment: comment === '' ? null : comment,
        comment_no_infix: true,
        relax_quotes: quote === '',
        relax_column_count: true,
        record_delimiter: crEnds ? [...LINE_ENDS, '\r'] : LINE_ENDS,
      } as object);
      expect(read).toEqual(reference);
      expect(read).toEqual(rows.map((row) => row.map(held)));
      expect(found.every(({ fault }) => fault === null)).toBe(true);
      expect(found.map(({ raw, end }) => raw + end).join('')).toBe(Buffer.from(text).toString('latin1'));
      if (quote !== '' && text.includes(quote)) quoted++;
    }),
    { numRuns: cases(1500, 300) },
  );
  expect(quoted).toBeGreaterThan(cases(500, 100));
});

test('no byte is lost and the chunk size changes nothing, whatever the bytes and the dialect', () => {
  const piece = fc.constantFrom(
    ...['a', '"', '""', ',', '\n', '\r\n', '\r', '2', '\0', '",', ',"', '"\r', 'x'.repeat(30)],
    ...['|', '||', "'", '\\', '#', '\n#', '\r#', ':', 'b'],
  );
  const any = fc.oneof(fc.constant(RFC), dialects);
  fc.assert(
    fc.property(
      any,
      fc.array(piece, { maxLength: 50 }),
      fc.integer({ min: 1, max: 40 }),
      (marks, pieces, chunk) => {
        const text = pieces.join('');
        const whole = scan(text, 1 << 20, marks, 25);
        expect(scan(text, chunk, marks, 25)).toEqual(whole);
        expect(whole.map(({ raw, end }) => raw + end).join('')).toBe(text);
      },
    ),
    { numRuns: cases(5000, 800) },
  );
});

test('4,000 comment lines are found in one pass', () => {
  const bytes = Buffer.from(`${'# note\n'.repeat(4000)}a,b\n`);
  const scanner = new RowScanner({ ...RFC, comment: '#' }, [0], 1000);
  let looked = 0;
  const watched = new Proxy(bytes, {
    get(target, name) {
      looked++;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  let rows = 0;
  for (let pos = 0; pos < bytes.length; pos = scanner.next, rows++)
    scanner.read(watched, pos, bytes.length, true);
  expect(rows).toBe(4001);
  expect(looked).toBeLessThan(4 * bytes.length);
});

describe('faults', () => {
  const faults = (text: string, max?: number) => scan(text, 3, {}, max).map(({ raw, fault }) => [raw, fault]);

  test.each([
    [
      '"a"x,b\nc\n',
      [
        ['"a"x,b', 'invalid_quote'],
        ['c', null],
      ],
    ],
    [
      'a,"b\nc\nd',
      [
        ['a,"b', 'unclosed_quote'],
        ['c', null],
        ['d', null],
      ],
    ],
    [
      'a,"b\nc,"d"\n',
      [
        ['a,"b', 'invalid_quote'],
        ['c,"d"', null],
      ],
    ],
    [
      'a\0b\nc\n',
      [
        ['a\0b', 'nul_byte'],
        ['c', null],
      ],
    ],
    ['"a"\r', [['"a"\r', 'invalid_quote']]],
    ['a"b,c\n', [['a"b,c', null]]],
    [
      '"a\r\nb"\r\nc',
      [
        ['"a\r\nb"', null],
        ['c', null],
      ],
    ],
  ])('%j', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  test('of rows that are too long, closed or not', () => {
    expect(faults(`${'x'.repeat(50)}\r\nb\n`, 20)).toEqual([
      [`${'x'.repeat(50)}\r`, 'row_too_long'],
      ['b', null],
    ]);
    expect(faults(`"${'x'.repeat(50)}`, 20)).toEqual([[`"${'x'.repeat(50)}`, 'row_too_long']]);
    expect(faults(`"a\n${'x\n'.repeat(3)}${'y'.repeat(21)}`, 20).map(([, fault]) => fault)).toEqual([
      'unclosed_quote',
      null,
      null,
      null,
      'row_too_long',
    ]);
  });
});
