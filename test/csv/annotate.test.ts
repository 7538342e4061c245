import { Readable, Writable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases } from '../campaign.ts';
import { annotateCsv, createMapper } from './api.ts';
import { annotate, Sink } from './helpers.ts';

const HEAD = 'id,order_status_code,substatus_code\n';

describe('a row', () => {
  test('keeps its bytes and gets its state before its line end', async () => {
    const { output, summary } = await annotate(`${HEAD}a,2,204\r\n"b, ""c""",12,\nd,"3","301"`);
    expect(output.toString()).toBe(
      [
        'id,order_status_code,substatus_code,pro_state,leg,outcome,rule\n',
        'a,2,204,delivery_failed,outbound,mapped,kd100:2/204\r\n',
        '"b, ""c""",12,,cleared_customs,outbound,mapped,kd100:8/12\n',
        'd,"3","301",delivered,outbound,mapped,kd100:3/301',
      ].join(''),
    );
    expect(summary).toMatchObject({
      rows: 3,
      written: 3,
      rejected: 0,
      outcomes: { mapped: 3, no_change: 0, unmapped: 0 },
    });
  });

  test('that is short is filled up, one that is long is rejected, a blank line is kept', async () => {
    const { output, rejects, summary } = await annotate(`${HEAD}a\n\nb,2,204,x\nc,5,5\n\n`);
    expect(output.toString().split('\n').slice(1)).toEqual([
      'a,,,,,unmapped,',
      '',
      'c,5,5,out_for_delivery,outbound,mapped,kd100:5/5',
      '',
      '',
    ]);
    expect(rejects.toString()).toBe('row,byte_offset,reason,raw\n4,39,too_many_fields,"b,2,204,x"\n');
    expect(summary).toMatchObject({
      rows: 3,
      written: 2,
      rejected: 1,
      blankLines: 2,
      rejects: { too_many_fields: 1 },
    });
  });

  test.each([
    ['invalid_quote', 'a,"2"x,204'],
    ['nul_byte', 'a,2\0,204'],
    ['unclosed_quote', 'a,"2,204'],
    ['row_too_long', `a,2,${'2'.repeat(300)}`],
  ])('with %s is rejected, and the next one is not', async (reason, row) => {
    for (const chunk of [1, 7, 1000]) {
      const { output, rejects, summary } = await annotate(`${HEAD}${row}\nb,5,5\n`, {
        maxRowBytes: 200,
        chunk,
      });
      expect(output.toString()).toContain('\nb,5,5,out_for_delivery,outbound,mapped,kd100:5/5\n');
      expect(summary).toMatchObject({ rows: 2, written: 1, rejected: 1, rejects: { [reason]: 1 } });
      const records = parse(rejects, { columns: true }) as Record<string, string>[];
      expect(records).toEqual([{ row: '2', byte_offset: String(HEAD.length), reason, raw: row }]);
    }
  });

  test('with a quote that swallows later lines costs its own line only', async () => {
    const { output, rejects } = await annotate(`${HEAD}a,"2,204\nb,5,5\n"c",3,3\n`);
    expect(output.toString().split('\n').slice(1, 3)).toEqual([
      'b,5,5,out_for_delivery,outbound,mapped,kd100:5/5',
      '"c",3,3,delivered,outbound,mapped,kd100:3/3',
    ]);
    expect(rejects.toString()).toContain('2,36,invalid_quote,"a,""2,204"\n');
  });

  test('may hold line ends inside quotes', async () => {
    const { output } = await annotate(`${HEAD}"a\r\nb\n",2,204\n`);
    expect(output.toString()).toContain('"a\r\nb\n",2,204,delivery_failed,');
  });
});

