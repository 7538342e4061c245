import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashTable } from '../../src/csv/resolve/hash-table.ts';
import { widened } from '../../src/widened.ts';

const idOf = (keys: HashTable, text: string | Uint8Array, known?: number) => {
  const bytes = Buffer.from(text);
  return known === undefined ? keys.id(bytes, 0, bytes.length) : idOfWords(keys, bytes, known);
};

/** The same by the kernel's hash, the bytes in whole words. */
function idOfWords(keys: HashTable, bytes: Uint8Array, hash: number): number {
  const words = new Uint32Array(2 + Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes, 4);
  return keys.idOfWords(words, 1, bytes.length, hash);
}

/** The hash that a look-up works out where the kernel has not. */
function hashOf(bytes: Uint8Array): number {
  let hash = bytes.length;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash ^ (hash >>> 15);
}

test('pieces are numbered in order of first appearance, as a map numbers them', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 9 }),
    fc.constantFrom('', 'a', 'ab', 'abcd', 'abcde').map(Buffer.from),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.nat(30), (pieces, forgotten) => {
      const keys = new HashTable();
      const known = new Map<string, number>();
      pieces.forEach((bytes, i) => {
        if (i === forgotten) {
          keys.clear();
          known.clear();
        }
        const name = Buffer.from(bytes).toString('latin1');
        const id = known.get(name) ?? known.size;
        known.set(name, id);
        expect(idOf(keys, bytes), name).toBe(id);
        expect(keys.size).toBe(known.size);
      });
      for (const [name, id] of known) expect(Buffer.from(keys.bytes(id)).toString('latin1')).toBe(name);
    }),
  );
});

test('a piece is a part of a buffer, and its hash may be known already', () => {
  const keys = new HashTable();
  const bytes = Buffer.from('xxP1yyP1');
  expect(keys.id(bytes, 2, 4)).toBe(0);
  expect(keys.id(bytes, 6, 8)).toBe(0);
  expect(idOf(keys, 'P1', hashOf(Buffer.from('P1')) >>> 0)).toBe(0);
  expect(keys.id(bytes, 2, 5)).toBe(1);
  expect([0, 1].map((id) => Buffer.from(keys.bytes(id)).toString())).toEqual(['P1', 'P1y']);
});

test('pieces with one hash are told apart', () => {
  const keys = new HashTable();
  for (let i = 0; i < 500; i++) expect(idOf(keys, `same${i}`, 7)).toBe(i);
  for (let i = 0; i < 500; i++) expect(idOf(keys, `same${i}`, 7)).toBe(i);
  expect(idOf(keys, 'same7x', 7)).toBe(500);
});

test('more pieces and longer ones than there was room for at first', () => {
  const keys = new HashTable();
  const name = (i: number) => `${'long '.repeat(i % 40)}${i}`;
  for (let i = 0; i < 30_000; i++) idOf(keys, name(i));
  expect(idOf(keys, 'x'.repeat(2_000_000))).toBe(30_000);
  const wrong = Array.from({ length: 30_000 }, (_, i) => i).filter(
    (i) => idOf(keys, name(i)) !== i || Buffer.from(keys.bytes(i)).toString() !== name(i),
  );
  expect(wrong).toEqual([]);
  expect(keys.bytes(30_000)).toHaveLength(2_000_000);
  keys.clear();
  expect([keys.size, idOf(keys, name(29_999)), keys.size]).toEqual([0, 0, 1]);
});

test.each([
  ['Int32Array', Int32Array.of(1, -2)],
  ['Float64Array', Float64Array.of(0.5, Number.NaN)],
  ['Int16Array', Int16Array.of(-1, 32_001)],
])('%s is widened to twice its length, and keeps its kind and its numbers', (name, values) => {
  const wider = widened(values);
  expect(wider.constructor.name).toBe(name);
  expect([...wider]).toEqual([...values, 0, 0]);
});
