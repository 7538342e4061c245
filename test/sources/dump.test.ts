import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DUMP_FAULTS,
  type DumpEntry,
  type DumpOptions,
  parsePayload,
  readDump,
} from '../../src/sources/index.ts';
import { cases } from '../campaign.ts';
import { FIXTURES, fixture } from './fixtures.ts';

async function read(
  input: string | Uint8Array,
  chunk = 1 << 20,
  options?: DumpOptions,
): Promise<DumpEntry[]> {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    // Each chunk is a copy that is wiped once the reader asks for more: it must have taken what it needs.
    for (let i = 0; i < bytes.length; i += chunk) {
      const part = new Uint8Array(bytes.subarray(i, i + chunk));
      yield part;
      part.fill(0);
    }
  }
  const entries: DumpEntry[] = [];
  for await (const entry of readDump(chunks(), options)) entries.push(entry);
  return entries;
}

/** Values as they are, faults as `[code, raw text]`. */
const brief = (entries: readonly DumpEntry[]) =>
  entries.map((entry) => ('fault' in entry ? [entry.fault, Buffer.from(entry.raw).toString()] : entry.value));

const payloads = FIXTURES.map(fixture);
const compact = payloads.map((value) => JSON.stringify(value));
const pretty = payloads.map((value) => JSON.stringify(value, null, 2));

describe('readDump reads', () => {
  const shapes: [string, string][] = [
    ['JSON Lines', compact.join('\n')],
    ['JSON Lines with CRLF, blank lines and a mark', `\ufeff${compact.join('\r\n\r\n  \r\n')}\r\n`],
    ['an array', JSON.stringify(payloads)],
    ['an array with a mark', `\ufeff ${JSON.stringify(payloads)}\n`],
    ['a pretty array', JSON.stringify(payloads, null, 2)],
    ['an array with an element a line', `[\n${compact.join(',\n')}\n]\n`],
    ['an array with tabs', JSON.stringify(payloads, null, '\t')],
    ['pretty documents one after another', pretty.join('\n')],
    ['documents without anything between them', compact.join('')],
    ['two arrays', `${JSON.stringify(payloads.slice(0, 3))}\n${JSON.stringify(payloads.slice(3), null, 1)}`],
  ];

  test.each(shapes)('%s', async (_, text) => {
    const entries = await read(text);
    expect(brief(entries)).toEqual(payloads);
    expect(entries.map(({ number }) => number)).toEqual(payloads.map((_, i) => i + 1));
    const bytes = Buffer.from(text);
    for (const { offset } of entries) expect(bytes[offset]).toBe('{'.charCodeAt(0));
    for (const size of [1, 2, 3, 7, 64, 1000]) expect(await read(text, size)).toEqual(entries);
  });

  test.each(['', ' \n\n', '\ufeff', '[]', '[ \n ]\n'])('nothing in %j', async (text) => {
    expect(await read(text)).toEqual([]);
    expect(await read(text, 1)).toEqual([]);
  });

  test('values that are no objects', async () => {
    const values = [null, true, -1.5e3, 'a,"b]\\', [1, [2]], '杭州\ud83d\ude9a', {}];
    expect(brief(await read(JSON.stringify(values), 1))).toEqual(values);
    const lines = values.filter((value) => !Array.isArray(value));
    expect(brief(await read(lines.map((value) => JSON.stringify(value)).join('\n'), 1))).toEqual(lines);
  });

  test('brackets and quotes in texts', async () => {
    const value = { '{"': '}]\\"[{', b: ['\\', '\\\\"', '"'] };
    expect(brief(await read(JSON.stringify([value, value]), 1))).toEqual([value, value]);
  });
});

