import { encodeUtf8 } from '../bytes.ts';
import { type FieldMarks, fieldValue } from '../field.ts';
import type { Encoding } from './encoding.ts';

/** Why a row cannot be annotated: each reason and its meaning. */
export const ROW_FAULTS = {
  too_many_fields: 'The row has more fields than the header.',
  invalid_quote: 'Text follows a closing quote; the quotes inside a field have to be doubled.',
  unclosed_quote: 'A quote is opened and not closed.',
  nul_byte: 'The row holds a NUL byte, which no text has.',
  row_too_long: 'The row is longer than the limit for one row.',
  no_tracking_number: 'The row has no tracking number, so it belongs to no shipment.',
} as const;

/** A code of the closed list of row faults. */
export type RowFault = keyof typeof ROW_FAULTS;

/** How the parts of a file are told from each other. Quote and escape take one byte each at most. */
export interface Marks extends FieldMarks {
  /** What a comment line begins with; empty where there are none. */
  readonly comment: string;
  /** A CR alone ends a line too, as on old Macs. */
  readonly crEnds: boolean;
  /** How names and labels are read; the bytes themselves are never changed. */
  readonly encoding: Encoding;
}

export const LF = 10;
export const CR = 13;

/**
 * Finds CSV rows in bytes (RFC 4180, and dialects with other marks) without changing or copying them, and says where
 * the current one is. It never stops at a bad row: it gives the row with its fault, and goes on with the next line.
 * A comment line is a row without content, whose text counts as its line end.
 */
export class RowScanner {
  /** Where the row starts, where its content ends, and where the next row starts. */
  start = 0;
  end = 0;
  next = 0;
  /** How many fields the row has; 0 where it was given up. */
  fields = 0;
  fault: RowFault | null = null;
  /** The row began in an earlier call, or goes on in the next one: only where it is too long to hold. */
  continued = false;
  continues = false;
  /** Where each wanted field starts and ends, quotes included; -1 where the row has none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  readonly #marks: Marks;
  readonly #delimiter: Uint8Array;
  readonly #comment: Uint8Array;
  readonly #quote: number;
  readonly #escape: number;
  readonly #wanted: Int32Array;
  readonly #maxRowBytes: number;

  /** @param wanted - The columns whose places are noted, counted from 0, in rising order. */
  constructor(marks: Marks, wanted: readonly number[], maxRowBytes: number) {
    this.#marks = marks;
    this.#delimiter = encodeUtf8(marks.delimiter);
    this.#comment = encodeUtf8(marks.comment);
    this.#quote = marks.quote === '' ? -1 : marks.quote.charCodeAt(0);
    this.#escape = marks.escape === '' ? -1 : marks.escape.charCodeAt(0);
    this.#wanted = Int32Array.from([...wanted, -1]);
    this.#maxRowBytes = maxRowBytes;
    this.starts = new Int32Array(wanted.length);
    this.ends = new Int32Array(wanted.length);
  }

  /** The values of the wanted columns; null where the row has none. */
  values(bytes: Uint8Array): (string | null)[] {
    const { encoding, quote, escape: mark } = this.#marks;
    return Array.from(this.starts, (from, i) =>
      from < 0 ? null : fieldValue(bytes.subarray(from, this.ends[i]), encoding, quote, mark),
    );
  }

  /**
   * Finds the row that begins at `start`.
   *
   * @param length - Where the bytes end that are there so far.
   * @param final - Whether none follow.
   * @returns Whether there is a row. If not, more bytes are needed.
   */
  read(bytes: Uint8Array, start: number, length: number, final: boolean): boolean {
    this.continued = this.continues;
    const found = this.continues
      ? this.#skip(bytes, start, length, final)
      : this.#comment.length > 0 && holds(bytes, start, length, this.#comment)
        ? this.#commentLine(bytes, start, length, final)
        : this.#row(bytes, start, length, final);
    if (found && this.fault === null && bytes.subarray(this.start, this.end).includes(0))
      this.fault = 'nul_byte';
    return found;
  }

