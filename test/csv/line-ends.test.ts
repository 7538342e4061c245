import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases } from '../campaign.ts';
import { annotate } from './helpers.ts';
import { HEAD as EVENTS, everything } from './resolve-helpers.ts';

const HEAD = 'order_status_code,substatus_code';
const OPTIONS = { add: ['pro_state'] } as const;

describe('lines that end in CR', () => {
  test.each([
    ['and one LF at the end', `${HEAD}\r2,204\r5,5\n`, '\r', 2],
    ['and none at the end', `${HEAD}\r2,204\r5,5`, '\r', 2],
    ['all of them', `${HEAD}\r2,204\r5,5\r`, '\r', 2],
    ['but the header', `${HEAD}\n2,204\r5,5\r`, '\n', 2],
    ['only the header', `${HEAD}\r2,204\n5,5\n3,301\n`, '\r', 3],
    ['only the last', `${HEAD}\n2,204\n5,5\r`, '\n', 2],
    ['among LF and CRLF', `${HEAD}\n2,204\r5,5\r\n3,301\r`, '\n', 3],
    ['and in CRLF behind it', `${HEAD}\r\r\n2,204\r\r\n5,5\r\r\n`, '\r', 2],
    ['with a CR in quotes', `${HEAD}\r2,"204"\r"5\r",5\r`, '\r', 2],
    ['behind what Excel tells', `sep=;\r${HEAD.replace(',', ';')}\r2;204\r`, '\r', 1],
    ['behind a byte-order mark', `\ufeff${HEAD}\r2,204\r`, '\r', 1],
    ['of a file that has no more than a header', `${HEAD}\r`, '\r', 0],
  ])('%s: every row is read, and keeps its own', async (_name, input, lineEnd, rows) => {
    for (const chunk of [1, 7, 1000]) {
      const { output, summary } = await annotate(input, { ...OPTIONS, chunk, chunkBytes: chunk });
      expect(summary).toMatchObject({ rows, written: rows, rejected: 0, dialect: { lineEnd } });
      expect(summary.outcomes.mapped).toBe(rows);
      expect(
        output.toString().replace(/[,;](pro_state|delivery_failed|out_for_delivery|delivered)/g, ''),
      ).toBe(input);
    }
  });

  test('and comments: each is kept', async () => {
    const input = `# one\r# two "\r${HEAD}\r# three\r2,204\r\r# four`;
    const { output, summary } = await annotate(input, { ...OPTIONS, comment: '#' });
    expect(output.toString()).toBe(
      `# one\r# two "\r${HEAD},pro_state\r# three\r2,204,delivery_failed\r\r# four`,
    );
    expect(summary).toMatchObject({ rows: 1, blankLines: 3 });
  });

  test('a row that is too long costs its own line only, its CR and LF in two chunks', async () => {
    const input = `${HEAD}\r2,${'2'.repeat(60)}\r\n5,5\r`;
    for (let chunkBytes = 1; chunkBytes < 80; chunkBytes++) {
      const { rejects, summary } = await annotate(input, { ...OPTIONS, chunkBytes, maxRowBytes: 40 });
      expect(summary).toMatchObject({ rows: 2, written: 1, rejects: { row_too_long: 1 }, blankLines: 0 });
      expect(rejects.toString()).toContain(`"2,${'2'.repeat(60)}"\n`);
    }
  });

  test('whatever the mixture, no row is lost', async () => {
    const end = fc.constantFrom('\r', '\n', '\r\n');
    const table = fc.record({
      first: end,
      rows: fc.array(fc.tuple(fc.constantFrom('2,204', '5,5', '"3","301"', '2,"2\r04"', '5,"\n5"'), end), {
        minLength: 1,
        maxLength: 20,
      }),
      last: fc.boolean(),
      chunkBytes: fc.integer({ min: 1, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(table, async ({ first, rows, last, chunkBytes }) => {
        const text = `${HEAD}${first}${rows.map((parts) => parts.join('')).join('')}`;
        const input = last ? text : text.replace(/[\r\n]+$/, '');
        const { output, summary } = await annotate(input, {
          ...OPTIONS,
          chunkBytes,
          source: 'kd100',
          statusColumn: 1,
          substatusColumn: 2,
        });
        expect(summary).toMatchObject({ rows: rows.length, written: rows.length, rejected: 0 });
        const states = /,(pro_state|delivery_failed|out_for_delivery|delivered|action_required)(?=[\r\n]|$)/g;
        expect(output.toString().replace(states, '')).toBe(input);
      }),
      { numRuns: cases(500, 60) },
    );
  });

  test('give the shipments that LF gives', async () => {
    const file = `${EVENTS}\nP1,5,5,2026-03-01T10:00:00Z\nP1,3,301,2026-03-02T10:00:00Z\nP2,0,0,\n,5,5,\n`;
    const without = ({ figures, ...rest }: Awaited<ReturnType<typeof everything>>) => {
      const { dialect: _dialect, ...others } = figures;
      return { ...rest, others };
    };
    for (const chunkBytes of [1, 50, 1000])
      expect(without(await everything(file.replaceAll('\n', '\r'), { chunkBytes }))).toEqual(
        without(await everything(file)),
      );
  });
});

describe('a CR among LF that is no line end', () => {
  test('stays in its field where rows fit the header so', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => `2,204,said${i}\rtwice\n`).join('');
    const { output, summary } = await annotate(`${HEAD},text\n${rows}`, OPTIONS);
    expect(output.toString()).toBe(`${HEAD},text,pro_state\n${rows.replaceAll('\n', ',delivery_failed\n')}`);
    expect(summary).toMatchObject({ rows: 5, fastRows: 5 });
  });

  test('in a heading too', async () => {
    const { summary } = await annotate(
      `order_status_code,substatus_code,Last\rwords\n2,204,x\n5,5,y\n`,
      OPTIONS,
    );
    expect(summary).toMatchObject({ rows: 2, rejected: 0, dialect: { lineEnd: '\n' } });
  });

  test('in quotes leaves the file to the fast path', async () => {
    const { summary } = await annotate(`${HEAD},text\n2,204,"a\rb"\n5,5,"\r"\n`, OPTIONS);
    expect(summary).toMatchObject({ rows: 2, fastRows: 2, dialect: { lineEnd: '\n' } });
  });
});