describe('a fault in a dump loses no other payload', () => {
  const good = ['{"a":1}', '{"b":[{"c":"é"}]}'] as const;
  const values = good.map((text) => JSON.parse(text));
  const [a, b] = values;

  const lines: [string, bad: string][] = [
    ['no JSON', 'garbage'],
    ['a wrong word', '{"x": nope}'],
    ['cut in a text', '{"x":"half'],
    ['cut behind a backslash', '{"x":"half\\'],
    ['cut behind a colon', '{"x":'],
    ['cut behind a comma', '{"x":1,'],
    ['cut behind a bracket', '{"x":['],
    ['cut behind a key', '{"x"'],
    ['a bracket too many', '{"x":1]}'],
    ['a text that starts nowhere', '{"x":1 "y":2}'],
    ['a text that does not end', '{"x":"1,"y":"2"}'],
    ['a quote too many', '{"x":""1","y":"2"}'],
    ['an object that starts nowhere', '{"x":1 {"y":2}'],
    ['a closing bracket', ']'],
    ['bytes that are not UTF-8', '{"x":"\u0001\u0001"}'],
  ];

  test.each(lines)('a line: %s', async (_, bad) => {
    const text = `${good[0]}\n${bad}\n${good[1]}\n${good[0]}\n`;
    const bytes = Buffer.from(text.replaceAll('\u0001', '?'));
    if (bad.includes('\u0001')) bytes.fill(0xff, text.indexOf('\u0001'), text.lastIndexOf('\u0001') + 1);
    const entries = await read(bytes);
    expect(entries).toMatchObject([
      { value: a },
      { fault: 'invalid_json', offset: 8 },
      { value: b },
      { value: a },
    ]);
    const [, fault] = entries;
    expect(fault && 'raw' in fault && Buffer.from(fault.raw)).toEqual(bytes.subarray(8, 8 + bad.length));
    for (const size of [1, 5]) expect(await read(bytes, size)).toEqual(entries);
  });

  test.each(lines)('the first line, and the last: %s', async (_, bad) => {
    const found = brief(await read(`${bad}\n${good[0]}\n${good[1]}\n${bad}`)).filter(
      (entry) => !Array.isArray(entry),
    );
    expect(found).toEqual(values);
  });

  test.each(lines.filter(([, bad]) => bad !== ']'))('a line of an array: %s', async (_, bad) => {
    const text = `[\n${good[0]},\n${bad.replaceAll('\u0001', '?')},\n${good[1]},\n${good[0]}\n]\n${good[1]}`;
    const entries = brief(await read(text, 3)).filter((entry) => !Array.isArray(entry));
    expect(entries.filter((entry) => JSON.stringify(entry) !== '{"x":"??"}')).toEqual([a, b, a, b]);
  });

  const broken = '{\n  "x": {\n    "y": "half,\n    "z": [\n      {\n        "a": 1\n      }\n    ]\n  }\n}';

  test('a pretty document between others', async () => {
    const text = `${pretty[0]}\n${broken}\n${pretty[1]}\n`;
    const entries = await read(text);
    expect(brief(entries)).toEqual([payloads[0], ['invalid_json', broken], payloads[1]]);
    for (const size of [1, 10]) expect(await read(text, size)).toEqual(entries);
  });

  test('a pretty element between others', async () => {
    const inner = broken.replaceAll('\n', '\n  ');
    const text = `[\n  {"a":1},\n  ${inner},\n  {"a":1}\n]\n{"a":1}`;
    const entries = await read(text);
    expect(brief(entries)).toEqual([a, ['invalid_json', `${inner},`], a, a]);
    for (const size of [1, 10]) expect(await read(text, size)).toEqual(entries);
  });

  const inline: [string, text: string, found: unknown[]][] = [
    ['a wrong word', '[{"a":1},{"x":nope},{"a":1}]', [a, ['invalid_json', '{"x":nope}'], a]],
    ['garbage', '[{"a":1},oops,{"a":1}]', [a, ['invalid_json', 'oops'], a]],
    ['a bracket too few', '[{"x":{"y":1},{"a":1}]', [['invalid_json', '{"x":{"y":1},'], a]],
    ['another bracket too few', '[{"x":[{"y":1}},{"a":1}]', [['invalid_json', '{"x":[{"y":1}}'], a]],
    ['a bracket that closes the array', '[{"a":1},{"x":1]{"a":1}', [a, ['invalid_json', '{"x":1'], a]],
    ['the end in an element', '[{"a":1},{"x":', [a, ['cut_off', '{"x":'], ['cut_off', '']]],
    ['the end between elements', '[{"a":1},', [a, ['cut_off', '']]],
    ['the end in a document', '{"a":1}\n{"x":[1,2', [a, ['cut_off', '{"x":[1,2']]],
    [
      'the end in a pretty document',
      '{"a":1}\n{\n  "x": {\n    "y": 1',
      [a, ['cut_off', '{\n  "x": {\n    "y": 1']],
    ],
    [
      'a text that takes the rest',
      '[{"a":1},{"x":"1,"y":2},{"a":1}]',
      [a, ['cut_off', '{"x":"1,"y":2},{"a":1}]'], ['cut_off', '']],
    ],
  ];

  test.each(inline)('on one line: %s', async (_, text, found) => {
    expect(brief(await read(text))).toEqual(found);
    expect(brief(await read(text, 1))).toEqual(found);
  });

  test('only what is at the end is cut off', async () => {
    for (const cut of ['{"x":', '{"x":["y",', '{"x":"y'])
      expect(brief(await read(`${cut}\n{"a":1}\n${cut}`, 3))).toEqual([
        ['invalid_json', cut],
        a,
        ['cut_off', cut],
      ]);
  });

  test('every fault occurs, and says what was found', async () => {
    const deep = `{"x":${'['.repeat(520)}${']'.repeat(520)}}`;
    const text = `nope\n${deep}\n${'[1,'.repeat(800)}\n{"a":1}\n{"x":`;
    const entries = await read(text, 4, { maxBytes: 1500 });
    const faults = entries.filter((entry) => 'fault' in entry);
    expect([...new Set(faults.map(({ fault }) => fault))].sort()).toEqual(Object.keys(DUMP_FAULTS).sort());
    for (const { message } of faults) expect(message).not.toBe('');
    expect(brief(entries)).toContainEqual(a);
  });
});

