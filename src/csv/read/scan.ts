import { decode, type Encoding } from './encoding.ts';

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

/** Finds rows one after the other, and says where the current one is. */
export interface RowReader {
  /** Where the row starts, where its content ends, and where the next row starts. */
  readonly start: number;
  readonly end: number;
  readonly next: number;
  /** How many fields the row has; 0 where it was given up. */
  readonly fields: number;
  readonly fault: RowFault | null;
  /** The row began in an earlier call, or goes on in the next one: only where it is too long to hold. */
  readonly continued: boolean;
  readonly continues: boolean;
  /**
   * Finds the row that begins at `start`.
   *
   * @param length - Where the bytes end that are there so far.
   * @param final - Whether none follow.
   * @returns Whether there is a row. If not, more bytes are needed.
   */
  read(bytes: Buffer, start: number, length: number, final: boolean): boolean;
  /** The values of the wanted columns; null where the row has none. */
  values(bytes: Buffer): (string | null)[];
}

const LF = 10;
const CR = 13;
const QUOTE = 34;

/**
 * Finds CSV rows in bytes (RFC 4180: one-byte delimiter, `"` doubled inside quotes, LF or CRLF) without changing
 * or copying them. It never stops at a bad row: it gives the row with its fault, and goes on with the next line.
 */
export class RowScanner implements RowReader {
  start = 0;
  end = 0;
  next = 0;
  fields = 0;
  fault: RowFault | null = null;
  continued = false;
  continues = false;
  /** Where each wanted field starts and ends, quotes included; -1 where the row has none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  readonly #delimiter: number;
  readonly #wanted: Int32Array;
  readonly #maxRowBytes: number;
  readonly #encoding: Encoding;

  /** @param wanted - The columns whose places are noted, counted from 0, in rising order. */
  constructor(
    delimiter: number,
    wanted: readonly number[],
    maxRowBytes: number,
    encoding: Encoding = 'utf-8',
  ) {
    this.#encoding = encoding;
    this.#delimiter = delimiter;
    this.#wanted = Int32Array.from([...wanted, -1]);
    this.#maxRowBytes = maxRowBytes;
    this.starts = new Int32Array(wanted.length);
    this.ends = new Int32Array(wanted.length);
  }

  values(bytes: Buffer): (string | null)[] {
    return Array.from(this.starts, (from, i) =>
      from < 0 ? null : fieldValue(bytes.subarray(from, this.ends[i]), this.#encoding),
    );
  }

  read(bytes: Buffer, start: number, length: number, final: boolean): boolean {
    this.continued = this.continues;
    const found = this.continues
      ? this.#skip(bytes, start, length, final)
      : this.#row(bytes, start, length, final);
    if (found && this.fault === null && bytes.subarray(this.start, this.end).includes(0))
      this.fault = 'nul_byte';
    return found;
  }

  /** A row that is not complete at `limit` is given up; that more of it happens to be there changes nothing. */
  #row(bytes: Buffer, start: number, length: number, final: boolean): boolean {
    const limit = start + this.#maxRowBytes + 2;
    const delimiter = this.#delimiter;
    const wanted = this.#wanted;
    let pos = start;
    let column = 0;
    let at = 0;
    this.fault = null;
    this.starts.fill(-1);
    for (;;) {
      const from = pos;
      if (pos >= limit) return this.#giveUp(bytes, start, length, 'row_too_long', final);
      if (pos < length && bytes[pos] === QUOTE) {
        const quote = closingQuote(bytes, pos + 1, Math.min(length, limit));
        pos = quote + 1;
        // What stands behind the quote has to be seen before the quote counts as the closing one.
        const needed = pos + (pos < length && bytes[pos] === CR ? 2 : 1);
        if (quote < 0 || needed > limit || (needed > length && !final)) {
          const over = final || length >= limit || needed > limit;
          return over && this.#giveUp(bytes, start, length, 'unclosed_quote', final);
        }
        const after = pos < length ? bytes[pos] : LF;
        const closed =
          after === delimiter || after === LF || (after === CR && pos + 1 < length && bytes[pos + 1] === LF);
        if (!closed) {
          this.fault = 'invalid_quote';
          // A quote that was opened lines above is the likelier culprit: only that line is bad.
          if (bytes.subarray(start, pos).includes(LF))
            return this.#giveUp(bytes, start, length, 'invalid_quote', final);
        }
      }
      let byte = -1;
      while (pos < length) {
        byte = bytes[pos] as number;
        if (byte === delimiter || byte === LF) break;
        byte = -1;
        pos++;
      }
      if (pos >= limit) return this.#giveUp(bytes, start, length, 'row_too_long', final);
      if (pos === length && !final) return false;
      const to = byte === LF && pos > from && bytes[pos - 1] === CR ? pos - 1 : pos;
      if (column === wanted[at]) {
        this.starts[at] = from;
        this.ends[at] = to;
        at++;
      }
      column++;
      if (byte !== delimiter) {
        if (to - start > this.#maxRowBytes) this.fault = 'row_too_long';
        return this.#found(start, to, Math.min(pos + 1, length), column);
      }
      pos++;
    }
  }

  #found(start: number, end: number, next: number, fields: number): true {
    this.start = start;
    this.end = end;
    this.next = next;
    this.fields = fields;
    return true;
  }

  /** Gives up a row: its first line alone is bad, and the next line starts a row of its own. */
  #giveUp(bytes: Buffer, start: number, length: number, fault: RowFault, final: boolean): true {
    const end = lineEnd(bytes, start, length);
    if (end - start >= this.#maxRowBytes + 2) return this.#skip(bytes, start, length, final);
    this.fault = fault;
    return this.#found(
      start,
      end > start && end < length && bytes[end - 1] === CR ? end - 1 : end,
      Math.min(end + 1, length),
      0,
    );
  }

  /** Goes on with a line that is too long to hold: each piece is given as it comes. */
  #skip(bytes: Buffer, start: number, length: number, final: boolean): true {
    const end = lineEnd(bytes, start, length);
    this.continues = end === length && !final;
    this.fault = 'row_too_long';
    return this.#found(start, end, Math.min(end + 1, length), 0);
  }
}

/** A field's text: without its quotes, doubled ones made single. */
export function fieldValue(field: Buffer, encoding: Encoding): string {
  const text = decode(field, encoding);
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replaceAll('""', '"')
    : text;
}

/** Where the line ends that begins at `start`, or the bytes. */
function lineEnd(bytes: Buffer, start: number, length: number): number {
  const lf = bytes.subarray(start, length).indexOf(LF);
  return lf < 0 ? length : start + lf;
}

/** Where the quote that closes a field is; -1 where none stands before `limit`. */
function closingQuote(bytes: Buffer, from: number, limit: number): number {
  for (let pos = from; pos < limit; pos++) {
    if (bytes[pos] !== QUOTE) continue;
    if (pos + 1 >= limit || bytes[pos + 1] !== QUOTE) return pos;
    pos++;
  }
  return -1;
}
