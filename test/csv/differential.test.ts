import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases } from '../campaign.ts';
import { type AnnotateOptions, createMapper } from './api.ts';
import { annotate } from './helpers.ts';

const HEAD = 'order_status_code,substatus_code,context';
const OPTIONS = { source: 'kd100', statusColumn: 1, substatusColumn: 2 } as const;

/** Everything that a run gives, but for how long it took and which path its rows went. */
async function everything(input: Buffer, options: AnnotateOptions) {
  const { output, rejects, summary } = await annotate(input, { ...OPTIONS, ...options });
  const { seconds: _seconds, fastRows: _fastRows, ...figures } = summary;
  expect(figures.rows).toBe(figures.written + figures.rejected);
  return { output: output.toString('latin1'), rejects: rejects.toString('latin1'), figures };
}

const code = fc.constantFrom('0', '2', '204', '"204"', '5', '501', '', '999', '4', '14', ' 3', '3.0');
const text = fc.oneof(
  fc.string({ maxLength: 40 }).map((value) => value.replace(/[\0",;\t|\r\n]/g, ' ')),
  fc
    .string({ unit: fc.constantFrom('a', '""', ',', '\n', '\r\n', '中', '\r', ';'), maxLength: 20 })
    .map((value) => `"${value}"`),
);
const rows = fc.array(
  fc.tuple(code, code, text).map((fields) => fields.join(',')),
  { maxLength: 30 },
);
const plain = fc
  .record({ rows, lineEnd: fc.constantFrom('\n', '\r\n'), last: fc.boolean() })
  .map(({ rows: lines, lineEnd, last }) =>
    Buffer.from([HEAD, ...lines].join(lineEnd) + (last ? lineEnd : '')),
  );

describe('the compiled fast path', () => {
  test('gives what the reference gives, for any CSV, at every chunk size', async () => {
    let fast = 0;
    let all = 0;
    await fc.assert(
      fc.asyncProperty(plain, fc.integer({ min: 1, max: 300 }), async (input, chunkBytes) => {
        const { summary } = await annotate(input, { ...OPTIONS, chunkBytes });
        fast += summary.fastRows;
        all += summary.rows;
        expect(await everything(input, { chunkBytes })).toEqual(await everything(input, { fast: false }));
      }),
      { numRuns: cases(400, 40) },
    );
    // A fast path that steps aside would agree with everything.
    expect(all).toBeGreaterThan(cases(500, 50));
    // (Last rows without a line end, of which small files have many, are not plain.)
    expect(fast / all).toBeGreaterThan(0.6);
  });

  test('appends to each record of csv-parse what the mapper says of it, for any CSV', async () => {
    const mapper = createMapper({ source: 'kd100' });
    const records = (bytes: Buffer) =>
      parse(bytes, { relax_column_count: true, record_delimiter: ['\r\n', '\n'] }) as string[][];
    await fc.assert(
      fc.asyncProperty(plain, fc.integer({ min: 1, max: 300 }), async (input, chunkBytes) => {
        const { output, summary } = await annotate(input, { ...OPTIONS, chunkBytes, add: ['pro_state'] });
        const expected = records(input).map((fields, i) => {
          if (i === 0) return [...fields, 'pro_state'];
          if (fields.length === 1 && fields[0] === '') return fields;
          const [status_code = '', substatus_code = '', context = ''] = fields;
          return [
            status_code,
            substatus_code,
            context,
            mapper.map({ status_code, substatus_code }).state ?? '',
          ];
        });
        expect(records(output)).toEqual(expected);
        expect(summary.rejected).toBe(0);
      }),
      { numRuns: cases(300, 30) },
    );
  });

  test('gives what the reference gives, for any bytes', async () => {
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
      ',,',
      '2,204,x\n',
      '\0',
      '",',
      ',"',
      '"\r\n',
      'x'.repeat(30),
    );
    // Rows that are whole only where LF ends them: a stray CR makes no line end, which the fast path does not know.
    const start = `${HEAD}\n${'2,204,a\rb\n'.repeat(15)}`;
    const { summary } = await annotate(`${start}\r\r\r2,204,x\r`, OPTIONS);
    expect(summary).toMatchObject({ fastRows: 15, dialect: { lineEnd: '\n' } });
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        async (pieces, chunkBytes) => {
          const input = Buffer.from(start + pieces.join(''));
          const limit = { maxRowBytes: 50 };
          expect(await everything(input, { ...limit, chunkBytes })).toEqual(
            await everything(input, { ...limit, fast: false }),
          );
        },
      ),
      { numRuns: cases(1500, 150) },
    );
  });

  test('takes nearly all rows of an ordinary file, and more codes than its table holds', async () => {
    const many = Array.from(
      { length: 40_000 },
      (_, i) => `${i % 3 ? 2 : `x${i % 7001}`},${204 + (i % 4001)},"row ""${i}"""`,
    );
    const input = Buffer.from(`${HEAD}\n${many.join('\n')}\n`);
    const { summary } = await annotate(input, OPTIONS);
    expect(summary.rows).toBe(40_000);
    expect(summary.fastRows).toBe(40_000);
    expect(await everything(input, {})).toEqual(await everything(input, { fast: false }));
  });
});