describe('payloads that are too long', () => {
  const long = JSON.stringify({ x: 'y'.repeat(300) });
  const shapes: [string, string, found: unknown[]][] = [
    ['a line', `{"a":1}\n${long}\n{"a":2}`, [{ a: 1 }, ['too_long', long], { a: 2 }]],
    ['an element', `[{"a":1},\n${long},\n{"a":2}]`, [{ a: 1 }, ['too_long', `${long},`], { a: 2 }]],
    [
      'an element on one line with others, which go with it',
      `[{"a":1},${long},{"a":2}]\n{"a":3}`,
      [{ a: 1 }, ['too_long', `${long},{"a":2}]`], { a: 3 }, ['cut_off', '']],
    ],
    ['a word', `{"a":1}\n${'z'.repeat(200)}\n{"a":2}`, [{ a: 1 }, ['too_long', 'z'.repeat(200)], { a: 2 }]],
    [
      'a pretty document',
      `${JSON.stringify({ x: Array(50).fill(7) }, null, 2)}\n{"a":2}`,
      [['too_long', JSON.stringify({ x: Array(50).fill(7) }, null, 2)], { a: 2 }],
    ],
  ];

  test.each(shapes)('%s', async (_, text, found) => {
    for (const size of [1, 64, 150, 10_000])
      expect(brief(await read(text, size, { maxBytes: 100 }))).toEqual(found);
  });

  test('what is just short enough is read', async () => {
    const text = '{"a":1}\n{"a":22}\n{"a":1}';
    expect(brief(await read(text, 3, { maxBytes: 7 }))).toEqual([
      { a: 1 },
      ['too_long', '{"a":22}'],
      { a: 1 },
    ]);
  });

  test('a fault keeps a MiB', async () => {
    const [fault, next] = await read(`{"x":"${'y'.repeat(3 << 20)}\n{"a":1}`, 65_536);
    expect(fault && 'raw' in fault && fault.raw.length).toBe(1 << 20);
    expect(next).toMatchObject({ value: { a: 1 } });
  });

  test('brackets without an end take no longer than others', async () => {
    const time = async (text: string) => {
      const started = performance.now();
      const entries = await read(text, 65_536);
      return { entries, took: performance.now() - started };
    };
    const { took: others } = await time('{"a":1\n'.repeat(20_000));
    const { entries, took } = await time('{"a":[\n'.repeat(20_000));
    expect(entries.every((entry) => 'fault' in entry)).toBe(true);
    expect(took).toBeLessThan(20 * others + 1000);
  });

  test.each([0, -1, Number.NaN])('maxBytes %s is refused', async (maxBytes) => {
    await expect(read('{}', 1, { maxBytes })).rejects.toMatchObject({ code: 'invalid_option' });
  });
});

