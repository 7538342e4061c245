import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ParserReader } from '../../src/csv/read/parser.ts';
import { annotateCsv } from './api.ts';
import { annotate } from './helpers.ts';

const MARKS = { delimiter: '||', quote: "'", escape: '\\', comment: '#', encoding: 'utf-8' } as const;

/** The rows of a text, as far as it is there: content, values and fault of each. */
function rows(text: string, final = true, maxRowBytes = 100) {
  const bytes = Buffer.from(text);
  const reader = new ParserReader(MARKS, [0, 1, 2], maxRowBytes);
  const found: [string, (string | null)[], string | null][] = [];
  let pos = 0;
  while (pos < bytes.length && reader.read(bytes, pos, bytes.length, final)) {
    expect(reader.start).toBe(pos);
    found.push([bytes.toString('utf8', reader.start, reader.end), reader.values(), reader.fault]);
    pos = reader.next;
  }
  return { found, rest: text.slice(pos) };
}

describe('unusual dialects', () => {
  test('give rows, comments and blank lines as they stand', () => {
    const { found, rest } = rows("a||'b\\'c\nd'\r\n# a comment||\n\nx");
    expect(found).toEqual([
      ["a||'b\\'c\nd'", ['a', "b'c\nd", null], null],
      ['', [null, null, null], null],
      ['', ['', null, null], null],
      ['x', ['x', null, null], null],
    ]);
    expect(rest).toBe('');
  });

  test('wait for what is not there yet', () => {
    expect(rows('a||b\nc||d', false)).toMatchObject({ rest: 'c||d' });
    expect(rows('a||b\n# half', false)).toMatchObject({ rest: '# half' });
    expect(rows("a||'open\n", false)).toMatchObject({ found: [], rest: "a||'open\n" });
    expect(rows('# last', true)).toMatchObject({ rest: '' });
  });

  test('tell faults, and go on', () => {
    expect(rows("a||'open\nb||c\n").found.map(([raw, , fault]) => [raw, fault])).toEqual([
      ["a||'open", 'unclosed_quote'],
      ['b||c', null],
    ]);
    expect(rows('a\0||b\n').found[0]?.[2]).toBe('nul_byte');
    expect(rows(`${'x'.repeat(200)}\nb\n`).found.map(([, , fault]) => fault)).toEqual(['row_too_long', null]);
    expect(rows(`'${'x'.repeat(200)}`, false).found.map(([, , fault]) => fault)).toEqual(['row_too_long']);
  });

  test('fill short rows up in pieces that fit, whatever the delimiter', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `c${i}`).join('|==|');
    const count = 2000;
    const input = Buffer.from(`order_status_code|==|${names}\n${'5\n'.repeat(count)}`);
    // A slow output still holds one area while the next one is filled.
    const taken: Buffer[] = [];
    const slow = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        setTimeout(() => {
          taken.push(Buffer.from(chunk));
          done();
        }, 1);
      },
    });
    await annotateCsv(Readable.from([input]), slow, {
      delimiter: '|==|',
      source: 'kd100',
      add: ['pro_state'],
      chunkBytes: 64 * 1024,
      maxRowBytes: 10_000,
    });
    const output = Buffer.concat(taken);
    const row = `5${'|==|'.repeat(300)}|==|out_for_delivery\n`;
    expect(output.subarray(output.indexOf(10) + 1).toString()).toBe(row.repeat(count));
  });

  test('are mapped like any other', async () => {
    const input = "# made by hand\nid||code\na||'20''4'\n#x\n'b\n'||5\n";
    const options = {
      delimiter: '||',
      quote: "'",
      comment: '#',
      statusColumn: 'code',
      source: 'kd100',
      add: ['pro_state'],
    } as const;
    for (const chunkBytes of [1, 5, 1000]) {
      const { output, summary } = await annotate(input, { ...options, chunkBytes });
      expect(output.toString()).toBe(
        "# made by hand\nid||code||pro_state\na||'20''4'||\n#x\n'b\n'||5||out_for_delivery\n",
      );
      expect(summary).toMatchObject({ rows: 2, blankLines: 1 });
    }
  });
});
