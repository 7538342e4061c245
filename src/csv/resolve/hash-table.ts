import { isAbsent } from '../../absent.ts';
import { widened } from '../../widened.ts';
import { HASH_BYTE, HASH_WORD, ROLE_DESCRIPTION, ROLE_LOCATION } from '../fast/layout.ts';

/**
 * A hash table that gives each different piece of bytes a number, in order of first appearance. What a look-up reads
 * lies close together, because with many pieces waiting for memory is most of the work.
 */
export class HashTable {
  /** Pairs: hash, and the place of the entry in words, counted from 1; 0 where the slot is free. */
  #slots: Int32Array = new Int32Array(1 << 11);
  /** Entries: number, length, and the bytes, filled up to whole words. */
  #words: Int32Array = new Int32Array(1 << 10);
  #bytes: Uint8Array = new Uint8Array(this.#words.buffer);
  #used = 0;
  readonly #prefetched: Int32Array = new Int32Array(256);
  #places: Int32Array = new Int32Array(1 << 8);
  size = 0;

  id(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashOf(bytes, from, to);
    const mask = this.#slots.length - 2;
    let slot = (hash << 1) & mask;
    for (;;) {
      const place = this.#slots[slot + 1] as number;
      if (place === 0) return this.#add(slot, hash, bytes, from, to);
      if (this.#slots[slot] === hash && this.#equals(place - 1, bytes, from, to))
        return this.#words[place - 1] as number;
      slot = (slot + 2) & mask;
    }
  }

  /** The same for a piece whose hash the kernel has worked out, and which stands in whole words, filled up with zeros. */
  idOfWords(words: Uint32Array, at: number, length: number, known: number): number {
    const hash = known | 0;
    const mask = this.#slots.length - 2;
    const count = (length + 3) >> 2;
    let slot = (hash << 1) & mask;
    for (;;) {
      const place = this.#slots[slot + 1] as number;
      if (place === 0) break;
      if (this.#slots[slot] === hash && this.#words[place] === length) {
        let i = 0;
        while (i < count && this.#words[place + 1 + i] === ((words[at + i] as number) | 0)) i++;
        if (i === count) return this.#words[place - 1] as number;
      }
      slot = (slot + 2) & mask;
    }
    return this.#add(slot, hash, new Uint8Array(words.buffer, 4 * at, length), 0, length);
  }

  /**
   * Prefetches what {@link idOfWords} will need for some records, so that memory is waited for once.
   *
   * @returns Nothing of use: a sum, without which the reading would be optimised away.
   */
  prefetch(hashes: Uint32Array, at: number, stride: number, count: number): number {
    const mask = this.#slots.length - 2;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const place = this.#slots[(((hashes[at + i * stride] as number) << 1) & mask) + 1] as number;
      this.#prefetched[i & 255] = place;
    }
    for (let i = 0; i < count; i++) sum ^= this.#words[this.#prefetched[i & 255] as number] as number;
    return sum;
  }

  /** The bytes of a number. They are valid until the next piece is added. */
  bytes(id: number): Uint8Array {
    const start = this.startOf(id);
    return this.#bytes.subarray(start, start + this.lengthOf(id));
  }

  /** All bytes, and where those of a number stand. They move when a piece is added. */
  get storage(): Uint8Array {
    return this.#bytes;
  }

  startOf(id: number): number {
    return 4 * ((this.#places[id] as number) + 2);
  }

  lengthOf(id: number): number {
    return this.#words[(this.#places[id] as number) + 1] as number;
  }

  clear(): void {
    this.#slots.fill(0);
    this.#used = 0;
    this.size = 0;
  }

  #equals(place: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#words[place + 1] !== to - from) return false;
    const known = this.#bytes;
    for (let at = from, own = 4 * (place + 2); at < to; at++, own++)
      if (known[own] !== bytes[at]) return false;
    return true;
  }

  #add(slot: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    const id = this.size++;
    if (id === this.#places.length) this.#places = widened(this.#places);
    const place = this.#used;
    this.#used += 2 + ((to - from + 3) >> 2);
    if (this.#used > this.#words.length) {
      const wider = new Int32Array(Math.max(this.#used, 2 * this.#words.length));
      wider.set(this.#words);
      this.#words = wider;
      this.#bytes = new Uint8Array(wider.buffer);
    }
    this.#places[id] = place;
    this.#words[place] = id;
    this.#words[place + 1] = to - from;
    // What fills the last word up has to be zero.
    if (to > from) this.#words[this.#used - 1] = 0;
    this.#bytes.set(bytes.subarray(from, to), 4 * (place + 2));
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = place + 1;
    if (this.size * 4 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      const hash = old[from] as number;
      let slot = (hash << 1) & (slots.length - 2);
      while (slots[slot + 1] !== 0) slot = (slot + 2) & (slots.length - 2);
      slots[slot] = hash;
      slots[slot + 1] = old[from + 1] as number;
    }
    this.#slots = slots;
  }
}

/** As src/csv/fast/kernel/kernel.ts has it. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), HASH_BYTE);
  return hash ^ (hash >>> 15);
}

/** What a piece of words is, which its hash depends on: the kernel's roles of columns, and a text read with codes. */
export const SEED: Readonly<Record<'description' | 'location' | 'text', number>> = {
  description: ROLE_DESCRIPTION,
  location: ROLE_LOCATION,
  text: 6,
};

/** A hash of words as they stand in the file, without quotes and space around them, as the kernel has it; 0 for none. */
export function hashWords(seed: number, words: Uint8Array): number {
  let [from, to] = [0, words.length];
  while (from < to && (words[from] as number) <= 32) from++;
  while (to > from && (words[to - 1] as number) <= 32) to--;
  const bytes = words.subarray(from, to);
  if (bytes.length === 0 || (bytes.length === 4 && isAbsent(String.fromCharCode(...bytes)))) return 0;
  let hash = Math.imul(seed ^ bytes.length, HASH_WORD);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), HASH_WORD);
    hash ^= hash >>> 15;
  }
  for (; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] as number), HASH_BYTE);
  return hash | 0;
}