  /** A row that is not complete at `limit` is given up; that more of it happens to be there changes nothing. */
  #row(bytes: Uint8Array, start: number, length: number, final: boolean): boolean {
    const limit = start + this.#maxRowBytes + 2;
    const [first] = this.#delimiter;
    const width = this.#delimiter.length;
    const { crEnds } = this.#marks;
    const wanted = this.#wanted;
    let pos = start;
    let column = 0;
    let at = 0;
    this.fault = null;
    this.starts.fill(-1);
    for (;;) {
      const from = pos;
      if (pos >= limit) return this.#giveUp(bytes, start, length, 'row_too_long', final);
      if (pos < length && bytes[pos] === this.#quote) {
        const quote = this.#closingQuote(bytes, pos + 1, Math.min(length, limit));
        pos = quote + 1;
        // What stands behind the quote has to be seen before the quote counts as the closing one.
        const after = pos < length ? bytes[pos] : LF;
        const needed = pos + (after === CR ? 2 : after === first ? width : 1);
        if (quote < 0 || needed > limit || (needed > length && !final)) {
          const over = final || length >= limit || needed > limit;
          return over && this.#giveUp(bytes, start, length, 'unclosed_quote', final);
        }
        const closed =
          after === LF ||
          (after === CR && (crEnds || (pos + 1 < length && bytes[pos + 1] === LF))) ||
          holds(bytes, pos, length, this.#delimiter);
        if (!closed) {
          this.fault = 'invalid_quote';
          // A quote that was opened lines above is the likelier culprit: only that line is bad.
          if (this.#lineEnd(bytes, start, pos) < pos)
            return this.#giveUp(bytes, start, length, 'invalid_quote', final);
        }
      }
      let delimited = false;
      while (pos < length) {
        const byte = bytes[pos];
        if (byte === LF || (crEnds && byte === CR)) break;
        delimited = byte === first && (width === 1 || holds(bytes, pos, length, this.#delimiter));
        if (delimited) break;
        pos++;
      }
      if (pos >= limit) return this.#giveUp(bytes, start, length, 'row_too_long', final);
      if (pos === length && !final) return false;
      const next = delimited ? pos + width : afterLine(bytes, pos, length, final);
      if (next < 0) return false;
      const to =
        !crEnds && bytes[pos] === LF && pos < length && pos > from && bytes[pos - 1] === CR ? pos - 1 : pos;
      if (column === wanted[at]) {
        this.starts[at] = from;
        this.ends[at] = to;
        at++;
      }
      column++;
      if (!delimited) {
        if (to - start > this.#maxRowBytes) this.fault = 'row_too_long';
        return this.#found(start, to, next, column);
      }
      pos = next;
    }
  }

  #commentLine(bytes: Uint8Array, start: number, length: number, final: boolean): boolean {
    const end = this.#lineEnd(bytes, start, length);
    if (end === length && length - start < this.#maxRowBytes + 2 && !final) return false;
    if (end - start > this.#maxRowBytes) return this.#giveUp(bytes, start, length, 'row_too_long', final);
    const next = afterLine(bytes, end, length, final);
    this.fault = null;
    return next >= 0 && this.#found(start, start, next, 0);
  }

  #found(start: number, end: number, next: number, fields: number): true {
    this.start = start;
    this.end = end;
    this.next = next;
    this.fields = fields;
    return true;
  }

  /** Gives up a row: its first line alone is bad, and the next line starts a row of its own. */
  #giveUp(bytes: Uint8Array, start: number, length: number, fault: RowFault, final: boolean): boolean {
    const end = this.#lineEnd(bytes, start, length);
    if (end - start >= this.#maxRowBytes + 2) return this.#skip(bytes, start, length, final);
    const next = afterLine(bytes, end, length, final);
    if (next < 0) return false;
    this.fault = fault;
    const bare = end > start && end < length && bytes[end] === LF && bytes[end - 1] === CR ? end - 1 : end;
    return this.#found(start, bare, next, 0);
  }

  /** Goes on with a line that is too long to hold: each piece is given as it comes. */
  #skip(bytes: Uint8Array, start: number, length: number, final: boolean): boolean {
    const end = this.#lineEnd(bytes, start, length);
    const next = afterLine(bytes, end, length, final);
    // A CR whose LF may follow is left for the next call.
    if (next < 0 && end === start) return false;
    this.continues = (end === length && !final) || next < 0;
    this.fault = 'row_too_long';
    return this.#found(start, end, next < 0 ? end : next, 0);
  }

  /** Where the line ends that holds `from`, or the bytes. */
  #lineEnd(bytes: Uint8Array, from: number, length: number): number {
    const { crEnds } = this.#marks;
    for (let pos = from; pos < length; pos++)
      if (bytes[pos] === LF || (crEnds && bytes[pos] === CR)) return pos;
    return length;
  }

  /** Where the quote that closes a field is; -1 where none stands before `limit`. */
  #closingQuote(bytes: Uint8Array, from: number, limit: number): number {
    const quote = this.#quote;
    const mark = this.#escape;
    for (let pos = from; pos < limit; pos++) {
      const byte = bytes[pos];
      if (byte === mark && mark !== quote) pos++;
      else if (byte === quote) {
        if (mark !== quote || pos + 1 >= limit || bytes[pos + 1] !== quote) return pos;
        pos++;
      }
    }
    return -1;
  }
}

function holds(bytes: Uint8Array, at: number, length: number, mark: Uint8Array): boolean {
  if (at + mark.length > length) return false;
  for (let i = 0; i < mark.length; i++) if (bytes[at + i] !== mark[i]) return false;
  return true;
}

/** Where the line begins behind the line end at `end`; -1 where it is not there yet. */
export function afterLine(bytes: Uint8Array, end: number, length: number, final: boolean): number {
  if (end >= length || bytes[end] === LF) return Math.min(end + 1, length);
  if (end + 1 === length && !final) return -1;
  return end + 1 < length && bytes[end + 1] === LF ? end + 2 : end + 1;
}
