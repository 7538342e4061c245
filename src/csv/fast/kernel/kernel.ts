/**
 * The fast path of the row annotator, compiled to WebAssembly (`npm run kernel:generate`).
 *
 * It annotates well-formed rows whose codes it has met before. At anything else it stops and says why: its caller
 * decides on new codes, and handles odd rows with the scanner in scan.ts, which is the reference for both.
 * Written in AssemblyScript: TypeScript with machine types. Addresses are offsets in the shared memory.
 */

/** All bytes up to the limit are annotated, but for a row that they do not hold whole. */
const NEED_INPUT: i32 = 0;
/** The output has no room for the next row. */
const NEED_OUTPUT: i32 = 1;
/** The next row is not plain: blank, short, long, badly quoted, or with a NUL byte. */
const ODD_ROW: i32 = 2;
/** The codes of the next row are new: their key is in the scratch area. */
const NEW_KEY: i32 = 3;

const LF: u8 = 10;
const CR: u8 = 13;
const QUOTE: u8 = 34;

/** A field of codes or text that is longer makes a row odd: the scratch area has room for 8 such fields. */
const LONGEST_FIELD: u32 = 2000;
/** Entries begin with: hash, length of the key, length of the suffix, number of rows. */
const ENTRY_HEAD: u32 = 16;

let delimiter: u8 = 44;
let columns: u32 = 0;
let wantedCount: u32 = 0;
let maxRowBytes: u32 = 0;
/** Where things are: wanted columns (u32 each), places of the wanted fields (two u32 each), the key, the slots. */
let wantedAt: u32 = 0;
let placesAt: u32 = 0;
let keyAt: u32 = 0;
let slotsAt: u32 = 0;
let slotMask: u32 = 0;

/** Why the last call stopped, where its output ends, how many rows it wrote, and the key that it did not know. */
export let reason: i32 = 0;
export let outEnd: u32 = 0;
export let rows: u32 = 0;
export let keyLength: u32 = 0;
export let keyHash: u32 = 0;

/**
 * Whether rows are indexed instead of annotated: then a record of each is all that is written. The roles of the wanted
 * columns (u8 each) stand at `rolesAt`, which is 0 where rows are annotated.
 */
let rolesAt: u32 = 0;
const CODE: u8 = 0;
const SHIPMENT: u8 = 1;
const TIME: u8 = 2;
const WORDS: u8 = 3;

export function configure(
  theDelimiter: u32,
  theColumns: u32,
  theWantedCount: u32,
  theMaxRowBytes: u32,
  theWantedAt: u32,
  thePlacesAt: u32,
  theKeyAt: u32,
  theSlotsAt: u32,
  slots: u32,
  theRolesAt: u32,
): void {
  rolesAt = theRolesAt;
  delimiter = theDelimiter as u8;
  columns = theColumns;
  wantedCount = theWantedCount;
  maxRowBytes = theMaxRowBytes;
  wantedAt = theWantedAt;
  placesAt = thePlacesAt;
  keyAt = theKeyAt;
  slotsAt = theSlotsAt;
  slotMask = slots - 1;
}

/** Copies whole blocks of 16 bytes: up to 15 bytes more than asked, so both ends need room behind them. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function copy(to: u32, from: u32, length: u32): void {
  for (let i: u32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

/** The first byte at or behind `pos` that is the delimiter, a line end, or NUL. It may lie behind the input. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function fieldEnd(pos: u32, end: u32, delimiters: v128): u32 {
  while (pos < end) {
    const block = v128.load(pos);
    const hits = v128.or(
      v128.or(i8x16.eq(block, delimiters), i8x16.eq(block, i8x16.splat(LF))),
      i8x16.eq(block, i8x16.splat(0)),
    );
    const mask = i8x16.bitmask(hits);
    if (mask != 0) return pos + ctz(mask);
    pos += 16;
  }
  return pos;
}

/** The first quote or NUL at or behind `pos`. It may lie behind the input. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function quoteEnd(pos: u32, end: u32): u32 {
  while (pos < end) {
    const block = v128.load(pos);
    const mask = i8x16.bitmask(v128.or(i8x16.eq(block, i8x16.splat(QUOTE)), i8x16.eq(block, i8x16.splat(0))));
    if (mask != 0) return pos + ctz(mask);
    pos += 16;
  }
  return pos;
}

/**
 * A record of an indexed row: code, form of the time, clock time (f64), hash and length of the shipment's number, the
 * number itself, filled up with zeros to whole words, and a hash of its words; then start and end of each field of words.
 */
const RECORD: u32 = 64;
const NUMBER_AT: u32 = 24;
const LONGEST_NUMBER: u32 = 36;
const WORDS_HASH_AT: u32 = 60;

