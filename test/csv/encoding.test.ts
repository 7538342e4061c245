import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tellEncoding } from '../../src/csv/read/encoding.ts';
import { cases } from '../campaign.ts';
import { annotate } from './helpers.ts';

/** 状态,派件,签收,已签收 in GB18030, as Node writes none. */
const GB: Readonly<Record<string, string>> = {
  状: '\xd7\xb4',
  态: '\xcc\xac',
  签: '\xc7\xa9',
  收: '\xca\xd5',
  派: '\xc5\xc9',
  件: '\xbc\xfe',
  已: '\xd2\xd1',
  在: '\xd4\xda',
  途: '\xcd\xbe',
  中: '\xd6\xd0',
};
const gb18030 = (text: string) => Buffer.from([...text].map((char) => GB[char] ?? char).join(''), 'latin1');

describe('the encoding', () => {
  test.each([
    ['ASCII', Buffer.from('a,b\n'), 'utf-8'],
    ['UTF-8', Buffer.from('状态\n签收\n'), 'utf-8'],
    ['UTF-8 with one character cut, among few', Buffer.from('状态\n签收\n').subarray(0, -2), 'utf-8'],
    ['UTF-8 with one byte of another encoding', Buffer.from('状态,\xff\n签收\n', 'latin1'), 'gb18030'],
    [
      'UTF-8 with a byte that is none',
      Buffer.concat([Buffer.from('状态\n签'), Buffer.from([0xff])]),
      'utf-8',
    ],
    ['Cyrillic, with a cut character', Buffer.from('Доставлено,Вручено').subarray(0, -1), 'utf-8'],
    ['GB18030', gb18030('状态\n签收\n'), 'gb18030'],
    ['GB18030 that would pass for the most part', gb18030('状态,状态,状态,签收'), 'gb18030'],
    ['windows-1252', Buffer.from('Zustellung für Köln', 'latin1'), 'gb18030'],
    ['nothing', Buffer.alloc(0), 'utf-8'],
  ])('of %s', (_name, bytes, encoding) => {
    expect(tellEncoding(bytes, true)).toBe(encoding);
  });

  test('a character that is cut by the end of the sample is no fault, one by the end of the file is', () => {
    const cut = Buffer.from('é').subarray(0, 1);
    expect(tellEncoding(cut, false)).toBe('utf-8');
    expect(tellEncoding(cut, true)).toBe('gb18030');
  });

  test('of any UTF-8 is UTF-8, cut anywhere or not, with one damaged byte in a long one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(), fc.nat(255), (text, at, byte) => {
        const bytes = Buffer.from(text);
        expect(tellEncoding(bytes, true)).toBe('utf-8');
        expect(tellEncoding(bytes.subarray(0, at % (bytes.length + 1)), false)).toBe('utf-8');
        const long = Buffer.concat([bytes, Buffer.from('派件已签收')]);
        long[at % (bytes.length + 1)] = byte;
        expect(tellEncoding(long, true)).toBe('utf-8');
      }),
      { numRuns: cases(2000, 300) },
    );
  });

  test('of Chinese in GB18030 is GB18030', () => {
    const text = fc.string({ unit: fc.constantFrom(...Object.keys(GB)), minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(text, (words) => {
        const bytes = gb18030(`派件,${words}\n`);
        expect(tellEncoding(bytes, true)).toBe('gb18030');
      }),
    );
  });
});

describe('what is told of a file depends on its first 64 kB, not on how they arrive', () => {
  const rows = (count: number, label: string) => `${`派件,x\n`.repeat(count)}${label}`;
  const files: [name: string, bytes: Buffer][] = [
    [
      'GB18030 in the second half of the sample',
      Buffer.concat([
        Buffer.from(`状态,id\n`.replace('状态', 'status')),
        Buffer.from('5,x\n'.repeat(9000)),
        gb18030('签收,x\n'.repeat(9000)),
      ]),
    ],
    [
      'one damaged character late in the sample',
      Buffer.concat([
        Buffer.from(`状态,id\n${rows(3000, '')}`),
        Buffer.from([0xe7, 0x2c, 0x0a]),
        Buffer.from(rows(9000, '签收,y\n')),
      ]),
    ],
    [
      'one damaged character behind the sample',
      Buffer.concat([
        Buffer.from(`状态,id\n${rows(12_000, '')}`),
        Buffer.from([0xe7, 0x2c, 0x0a]),
        Buffer.from('签收,y\n'),
      ]),
    ],
    [
      'a character that the sample cuts',
      Buffer.from(`状态,id\n${'x'.repeat(65_536 - 19)},签收\n${rows(20, '签收,y\n')}`),
    ],
    ['a CR behind the sample', Buffer.from(`状态,id\n${rows(12_000, '签收,y\r签收,z\n')}`)],
    ['a header that is longer than the sample', Buffer.from(`状态,${'h'.repeat(90_000)}\n${rows(9000, '')}`)],
  ];
  test.each(files)('%s', async (_name, bytes) => {
    const of = async (chunk: number, chunkBytes: number) => {
      const { output, rejects, summary } = await annotate(bytes, {
        chunk,
        chunkBytes,
        source: 'kd100',
        labelColumn: 1,
      });
      const { seconds: _seconds, fastRows: _fast, ...figures } = summary;
      return { output: output.toString('latin1'), rejects: rejects.toString('latin1'), figures };
    };
    const whole = await of(1 << 22, 1 << 20);
    expect(whole.figures.outcomes.mapped).toBeGreaterThan(20);
    for (const [chunk, chunkBytes] of [
      [777, 1 << 20],
      [65_536, 100],
      [1 << 22, 65_537],
    ] as const)
      expect(await of(chunk, chunkBytes)).toEqual(whole);
  });

  test('a first line without an end is told', async () => {
    await expect(annotate(`order_status_code,${'x'.repeat(3_000_000)}`)).rejects.toThrow(/no end within/);
  });
});