describe('payloads that nest deep', () => {
  const nested = (levels: number) => `{"x":${'[['.repeat(levels / 2)}${']]'.repeat(levels / 2)}}`;

  test.each([600, 100_000])('%i levels are a fault, and take no other payload with them', async (levels) => {
    const deep = nested(levels);
    for (const text of [
      `{"a":1}\n${deep}\n{"a":2}`,
      `[{"a":1},${deep},{"a":2}]`,
      `{"a":1}\n[${deep}]\n{"a":2}`,
    ])
      expect(brief(await read(text, 4096))).toEqual([{ a: 1 }, ['too_deep', deep], { a: 2 }]);
    // Cut off, the brackets do not close either.
    const cut = deep.slice(0, levels);
    expect(brief(await read(`{"a":1}\n${cut}\n{"a":2}`, 4096))).toEqual([
      { a: 1 },
      ['too_deep', cut],
      { a: 2 },
    ]);
  });

  test('512 levels are read', async () => {
    const text = nested(510);
    expect(brief(await read(text, 100))).toEqual([JSON.parse(text)]);
  });
});

test('a reader that stops early lets go of its input', async () => {
  let closed = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield new TextEncoder().encode('{"a":1}\n');
    } finally {
      closed++;
    }
  }
  for await (const entry of readDump(chunks())) {
    expect(entry.number).toBe(1);
    break;
  }
  expect(closed).toBe(1);
});

describe('chunk boundaries change nothing', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...compact,
      ...pretty,
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      '\\',
      '\n',
      '  ',
      '\ufeff',
      '杭',
      '1',
    ),
    fc.json(),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const dump = fc
    .tuple(fc.array(piece, { maxLength: 12 }), fc.constantFrom('', '\n', ',\n', ' '))
    .map(([pieces, between]) => pieces.join(between));

  test('whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        dump,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(20, 200, 1e6),
        async (text, size, maxBytes) => {
          const bytes = Buffer.from(text);
          const whole = await read(bytes, 1 << 20, { maxBytes });
          expect(await read(bytes, size, { maxBytes })).toEqual(whole);
          // Nothing is lost either: what stands between entries is space, commas, marks and the array's brackets.
          let at = 0;
          for (const entry of whole) {
            expect(entry.offset).toBeGreaterThanOrEqual(0);
            if ('fault' in entry && entry.raw.length === 0) continue;
            expect(bytes.subarray(at, entry.offset).toString()).toMatch(/^[\s,[\]\ufeff]*$/);
            at = entry.offset + ('fault' in entry ? entry.raw.length : valueLength(bytes, entry));
          }
          expect(bytes.subarray(at).toString()).toMatch(/^[\s,[\]\ufeff]*$/);
        },
      ),
      { numRuns: cases(1500, 150) },
    );
  });

  test('every payload of lines survives a broken one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...compact), fc.nat(), async (text, seed) => {
        const cut = text.slice(0, 1 + (seed % (text.length - 1)));
        const found = brief(await read([...compact, cut, ...compact].join('\n'), 100));
        expect(found.filter((entry) => !Array.isArray(entry))).toEqual([...payloads, ...payloads]);
      }),
      { numRuns: cases(300, 30) },
    );
  });
});

/** How many bytes a value takes: to where its text parses to it. */
function valueLength(bytes: Buffer, entry: DumpEntry & { value: unknown }): number {
  const wanted = JSON.stringify(entry.value);
  const [first, last] = ['{["', '}]"'];
  const closer = last.charCodeAt(first.indexOf(String.fromCharCode(bytes[entry.offset] as number)));
  for (let end = entry.offset + 1; end <= bytes.length; end++) {
    if (closer && bytes[end - 1] !== closer) continue;
    try {
      if (JSON.stringify(parsePayload(bytes.subarray(entry.offset, end).toString())) === wanted)
        return end - entry.offset;
    } catch {
      // Not yet.
    }
  }
  throw new Error('not found');
}