/** Whether a field is the text null, which stands for nothing. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function isNull(from: u32, to: u32): bool {
  return to - from == 4 && (load<u32>(from) | 0x20202020) == 0x6c6c756e;
}

/** A hash of words, as src/csv/resolve/hash-table.ts has it; 0 for none. The quotes around a field do not count. */
function hashWords(seed: u32, from: u32, to: u32): u32 {
  if (load<u8>(from) == QUOTE && to - from > 1) {
    from++;
    to--;
  }
  while (from < to && load<u8>(from) <= 32) from++;
  while (to > from && load<u8>(to - 1) <= 32) to--;
  if (from == to || isNull(from, to)) return 0;
  let hash = (seed ^ (to - from)) * 0x9e3779b1;
  for (; from + 4 <= to; from += 4) {
    hash = (hash ^ load<u32>(from)) * 0x9e3779b1;
    hash ^= hash >> 15;
  }
  for (; from < to; from++) hash = (hash ^ load<u8>(from)) * 0x01000193;
  return hash;
}

/** The last time that was read: what the clock showed, in milliseconds as if in UTC, and how it was written. */
let wall: f64 = 0;
let form: i32 = 0;
/** The forms beside an offset in minutes. They stand in src/time/plain.ts too. */
const PLAIN: i32 = 32000;
const ZULU: i32 = 32001;