test('codes whose hashes are equal are told apart', async () => {
  /** The kernel's hash of one code of seven characters: its length and its bytes, in words of eight bytes. */
  const hash = (code: string) => {
    const key = Buffer.alloc(16);
    key.writeUInt32LE(code.length, 0);
    key.write(code, 4);
    let value = 12n;
    for (const word of [key.readBigUInt64LE(0), key.readBigUInt64LE(8)]) {
      value = ((value ^ word) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
      value ^= value >> 32n;
    }
    return Number(value & 0xffffffffn);
  };
  const seen = new Map<number, string>();
  let pair: [string, string] | undefined;
  for (let i = 0; i < 900_000 && !pair; i++) {
    const code = `k${100_000 + i}`;
    const other = seen.get(hash(code));
    if (other !== undefined) pair = [other, code];
    seen.set(hash(code), code);
  }
  if (!pair) throw new Error('no two codes with one hash were found');
  const [one, two] = pair;
  const define = { source: 'kd100', note: 'for the test', define: true } as const;
  const mapper = createMapper({
    overrides: [
      { ...define, status_code: one, pro_state: 'delayed' },
      { ...define, status_code: two, pro_state: 'lost' },
    ],
  });
  const input = `order_status_code\n${`${one}\n${two}\n`.repeat(3)}`;
  const { output, summary } = await annotate(input, { mapper, source: 'kd100', add: ['pro_state'] });
  expect(output.toString()).toBe(`order_status_code,pro_state\n${`${one},delayed\n${two},lost\n`.repeat(3)}`);
  expect(summary).toMatchObject({ fastRows: 6, states: { delayed: 3, lost: 3 } });
});

describe('every byte is kept', () => {
  const encodings: [name: string, (text: string) => Buffer, unit: string][] = [
    ['utf-8', (value) => Buffer.from(value), 'é中🚚'],
    ['gb18030', (value) => gb18030(value), '中文签收'],
    ['windows-1252', (value) => Buffer.from(value, 'latin1'), 'éÄß€'],
    ['utf-16le', (value) => Buffer.from(`\ufeff${value}`, 'utf16le'), 'é中🚚'],
    ['utf-16be', (value) => Buffer.from(`\ufeff${value}`, 'utf16le').swap16(), 'é中🚚'],
  ];

  /** Node writes no GB18030: the few characters that are needed are looked up. */
  function gb18030(value: string): Buffer {
    const known: Record<string, number[]> = {
      中: [0xd6, 0xd0],
      文: [0xce, 0xc4],
      签: [0xc7, 0xa9],
      收: [0xca, 0xd5],
    };
    return Buffer.from([...value].flatMap((character) => known[character] ?? [character.charCodeAt(0)]));
  }

  test.each(encodings)(
    'in %s: taking the appended fields off gives back the input, bit for bit',
    async (name, encode, letters) => {
      const word = fc.string({
        unit: fc.constantFrom(...letters, 'a', ' '),
        maxLength: 12,
      });
      const cell = fc.oneof(
        word,
        word.map((value) => `"${value}""\n,${value}"`),
      );
      const table = fc.record({
        lines: fc.array(
          fc.tuple(code, code, cell).map((fields) => fields.join(',')),
          { maxLength: 12 },
        ),
        lineEnd: fc.constantFrom('\n', '\r\n'),
        last: fc.boolean(),
        chunkBytes: fc.integer({ min: 1, max: 200 }),
      });
      await fc.assert(
        fc.asyncProperty(table, async ({ lines, lineEnd, last, chunkBytes }) => {
          const text = [HEAD, ...lines].join(lineEnd) + (last ? lineEnd : '');
          const input = encode(text);
          const { output, summary } = await annotate(input, {
            ...OPTIONS,
            chunkBytes,
            add: ['outcome'],
            prefix: '~',
          });
          expect(summary.rejected).toBe(0);
          const units = name.startsWith('utf-16') ? 2 : 1;
          const latin = output.toString('latin1');
          const mark = (suffix: string) =>
            encode(suffix)
              .subarray(units === 2 ? 2 : 0)
              .toString('latin1');
          let stripped = latin.replace(mark(',~outcome'), '');
          for (const outcome of ['mapped', 'unmapped']) {
            for (const end of ['\r\n', '\n'])
              stripped = stripped.replaceAll(mark(`,${outcome}${end}`), mark(end));
            if (stripped.endsWith(mark(`,${outcome}`)))
              stripped = stripped.slice(0, -mark(`,${outcome}`).length);
          }
          expect(Buffer.from(stripped, 'latin1').equals(input)).toBe(true);
        }),
        { numRuns: cases(150, 25) },
      );
    },
  );
});

test(`${cases(10_000, 500)} damaged files neither stop it nor lose a row`, async () => {
  const good = Buffer.from(
    `${HEAD}\n${Array.from({ length: 12 }, (_, i) => `2,204,"row ""${i}"", 中文"`).join('\r\n')}\n`,
  );
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 48271) >>> 0) % 2147483647;
    return seed % below;
  };
  for (let i = 0; i < cases(10_000, 500); i++) {
    let bytes = Buffer.from(good);
    for (let change = random(4); change >= 0; change--) {
      // The header stays whole: a file without one is refused, which is another test.
      const at = HEAD.length + 1 + random(bytes.length - HEAD.length - 1);
      const kind = random(4);
      if (kind === 0) bytes[at] = random(256);
      else if (kind === 1)
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from('"'), bytes.subarray(at)]);
      else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random(20))]);
      else bytes = bytes.subarray(0, at);
      if (bytes.length <= HEAD.length + 2) bytes = Buffer.concat([bytes, Buffer.from('2,204,x\n')]);
    }
    const { summary, output, rejects } = await annotate(bytes, {
      ...OPTIONS,
      maxRowBytes: 200,
      chunkBytes: 1 + random(400),
    });
    expect(summary.rows).toBe(summary.written + summary.rejected);
    expect(summary.bytesRead).toBe(bytes.length);
    // Each line break of the input is in the output or in the rejects.
    const breaks = (buffer: Buffer) => buffer.filter((byte) => byte === 10).length;
    expect(breaks(output)).toBeLessThanOrEqual(breaks(bytes));
    expect(rejects.length > 0).toBe(summary.rejected > 0);
  }
}, 120_000);
