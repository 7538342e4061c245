/**
 * The fast path over the rows of a file, compiled to WebAssembly (`npm run kernel:generate`).
 *
 * It takes well-formed rows whose codes it has met before. At anything else it stops and says why: its caller decides
 * on new codes, and handles odd rows with the scanner in scan.ts, which is the reference for both.
 * Written in AssemblyScript: TypeScript with machine types. Addresses are offsets in the shared memory.
 */
import * as layout from '../layout.ts';
import { addToKey, copy, countRow, findEntry, sizeTable, suffixOf } from './key.ts';
import { describeRows, findRow, next, QUOTE, rowEnd, wantedCount, WHOLE } from './row.ts';
import { form, readTime, wall } from './time.ts';

// The caller compares them with those that it knows.
export * from '../layout';
export { keyHash, keyLength } from './key';

/** Why the last call stopped, where its output ends, and how many rows it did. */
export let reason: i32 = 0;
export let outEnd: u32 = 0;
export let rows: u32 = 0;

/** Has to be called before rows are read. */
export function configure(delimiter: u32, columns: u32, wantedCount: u32, maxRowBytes: u32, slots: u32): void {
  describeRows(delimiter, columns, wantedCount, maxRowBytes);
  sizeTable(slots);
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function stop(why: i32, out: u32, pos: u32): u32 {
  reason = why;
  outEnd = out;
  return pos;
}

/**
 * Copies the rows of `pos..end` to `out..outLimit`, each with the suffix of its codes. All wanted columns are codes.
 *
 * @returns Where the first row begins that is not done.
 */
export function annotate(pos: u32, end: u32, out: u32, outLimit: u32): u32 {
  rows = 0;
  for (; pos < end; pos = next) {
    const found = findRow(pos, end);
    if (found != WHOLE) return stop(found, out, pos);
    let key: u32 = layout.KEY_AT;
    for (let place: u32 = layout.PLACES_AT; place < (layout.PLACES_AT as u32) + wantedCount * 8; place += 8) {
      key = addToKey(key, load<u32>(place), load<u32>(place, 4));
      if (key == 0) return stop(layout.ODD_ROW, out, pos);
    }
    const entry = findEntry(key);
    if (entry == 0) return stop(layout.NEW_KEY, out, pos);

    const rowLength = rowEnd - pos;
    const suffixLength = load<u32>(entry, layout.ENTRY_SUFFIX_LENGTH * 4);
    if (out + rowLength + suffixLength + 48 > outLimit) return stop(layout.NEED_OUTPUT, out, pos);
    copy(out, pos, rowLength);
    out += rowLength;
    copy(out, suffixOf(entry, key - layout.KEY_AT), suffixLength);
    out += suffixLength;
    for (let at = rowEnd; at < next; at++) store<u8>(out++, load<u8>(at));
    countRow(entry);
    rows++;
  }
  return stop(layout.NEED_INPUT, out, pos);
}

/**
 * Writes a record of each row of `pos..end` to `out..outLimit`. The roles of the wanted columns stand in their area.
 *
 * @returns Where the first row begins that is not done.
 */
export function index(pos: u32, end: u32, out: u32, outLimit: u32): u32 {
  rows = 0;
  for (; pos < end; pos = next) {
    const found = findRow(pos, end);
    if (found != WHOLE) return stop(found, out, pos);
    if (out + layout.RECORD_SIZE * 4 + wantedCount * 8 + 64 > outLimit) return stop(layout.NEED_OUTPUT, out, pos);
    let key: u32 = layout.KEY_AT;
    let words: u32 = out + layout.RECORD_SIZE * 4;
    let wordsHash: u32 = 0;
    let numberPlace: u32 = 0;
    let timePlace: u32 = 0;
    for (let i: u32 = 0; i < wantedCount; i++) {
      const place = layout.PLACES_AT + i * 8;
      const role = load<u8>(layout.ROLES_AT + i);
      if (role == layout.ROLE_CODE) {
        key = addToKey(key, load<u32>(place), load<u32>(place, 4));
        if (key == 0) return stop(layout.ODD_ROW, out, pos);
      } else if (role == layout.ROLE_SHIPMENT) numberPlace = place;
      else if (role == layout.ROLE_TIME) timePlace = place;
      else if (role == layout.ROLE_WORDS) {
        store<u64>(words, load<u64>(place));
        words += 8;
      } else wordsHash ^= hashWords(role, load<u32>(place), load<u32>(place, 4));
    }
    const entry = findEntry(key);
    if (entry == 0) return stop(layout.NEW_KEY, out, pos);

    if (!writeNumber(out, numberPlace) || !writeTime(out, timePlace)) return stop(layout.ODD_ROW, out, pos);
    store<u32>(out, load<u32>(suffixOf(entry, key - layout.KEY_AT)), layout.RECORD_CODE * 4);
    store<u32>(out, wordsHash, layout.RECORD_WORDS_HASH * 4);
    out = words;
    countRow(entry);
    rows++;
  }
  return stop(layout.NEED_INPUT, out, pos);
}

/** Whether a field is the text null, which stands for nothing. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function isNull(from: u32, to: u32): bool {
  return to - from == 4 && (load<u32>(from) | 0x20202020) == 0x6c6c756e;
}

/** A hash of words, as src/csv/resolve/hash-table.ts has it; 0 for none. Quotes and space around them do not count. */
function hashWords(seed: u32, from: u32, to: u32): u32 {
  if (load<u8>(from) == QUOTE && to - from > 1) {
    from++;
    to--;
  }
  while (from < to && load<u8>(from) <= 32) from++;
  while (to > from && load<u8>(to - 1) <= 32) to--;
  if (from == to || isNull(from, to)) return 0;
  let hash = (seed ^ (to - from)) * layout.HASH_WORD;
  for (; from + 4 <= to; from += 4) {
    hash = (hash ^ load<u32>(from)) * layout.HASH_WORD;
    hash ^= hash >> 15;
  }
  for (; from < to; from++) hash = (hash ^ load<u8>(from)) * layout.HASH_BYTE;
  return hash;
}

/** Writes the shipment's number to a record, without quotes and spaces around it. Returns false for an odd one. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function writeNumber(out: u32, place: u32): bool {
  let from = load<u32>(place);
  let to = load<u32>(place, 4);
  if (load<u8>(from) == QUOTE && to - from > 1) {
    from++;
    to--;
  }
  while (from < to && load<u8>(from) <= 32) from++;
  while (to > from && load<u8>(to - 1) <= 32) to--;
  const length = to - from;
  if (length == 0 || isNull(from, to) || length > (layout.LONGEST_NUMBER as u32)) return false;
  const number = out + layout.RECORD_NUMBER * 4;
  let hash: u32 = length;
  store<u32>(number + (length & ~3), 0);
  for (let i: u32 = 0; i < length; i++) {
    const byte = load<u8>(from + i);
    if (byte == QUOTE) return false;
    store<u8>(number + i, byte);
    hash = (hash ^ byte) * layout.HASH_BYTE;
  }
  store<u32>(out, hash ^ (hash >> 15), layout.RECORD_HASH * 4);
  store<u32>(out, length, layout.RECORD_LENGTH * 4);
  return true;
}

/** Writes a time to a record. Returns false for one that is not plain. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function writeTime(out: u32, place: u32): bool {
  let from = load<u32>(place);
  let to = load<u32>(place, 4);
  if (load<u8>(from) == QUOTE && to - from > 1) {
    from++;
    to--;
  }
  if (!readTime(from, to)) return false;
  store<i32>(out, form, layout.RECORD_FORM * 4);
  store<f64>(out, wall, layout.RECORD_WALL * 4);
  return true;
}