/** A number of two digits; over 99 where it is none. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function two(at: u32): u32 {
  const tens: u32 = load<u8>(at) - 48;
  const ones: u32 = load<u8>(at, 1) - 48;
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

/** Reads a time that is written as src/time/plain.ts says. Returns false for any other. */
function readTime(at: u32, end: u32): bool {
  const length = end - at;
  if (length < 19 || load<u8>(at, 4) != 45 || load<u8>(at, 7) != 45 || load<u8>(at, 13) != 58 || load<u8>(at, 16) != 58)
    return false;
  const between = load<u8>(at, 10);
  const sign = load<u8>(at, 19);
  if (length == 19 && between == 32) form = PLAIN;
  else if (between != 84) return false;
  else if (length == 20 && sign == 90) form = ZULU;
  else if (length == 25 && load<u8>(at, 22) == 58 && (sign == 43 || sign == 45)) {
    const hours = two(at + 20);
    const minutes = two(at + 23);
    if (hours > 19 || minutes > 59 || (sign == 45 && hours + minutes == 0)) return false;
    form = (hours * 60 + minutes) as i32;
    if (sign == 45) form = -form;
  } else return false;
  const century = two(at);
  const years = two(at + 2);
  const month = two(at + 5);
  const day = two(at + 8);
  const hour = two(at + 11);
  const minute = two(at + 14);
  const second = two(at + 17);
  if (century > 99 || years > 99 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  const year = century * 100 + years;
  if (year < 1990 || year > 2078) return false;
  const leap: u32 = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 1 : 0;
  const long: u32 = month == 2 ? 28 + leap : 30 + ((month + (month >> 3)) & 1);
  if (day < 1 || day > long) return false;
  // Days since 1970, with years that begin in March, so that the leap day comes last.
  const shifted = month > 2 ? year : year - 1;
  const march = month > 2 ? month - 3 : month + 9;
  const days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (153 * march + 2) / 5 + day - 719469;
  wall = (days as f64) * 86400000 + ((hour * 3600 + minute * 60 + second) as f64) * 1000;
  return true;
}

/** Ends a call. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function stop(why: i32, out: u32, pos: u32): u32 {
  reason = why;
  outEnd = out;
  return pos;
}

/**
 * Annotates, or indexes, the rows of `pos..end` into `out..outLimit`.
 *
 * @returns Where the first row begins that is not annotated.
 */
export function annotate(pos: u32, end: u32, out: u32, outLimit: u32): u32 {
  const delimiters = i8x16.splat(delimiter);
  rows = 0;
  while (pos < end) {
    const start = pos;
    let column: u32 = 0;
    let wanted: u32 = 0;
    let nextWanted: u32 = load<u32>(wantedAt);
    let key = keyAt;
    let to: u32 = 0;
    let last = false;
    let shipmentFrom: u32 = 0;
    let shipmentTo: u32 = 0;
    let words: u32 = out + RECORD;
    let time: u32 = 0;
    let timeEnd: u32 = 0;
    let wordsHash: u32 = 0;
    do {
      const from = pos;
      let byte: u8 = 0;
      if (load<u8>(pos) == QUOTE) {
        for (;;) {
          pos = quoteEnd(pos + 1, end);
          if (pos + 1 >= end) return stop(NEED_INPUT, out, start);
          if (load<u8>(pos) == 0) return stop(ODD_ROW, out, start);
          if (load<u8>(pos + 1) != QUOTE) break;
          pos++;
        }
        pos++;
        to = pos;
        byte = load<u8>(pos);
        if (byte == CR) {
          if (pos + 1 >= end) return stop(NEED_INPUT, out, start);
          byte = load<u8>(++pos);
          if (byte != LF) return stop(ODD_ROW, out, start);
        }
      } else {
        pos = fieldEnd(pos, end, delimiters);
        if (pos >= end) return stop(NEED_INPUT, out, start);
        byte = load<u8>(pos);
        to = pos;
        if (byte == LF && pos > from && load<u8>(pos - 1) == CR) to--;
      }
      last = byte == LF;
      if (!last && byte != delimiter) return stop(ODD_ROW, out, start);
      if (column == nextWanted) {
        const length = to - from;
        const role: u8 = rolesAt != 0 ? load<u8>(rolesAt + wanted) : CODE;
        if (role == CODE) {
          if (length > LONGEST_FIELD) return stop(ODD_ROW, out, start);
          store<u32>(placesAt + wanted * 8, from);
          store<u32>(placesAt + wanted * 8, to, 4);
          store<u32>(key, length);
          copy(key + 4, from, length);
          key += 4 + length;
          store<u32>(key, 0);
          key = (key + 3) & ~3;
        } else if (role == SHIPMENT) {
          shipmentFrom = from;
          shipmentTo = to;
        } else if (role == TIME) {
          time = from;
          timeEnd = to;
        } else if (role == WORDS) {
          if (words + 64 > outLimit) return stop(NEED_OUTPUT, out, start);
          store<u32>(words, from);
          store<u32>(words, to, 4);
          words += 8;
        } else wordsHash ^= hashWords(role, from, to);
        wanted++;
        nextWanted = wanted < wantedCount ? load<u32>(wantedAt + wanted * 4) : u32.MAX_VALUE;
      }
      column++;
      pos++;
    } while (!last);
    if (column != columns || to == start || to - start > maxRowBytes) return stop(ODD_ROW, out, start);

    store<u64>(key, 0);
    const length = key - keyAt;
    let hash: u64 = length;
    for (let at = keyAt; at < key; at += 8) {
      hash = (hash ^ load<u64>(at)) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 32;
    }
    const short = hash as u32;
    let slot = short & slotMask;
    let entry: u32 = 0;
    for (;;) {
      entry = load<u32>(slotsAt + slot * 4);
      if (entry == 0) {
        keyLength = length;
        keyHash = short;
        return stop(NEW_KEY, out, start);
      }
      if (load<u32>(entry) == short && load<u32>(entry, 4) == length) {
        const known = entry + ENTRY_HEAD;
        let at: u32 = 0;
        while (at < length && load<u32>(known + at) == load<u32>(keyAt + at)) at += 4;
        if (at >= length) break;
      }
      slot = (slot + 1) & slotMask;
    }

    if (rolesAt != 0) {
      if (out + RECORD + 64 > outLimit) return stop(NEED_OUTPUT, out, start);
      if (load<u8>(shipmentFrom) == QUOTE && shipmentTo - shipmentFrom > 1) {
        shipmentFrom++;
        shipmentTo--;
      }
      while (shipmentFrom < shipmentTo && load<u8>(shipmentFrom) <= 32) shipmentFrom++;
      while (shipmentTo > shipmentFrom && load<u8>(shipmentTo - 1) <= 32) shipmentTo--;
      const numberLength = shipmentTo - shipmentFrom;
      if (numberLength == 0 || isNull(shipmentFrom, shipmentTo) || numberLength > LONGEST_NUMBER) return stop(ODD_ROW, out, start);
      let mix: u32 = numberLength;
      store<u32>(out + NUMBER_AT + (numberLength & ~3), 0);
      for (let i: u32 = 0; i < numberLength; i++) {
        const byte = load<u8>(shipmentFrom + i);
        if (byte == QUOTE) return stop(ODD_ROW, out, start);
        store<u8>(out + NUMBER_AT + i, byte);
        mix = (mix ^ byte) * 0x01000193;
      }
      if (load<u8>(time) == QUOTE && timeEnd - time > 1) {
        time++;
        timeEnd--;
      }
      if (!readTime(time, timeEnd)) return stop(ODD_ROW, out, start);
      store<u32>(out, load<u32>(entry + ENTRY_HEAD + ((length + 15) & ~15)));
      store<i32>(out, form, 4);
      store<f64>(out, wall, 8);
      store<u32>(out, mix ^ (mix >> 15), 16);
      store<u32>(out, numberLength, 20);
      store<u32>(out, wordsHash, WORDS_HASH_AT);
      out = words;
      store<u32>(entry, load<u32>(entry, 12) + 1, 12);
      rows++;
      continue;
    }

    const suffixLength = load<u32>(entry, 8);
    const rowLength = to - start;
    if (out + rowLength + suffixLength + 48 > outLimit) return stop(NEED_OUTPUT, out, start);
    copy(out, start, rowLength);
    out += rowLength;
    copy(out, entry + ENTRY_HEAD + ((length + 15) & ~15), suffixLength);
    out += suffixLength;
    for (let at = to; at < pos; at++) store<u8>(out++, load<u8>(at));
    store<u32>(entry, load<u32>(entry, 12) + 1, 12);
    rows++;
  }
  return stop(NEED_INPUT, out, pos);
}
