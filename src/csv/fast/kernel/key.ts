import { ENTRY_HASH, ENTRY_HEAD, ENTRY_KEY_LENGTH, ENTRY_ROWS, KEY_AT, LONGEST_FIELD, SLOTS_AT } from '../layout.ts';

let slotMask: u32 = 0;

/** Says how many slots the hash table has: a power of two. */
export function sizeTable(slots: u32): void {
  slotMask = slots - 1;
}

/** The last key that was looked up. */
export let keyLength: u32 = 0;
export let keyHash: u32 = 0;

/** Copies whole blocks of 16 bytes: up to 15 bytes more than asked, so both ends need room behind them. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function copy(to: u32, from: u32, length: u32): void {
  for (let i: u32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

/** Adds a field to the key that ends at `key`. Returns where it ends now; 0 where the field is too long. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function addToKey(key: u32, from: u32, to: u32): u32 {
  const length = to - from;
  if (length > (LONGEST_FIELD as u32)) return 0;
  store<u32>(key, length);
  copy(key + 4, from, length);
  key += 4 + length;
  store<u32>(key, 0);
  return (key + 3) & ~3;
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function isOf(entry: u32, hash: u32, length: u32): bool {
  if (load<u32>(entry, ENTRY_HASH * 4) != hash || load<u32>(entry, ENTRY_KEY_LENGTH * 4) != length) return false;
  const known = entry + ENTRY_HEAD * 4;
  let at: u32 = 0;
  while (at < length && load<u32>(known + at) == load<u32>(KEY_AT + at)) at += 4;
  return at >= length;
}

/** The entry of the key that ends at `key`; 0 where there is none. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function findEntry(key: u32): u32 {
  store<u64>(key, 0);
  keyLength = key - KEY_AT;
  let mix: u64 = keyLength;
  for (let at: u32 = KEY_AT; at < key; at += 8) {
    mix = (mix ^ load<u64>(at)) * 0x9e3779b97f4a7c15;
    mix ^= mix >> 32;
  }
  keyHash = mix as u32;
  let slot = keyHash & slotMask;
  let entry = load<u32>(SLOTS_AT + slot * 4);
  while (entry != 0 && !isOf(entry, keyHash, keyLength)) {
    slot = (slot + 1) & slotMask;
    entry = load<u32>(SLOTS_AT + slot * 4);
  }
  return entry;
}

/** Where the suffix of an entry stands whose key is so long. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function suffixOf(entry: u32, length: u32): u32 {
  return entry + ENTRY_HEAD * 4 + ((length + 15) & ~15);
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
export function countRow(entry: u32): void {
  store<u32>(entry, load<u32>(entry, ENTRY_ROWS * 4) + 1, ENTRY_ROWS * 4);
}
