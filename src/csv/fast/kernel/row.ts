import { NEED_INPUT, ODD_ROW, PLACES_AT, WANTED_AT } from '../layout.ts';

const LF: u8 = 10;
const CR: u8 = 13;
export const QUOTE: u8 = 34;

/** What {@link findRow} says of a row that is whole and plain, beside the reasons to stop. */
export const WHOLE: i32 = -1;

let delimiter: u8 = 44;
let columns: u32 = 0;
let maxRowBytes: u32 = 0;
export let wantedCount: u32 = 0;

/** Where the content of the last row ends, and where the next row begins. */
export let rowEnd: u32 = 0;
export let next: u32 = 0;

/** Says what the rows look like. The wanted columns, in rising order, are written to their area by the caller. */
export function describeRows(theDelimiter: u32, theColumns: u32, theWantedCount: u32, theMaxRowBytes: u32): void {
  delimiter = theDelimiter as u8;
  columns = theColumns;
  wantedCount = theWantedCount;
  maxRowBytes = theMaxRowBytes;
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
 * Finds the row that begins at `start`: {@link rowEnd}, {@link next}, and the places of its wanted fields, quotes
 * included.
 *
 * @returns {@link WHOLE}, or why it is left to the caller.
 */
// @ts-expect-error: a decorator of AssemblyScript
@inline
export function findRow(start: u32, end: u32): i32 {
  const delimiters = i8x16.splat(delimiter);
  let pos = start;
  let to: u32 = 0;
  let column: u32 = 0;
  let wanted: u32 = 0;
  let nextWanted: u32 = load<u32>(WANTED_AT);
  let last = false;
  do {
    const from = pos;
    let byte: u8 = 0;
    if (load<u8>(pos) == QUOTE) {
      for (;;) {
        pos = quoteEnd(pos + 1, end);
        if (pos + 1 >= end) return NEED_INPUT;
        if (load<u8>(pos) == 0) return ODD_ROW;
        if (load<u8>(pos + 1) != QUOTE) break;
        pos++;
      }
      pos++;
      to = pos;
      byte = load<u8>(pos);
      if (byte == CR) {
        if (pos + 1 >= end) return NEED_INPUT;
        byte = load<u8>(++pos);
        if (byte != LF) return ODD_ROW;
      }
    } else {
      pos = fieldEnd(pos, end, delimiters);
      if (pos >= end) return NEED_INPUT;
      byte = load<u8>(pos);
      to = pos;
      if (byte == LF && pos > from && load<u8>(pos - 1) == CR) to--;
    }
    last = byte == LF;
    if (!last && byte != delimiter) return ODD_ROW;
    if (column == nextWanted) {
      store<u32>(PLACES_AT + wanted * 8, from);
      store<u32>(PLACES_AT + wanted * 8, to, 4);
      wanted++;
      nextWanted = wanted < wantedCount ? load<u32>(WANTED_AT + wanted * 4) : u32.MAX_VALUE;
    }
    column++;
    pos++;
  } while (!last);
  rowEnd = to;
  next = pos;
  return column != columns || to == start || to - start > maxRowBytes ? ODD_ROW : WHOLE;
}