describe('the summary', () => {
  test('ranks unmapped codes with an example row', async () => {
    const rows = ['a,99,', 'b,98,97', 'c,99,', 'd,,', 'e,2,299', 'f,99,'];
    const { summary } = await annotate(HEAD + rows.join('\n'));
    expect(summary.unmapped).toEqual([
      { code: '99', reason: 'unknown_code', rows: 3, exampleRow: 2 },
      { code: '98/97', reason: 'unknown_code', rows: 1, exampleRow: 3 },
      { code: '', reason: 'missing_code', rows: 1, exampleRow: 5 },
    ]);
    expect(summary).toMatchObject({
      rules: { 'kd100:2/2': 1 },
      warnings: { unknown_substatus: 1 },
      states: { action_required: 1 },
    });
    expect(summary).toMatchObject({
      source: 'kd100',
      columns: { status: 'order_status_code', substatus: 'substatus_code' },
    });
    expect(summary).toMatchObject({ dialect: { delimiter: ',', lineEnd: '\n', encoding: 'utf-8' } });
  });

  test('stays small with a million different codes, and its sums hold', async () => {
    const count = 30_000;
    const rows = Array.from({ length: count }, (_, i) => `a,x${i},`);
    const { summary } = await annotate(`${HEAD}b,3,3\n${rows.join('\n')}\n`, { source: 'kd100' });
    expect(summary.unmapped).toHaveLength(1000);
    expect(summary.unmappedElsewhere).toBe(count - 1000);
    expect(summary.outcomes).toEqual({ mapped: 1, no_change: 0, unmapped: count });
    expect(summary.written).toBe(count + 1);
  });

  test('tells bytes and seconds', async () => {
    const input = `${HEAD}a,3,3\n`;
    const { summary, output } = await annotate(input);
    expect(summary.bytesRead).toBe(input.length);
    expect(summary.bytesWritten).toBe(output.length);
    expect(summary.seconds).toBeGreaterThan(0);
  });
});

describe('options', () => {
  test('choose the appended columns and their names', async () => {
    const { output } = await annotate(`${HEAD}a,2.0,299\nb,9,\n`, {
      add: ['pro_state', 'match', 'basis', 'reason', 'source', 'warnings'],
      prefix: 'ts_',
    });
    expect(output.toString()).toBe(
      [
        'id,order_status_code,substatus_code,ts_pro_state,ts_match,ts_basis,ts_reason,ts_source,ts_warnings\n',
        'a,2.0,299,action_required,close,status,,kd100,code_repaired unknown_substatus\n',
        'b,9,,,,,unknown_code,kd100,\n',
      ].join(''),
    );
  });

  test('take a mapper, a delimiter and a carrier column', async () => {
    const mapper = createMapper({
      overrides: [{ source: 'kd100', carrier_id: 'ems', status_code: 5, pro_state: 'delayed', note: 'x' }],
    });
    const input = 'carrier_id|order_status_code\nems|5\ndhl|5\n';
    const { output } = await annotate(input, { mapper, delimiter: '|' });
    expect(output.toString()).toContain(
      'ems|5|delayed|outbound|mapped|carrier(ems):kd100:5/5\ndhl|5|out_for_delivery|',
    );
  });

  test('that name a column twice or not at all are refused before anything is written', async () => {
    const output = new Sink();
    const run = (input: string, options: object) =>
      annotateCsv(Readable.from([Buffer.from(input)]), output, options);
    await expect(run('order_status_code,pro_state\n5,x\n', {})).rejects.toThrow(
      /a column "pro_state" already.*--prefix/,
    );
    await expect(run('order_status_code\n5\n', { add: ['pro_stat'] })).rejects.toThrow(
      /no column pro_stat to append.* Did you mean pro_state\?/,
    );
    await expect(run('order_status_code\n5\n', { add: ['constructor'] })).rejects.toThrow(
      /no column constructor/,
    );
    expect(output.bytes).toHaveLength(0);
  });

  test('of the wrong kind are refused', async () => {
    await expect(annotateCsv('a.csv' as never, 'b.csv' as never)).rejects.toThrow(
      /expected a readable and a writable stream/,
    );
    for (const maxRowBytes of [0, 1.5, 2 ** 27]) {
      await expect(annotate(`${HEAD}a,3,3\n`, { maxRowBytes })).rejects.toThrow(
        /maxRowBytes: expected a number from 1 to/,
      );
    }
  });

  test('without a header, name the columns by number', async () => {
    const { output, summary } = await annotate('a,3,301\nb,2,204', {
      noHeader: true,
      statusColumn: 2,
      substatusColumn: 3,
      source: 'kd100',
      add: ['pro_state'],
    });
    expect(output.toString()).toBe('a,3,301,delivered\nb,2,204,delivery_failed');
    expect(summary).toMatchObject({ rows: 2, columns: { status: '2', substatus: '3' } });
  });

  test('without rejects make a bad row an error', async () => {
    const input = Readable.from([Buffer.from(`${HEAD}a,1,2,3\n`)]);
    await expect(annotateCsv(input, new Sink())).rejects.toThrow(
      /Row 2 at byte 36 cannot be read \(too_many_fields\)/,
    );
  });
});

