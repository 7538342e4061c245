import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainText, mapTrackingEvent, readText } from '../../src/text/index.ts';
import { Normalised } from '../../src/text/normalise.ts';
import { cases } from '../campaign.ts';

const words = fc.constantFrom(
  'delivered',
  'not ',
  'to the ',
  '签收',
  '未',
  '无法',
  '？',
  'will be ',
  'returned',
  ' – ',
  'é',
  '\u0301',
  '📦',
  '。',
  ', ',
  '***',
  'ﬁ',
  '½',
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: words, maxLength: 40 }),
);

describe('any text', () => {
  test('is read without an error, the same each time, and its words stand where they are said to', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const reading = readText(text);
        expect(readText(text)).toEqual(reading);
        const full = explainText(text);
        expect({ match: full.match, candidates: full.candidates }).toEqual(reading);
        for (const { words: said, start, end } of [...full.matches, ...full.blocked]) {
          expect(text.slice(start, end)).toBe(said);
          expect(end).toBeGreaterThan(start);
        }
      }),
      { numRuns: cases(3000, 300) },
    );
  });

  test('is normalised to places that rise within it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const normal = new Normalised();
        normal.set(text);
        let last = 0;
        for (const place of normal.places.subarray(0, normal.length)) {
          expect(place).toBeGreaterThanOrEqual(last);
          expect(place).toBeLessThanOrEqual(text.length);
          last = place;
        }
      }),
      { numRuns: cases(1000, 100) },
    );
  });

  test('in an event maps without an error', () => {
    fc.assert(
      fc.property(fc.anything(), (description) => {
        expect(['mapped', 'no_change', 'unmapped']).toContain(
          mapTrackingEvent({ description } as object).outcome,
        );
      }),
    );
  });
});

describe('a long text', () => {
  test.each([
    'delivered ',
    'not ',
    'out for delivery delivered not ',
    '未签收 已签收 无法派送 ',
    'will be delivered to the carrier? ',
    'a',
    '，',
  ])('of %j takes at most 12 times as long where it is 10 times as long', (piece) => {
    const long = (length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
    const time = (text: string) => {
      const times = Array.from({ length: 5 }, () => {
        const started = performance.now();
        readText(text);
        return performance.now() - started;
      });
      return Math.min(...times);
    };
    readText(long(1000));
    // Other work of the machine only ever adds time: the best of a few tries counts.
    const ratios = Array.from({ length: 3 }, () => time(long(1_000_000)) / time(long(100_000)));
    expect(Math.min(...ratios)).toBeLessThan(12);
  });
});
