import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { annotateCsv } from './api.ts';
import { annotate } from './helpers.ts';

describe('unusual dialects', () => {
  test.each([
    ['||', "'", 'invalid_quote', "'204'x||a"],
    ['||', "'", 'unclosed_quote', "'204||a"],
    ['||', "'", 'nul_byte', '2\0||a'],
    ['||', "'", 'row_too_long', `${'2'.repeat(300)}||a`],
    ['||', "'", 'too_many_fields', '204||a||'],
    ['::', '*', 'invalid_quote', '*204*:a::b'],
  ])('between %s and %s tell %s, and go on', async (delimiter, quote, reason, row) => {
    const input = `code${delimiter}text\n${row}\n5${delimiter}b\n`;
    for (const chunkBytes of [1, 7, 1000]) {
      const { rejects, summary, output } = await annotate(input, {
        ...{ delimiter, quote, chunkBytes, maxRowBytes: 200 },
        ...{ statusColumn: 1, source: 'kd100', add: ['pro_state'] },
      });
      expect(summary).toMatchObject({ rows: 2, written: 1, rejects: { [reason]: 1 } });
      expect(output.toString()).toContain(`\n5${delimiter}b${delimiter}out_for_delivery\n`);
      expect(rejects.toString()).toContain(`2,${input.indexOf('\n') + 1},${reason},"${row}"\n`);
    }
  });

  test.each([
    { quote: '""' },
    { quote: '“' },
    { escape: '\\\\\\\\' },
    { delimiter: '' },
    { delimiter: "'", quote: "'" },
  ])('%j is refused', async (options) => {
    await expect(annotate('code\n5\n', options)).rejects.toMatchObject({ code: 'invalid_option' });
  });

  test('a comment that is too long to hold is a reject, and the next row is not', async () => {
    const comment = `#${'x'.repeat(300)}`;
    for (const chunkBytes of [1, 50, 5000]) {
      const { rejects, summary } = await annotate(`code\n${comment}\n5\n`, {
        ...{ comment: '#', chunkBytes, maxRowBytes: 200, statusColumn: 1, source: 'kd100' },
      });
      expect(summary).toMatchObject({ rows: 2, written: 1, rejects: { row_too_long: 1 } });
      expect(rejects.toString()).toContain(`"${comment}"\n`);
    }
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