describe('streams', () => {
  test('errors of the input, the output and the rejects pass through', async () => {
    const failing = () => new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
    const rows = () => Readable.from([Buffer.from(`${HEAD}a,1,2,3\nb,5,5\n`)]);
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from(HEAD);
        throw new Error('vanished');
      })(),
    );
    await expect(annotateCsv(broken, new Sink())).rejects.toThrow('vanished');
    const output = failing();
    output.on('error', () => undefined);
    await expect(annotateCsv(rows(), output, { rejects: () => new Sink() })).rejects.toThrow('disk full');
    await expect(annotateCsv(rows(), new Sink(), { rejects: failing })).rejects.toThrow('disk full');
  });

  test.each([
    [
      'cut in the middle of a unit',
      `\ufeff${HEAD}a,3,3\n`,
      -1,
      /ends in the middle of a character at byte 84/,
    ],
    ['cut in the middle of a pair', `\ufeff${HEAD}a,🚚`, -2, /ends in the middle of a character at byte 78/],
    ['with half a pair', `\ufeff${HEAD}a\ud800,3,3\n`, undefined, /holds half a character at byte 76/],
    ['with the other half', `\ufeff${HEAD}🚚\udc00,3,3\n`, undefined, /holds half a character at byte 78/],
  ])('UTF-16 %s is refused, and it says where', async (_name, text, end, message) => {
    const bytes = Buffer.from(text, 'utf16le').subarray(0, end);
    for (const chunk of [1, 3, 1000]) {
      await expect(annotate(bytes, { chunk })).rejects.toThrow(message);
      if (bytes.length % 2 > 0) continue;
      await expect(annotate(Buffer.from(bytes).swap16(), { chunk })).rejects.toThrow(message);
    }
  });

  test('plain byte arrays are taken', async () => {
    const output = new Sink();
    const bytes = new TextEncoder().encode(`${HEAD}a,3,3\n`);
    await annotateCsv(Readable.from([new Uint8Array(bytes)]), output);
    expect(output.bytes.toString()).toContain('a,3,3,delivered');
  });

  test('rejects are waited for, and a slow output gets everything', async () => {
    const slow = (sink: Sink) =>
      new Writable({
        highWaterMark: 10,
        write: (chunk, encoding, done) => setTimeout(() => sink._write(chunk, encoding, done), 1),
      });
    const [output, rejects] = [new Sink(), new Sink()];
    const rows = Array.from({ length: 200 }, (_, i) => (i % 2 ? `r${i},3,3` : `r${i},3,3,4`));
    const summary = await annotateCsv(Readable.from([Buffer.from(HEAD + rows.join('\n'))]), slow(output), {
      rejects: () => slow(rejects),
    });
    expect(summary).toMatchObject({ rows: 200, written: 100, rejected: 100 });
    expect(rejects.bytes.toString().split('\n')).toHaveLength(102);
  });
});

test('the size of the chunks changes nothing, whatever the bytes', async () => {
  const piece = fc.constantFrom(
    'a',
    '"',
    '""',
    ',',
    '\n',
    '\r\n',
    '\r',
    '2',
    '204',
    '中',
    '\0',
    '",',
    ',"',
    'x'.repeat(40),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      async (pieces, chunk) => {
        const input = Buffer.from(`${HEAD}${pieces.join('')}`);
        const options = { source: 'kd100', statusColumn: 2, substatusColumn: 3, maxRowBytes: 50 } as const;
        const whole = await annotate(input, options);
        const parts = await annotate(input, { ...options, chunk });
        expect(parts.output.equals(whole.output)).toBe(true);
        expect(parts.rejects.equals(whole.rejects)).toBe(true);
        const { seconds: _one, ...figures } = whole.summary;
        expect(parts.summary).toMatchObject(figures);
        expect(figures.rows).toBe(figures.written + figures.rejected);
      },
    ),
    { numRuns: cases(300, 30) },
  );
});
