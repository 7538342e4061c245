import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePayload, readDump, readPayload } from '../../src/sources/index.ts';
import { cases } from '../campaign.ts';

describe('numbers keep their digits', () => {
  const kept: [text: string, value: unknown][] = [
    ['0', 0],
    ['-0', -0],
    ['1.0', 1],
    ['1e3', 1000],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['0.30000000000000004', 0.30000000000000004],
    ['51.5073509', 51.5073509],
    ['100000000000.0000000', 100000000000],
    ['2.5e-300', 2.5e-300],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['12345678901234567890', '12345678901234567890'],
    ['-12345678901234567890', '-12345678901234567890'],
    ['12345678901234567000', '12345678901234567000'],
    ['1000000000000000000000', '1000000000000000000000'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['12345678.00000000000000001', '12345678.00000000000000001'],
    ['1e400', '1e400'],
    ['-1E+400', '-1E+400'],
    ['1e-400', '1e-400'],
    ['1e20', '1e20'],
  ];

  test.each(kept)('%s', (text, value) => {
    for (const space of ['', ' ', '\n\t']) {
      expect(parsePayload(`${space}${text}${space}`)).toEqual(value);
      expect(parsePayload(`[${space}${text}${space}]`)).toEqual([value]);
      expect(parsePayload(`{"a":"\\"",${space}"b":${space}${text}${space},"c":[1,${text}]}`)).toEqual({
        a: '"',
        b: value,
        c: [1, value],
      });
    }
  });

  test('also in texts, which stay as they are', () => {
    const texts = [
      '12345678901234567890',
      ':12345678901234567890,',
      '\\":12345678901234567890',
      '"\\',
      '\\\\',
    ];
    const value = { '[12345678901234567890]': texts, b: 1 };
    expect(parsePayload(JSON.stringify(value))).toEqual(value);
    expect(parsePayload(JSON.stringify(value).replace(':1}', ':12345678901234567890}'))).toEqual({
      ...value,
      b: '12345678901234567890',
    });
  });

  test.each([
    '{12345678901234567890:1}',
    '01234567890123456789',
    '12345678901234567890x',
    '-',
    '[1234567890123456789.]',
  ])('what is no JSON stays so: %s', (text) => {
    expect(() => parsePayload(text)).toThrow(SyntaxError);
  });

  test('a text of escapes takes no longer than others', () => {
    const text = `{"a":"${'\\"\\\\'.repeat(500_000)}","b":12345678901234567890}`;
    expect(parsePayload(text)).toMatchObject({ b: '12345678901234567890' });
  });

  test('whatever stands beside them', () => {
    const number = fc.bigInt({ min: 10n ** 16n, max: 10n ** 30n });
    // Numbers that JSON.parse keeps, which those of other tests are not.
    const value = fc.jsonValue().filter((one) => !/\d{16}|\de/.test(JSON.stringify(one)));
    fc.assert(
      fc.property(value, fc.array(number), fc.string({ unit: 'binary' }), (one, numbers, text) => {
        const json = `{"v":${JSON.stringify(one)},"t":${JSON.stringify(text)},"n":[${numbers.join()}]}`;
        expect(parsePayload(json)).toEqual({
          v: JSON.parse(JSON.stringify(one)),
          t: text,
          n: numbers.map(String),
        });
      }),
      { numRuns: cases(200, 60) },
    );
  });
});

describe('tracking numbers', () => {
  const payload = (nu: string) =>
    `{"nu":${nu},"com":${nu},"state":"3","data":[{"time":"2026-03-01 10:00:00","statusCode":"301"}]}`;

  test('of 20 digits tell parcels apart', async () => {
    const numbers = ['92612903029511573030', '92612903029511573031'];
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (const number of numbers) yield new TextEncoder().encode(`${payload(number)}\n`);
    }
    const found: unknown[] = [];
    for await (const entry of readDump(chunks())) {
      const { shipments, notices } = readPayload('value' in entry ? entry.value : null);
      expect(notices).toEqual([]);
      found.push(...shipments.map(({ tracking_number, carrier_id }) => [tracking_number, carrier_id]));
    }
    expect(found).toEqual(numbers.map((number) => [number, number]));
  });

  test('of a value that was parsed before have lost their digits, which is noted', () => {
    const { shipments, notices } = readPayload(JSON.parse(payload('92612903029511573030')));
    expect(shipments).toMatchObject([{ tracking_number: null, carrier_id: null }]);
    expect(notices.map(({ code, path }) => [code, path])).toEqual([
      ['invalid_value', 'nu'],
      ['invalid_value', 'com'],
    ]);
  });
});
