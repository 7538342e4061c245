import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldValue, writeField } from '../../src/csv/field.ts';
import { LineWriter } from '../../src/csv/resolve/lines.ts';
import { cases } from '../campaign.ts';
import { createMapper } from './api.ts';
import { annotate } from './helpers.ts';

const texts = fc.string({
  unit: fc.constantFrom('a', '|', ':', ',', ';', ' ', '\t', '"', "'", '\\', '~', '\n', '\r', '中', '-'),
  maxLength: 8,
});
const marks = fc.record({
  delimiter: fc.constantFrom(',', ';', ':', ' ', '\t', '||', '--', '-~', '中'),
  quote: fc.constantFrom('"', "'"),
  escape: fc.constantFrom('"', "'", '\\', '~'),
});

describe('a field', () => {
  test('is read back as it was written, alone and among others, by csv-parse too', () => {
    let bare = 0;
    fc.assert(
      fc.property(marks, fc.array(texts, { minLength: 2, maxLength: 4 }), (dialect, fields) => {
        const { delimiter, quote, escape: mark } = dialect;
        fc.pre(mark === quote || !['"', "'"].includes(mark));
        const written = fields.map((text) => writeField(text, dialect));
        expect(written.map((raw) => fieldValue(Buffer.from(raw), 'utf-8', quote, mark))).toEqual(fields);
        const line = `${written.join(delimiter)}\n`;
        expect(parse(line, { delimiter, quote, escape: mark })).toEqual([fields]);
        bare += written.filter((raw, i) => raw === fields[i]).length;
      }),
      { numRuns: cases(3000, 500) },
    );
    expect(bare).toBeGreaterThan(500);
  });

  test.each([
    ['2/204', ':', '2/204'],
    ['kd100:2/204', ':', '"kd100:2/204"'],
    ['a b', ' ', '"a b"'],
    ['a,b', ';', 'a,b'],
    ['a|', '||', '"a|"'],
    ['a|b', '||', 'a|b'],
    ['say "x"', ',', '"say ""x"""'],
  ])('%j between %j is %s', (text, delimiter, expected) => {
    expect(writeField(text, { delimiter, quote: '"', escape: '"' })).toBe(expected);
  });

  test('that the dialect cannot hold is refused', () => {
    const bare = { delimiter: ':', quote: '', escape: '' };
    expect(writeField('it "is"', bare)).toBe('it "is"');
    for (const text of ['kd100:2/204', 'a\nb', 'a\rb'])
      expect(() => writeField(text, bare)).toThrow(/fields have no quotes/);
    expect(writeField('a:b', { delimiter: ':', quote: '"', escape: '' })).toBe('"a:b"');
    expect(() => writeField('"', { delimiter: ':', quote: '"', escape: '' })).toThrow(
      /nothing escapes a quote/,
    );
  });

  test('is the same as bytes and as text', () => {
    fc.assert(
      fc.property(fc.constantFrom(',', ';', '\t', '|', ':', ' '), texts, (delimiter, text) => {
        const lines = new LineWriter(delimiter);
        const bytes = Buffer.from(text);
        lines.reserve(4 * bytes.length + 8);
        lines.field(bytes, 0, bytes.length);
        lines.flush();
        const written = Buffer.concat(lines.full).toString();
        expect(written).toBe(writeField(text, { delimiter, quote: '"', escape: '"' }));
      }),
    );
  });
});

describe('appended fields are written for the dialect of the file', () => {
  const mapper = createMapper({
    overrides: [
      {
        source: 'kd100',
        status_code: '77',
        pro_state: 'delayed',
        note: 'x',
        define: true,
        carrier_id: `a;b|'"c`,
      },
    ],
  });
  const dialects = fc.record({
    delimiter: fc.constantFrom(',', ';', ':', '\t', '|', ' ', '/', '_', '||', '~:~'),
    quote: fc.constantFrom('"', "'", '^'),
    escape: fc.constantFrom('', '\\'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  });

  test('and are what csv-parse reads', async () => {
    await fc.assert(
      fc.asyncProperty(dialects, async ({ delimiter, quote, escape: other, lineEnd }) => {
        const mark = other || quote;
        const dialect = { delimiter, quote, escape: mark };
        const carrier = `a;b|'"c`;
        const rows = [
          ['carrier id', 'a'],
          [carrier, '77'],
          ['x', '2'],
        ];
        const input = rows.map(
          (row) => row.map((text) => writeField(text, dialect)).join(delimiter) + lineEnd,
        );
        const { output } = await annotate(input.join(''), {
          ...dialect,
          mapper,
          source: 'kd100',
          carrierColumn: 1,
          statusColumn: 2,
          add: ['pro_state', 'rule', 'warnings', 'source'],
        });
        const records = parse(output, { delimiter, quote, escape: mark, record_delimiter: lineEnd });
        expect(records).toEqual([
          ['carrier id', 'a', 'pro_state', 'rule', 'warnings', 'source'],
          [carrier, '77', 'delayed', `carrier(${carrier}):kd100:77`, '', 'kd100'],
          ['x', '2', 'action_required', 'kd100:2/2', '', 'kd100'],
        ]);
      }),
    );
  });

  test('with a colon between fields', async () => {
    const { output } = await annotate('order_status_code:substatus_code\n2:204\n', { delimiter: ':' });
    expect(output.toString().split('\n')[1]).toBe('2:204:delivery_failed:outbound:mapped:"kd100:2/204"');
  });

  test('where fields have no quotes, what cannot be written is refused', async () => {
    const bare = { delimiter: ':', quote: '' };
    const input = 'order_status_code:substatus_code\n2:204\n';
    await expect(annotate(input, bare)).rejects.toThrow(/"kd100:2\/204" cannot be written.*no quotes/);
    const { output } = await annotate(input, { ...bare, add: ['pro_state'] });
    expect(output.toString()).toContain('2:204:delivery_failed\n');
  });
});
