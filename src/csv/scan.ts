/** Why a row cannot be annotated: each reason and its meaning. */
export const ROW_FAULTS = {
  too_many_fields: 'The row has more fields than the header.',
  invalid_quote: 'Text follows a closing quote; the quotes inside a field have to be doubled.',
  unclosed_quote: 'A quote is opened and not closed.',
  nul_byte: 'The row holds a NUL byte, which no text has.',
  row_too_long: 'The row is longer than the limit for one row.',
} as const;

/** A code of the closed list of row faults. */
export type RowFault = keyof typeof ROW_FAULTS;

/** Takes the rows that a {@link RowScanner} finds. It reads the current row from the scanner's fields. */
export interface RowSink {
  row(scanner: RowScanner): void;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;

/**
 * Splits bytes into CSV rows (RFC 4180: one-byte delimiter, `"` doubled inside quotes, LF or CRLF) without
 * changing or copying them. It never stops at a bad row: the sink gets it with its fault, and scanning goes on
 * with the next line.
 */
export class RowScanner {
  /** The bytes that the offsets below refer to; valid until the sink returns. */
  bytes: Buffer = Buffer.alloc(0);
  /** Where the row starts, where its content ends, and where the next row starts. */
  start = 0;
  end = 0;
  next = 0;
  /** How many fields the row has. */
  fields = 0;
  fault: RowFault | null = null;
  /** The row began in an earlier call, or goes on in the next one: only where it is too long to hold. */
  continued = false;
  continues = false;
  /** Where each wanted field starts and ends, quotes included; -1 where the row has none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** How many bytes came before {@link bytes}. */
  base = 0;

  readonly #delimiter: number;
  readonly #wanted: Int32Array;
  readonly #maxRowBytes: number;
  readonly #sink: RowSink;
  #rest: Buffer = Buffer.alloc(0);

  /** @param wanted - The columns whose places are noted, counted from 0. */
  constructor(delimiter: number, wanted: readonly number[], maxRowBytes: number, sink: RowSink) {
    this.#delimiter = delimiter;
    this.#wanted = Int32Array.from([...wanted, -1]);
    this.#maxRowBytes = maxRowBytes;
    this.#sink = sink;
    this.starts = new Int32Array(wanted.length);
    this.ends = new Int32Array(wanted.length);
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const done = this.#scan(bytes, false);
    // A copy: the caller may use the chunk again.
    this.#rest = Buffer.from(bytes.subarray(done));
    this.base += done;
  }

  /** Says that no bytes follow. */
  finish(): void {
    this.#scan(this.#rest, true);
    if (this.continues) {
      this.continued = true;
      this.#skip(this.#rest, this.#rest.length, true);
      this.#sink.row(this);
    }
    this.base += this.#rest.length;
    this.#rest = Buffer.alloc(0);
  }

  /** Scans all whole rows and returns where the first unfinished one starts. */
  #scan(bytes: Buffer, final: boolean): number {
    this.bytes = bytes;
    const hasNul = bytes.includes(0);
    let pos = 0;
    while (pos < bytes.length) {
      this.continued = this.continues;
      const next = this.continues ? this.#skip(bytes, pos, final) : this.#row(bytes, pos, final);
      if (next < 0) return pos;
      if (hasNul && this.fault === null && bytes.subarray(this.start, this.end).includes(0))
        this.fault = 'nul_byte';
      this.#sink.row(this);
      pos = next;
    }
    return pos;
  }

  /**
   * Finds the row at `start`. Returns where the next one starts, or -1 where the bytes do not reach that far.
   * A row that is not complete at `limit` is given up; that a chunk happens to hold more of it changes nothing.
   */
  #row(bytes: Buffer, start: number, final: boolean): number {
    const length = bytes.length;
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
      if (bytes[pos] === QUOTE) {
        const quote = closingQuote(bytes, pos + 1, Math.min(length, limit));
        pos = quote + 1;
        // What stands behind the quote has to be seen before the quote counts as the closing one.
        const needed = pos + (bytes[pos] === CR ? 2 : 1);
        if (quote < 0 || needed > limit || (needed > length && !final)) {
          return final || length >= limit || needed > limit
            ? this.#giveUp(bytes, start, 'unclosed_quote', final)
            : -1;
        }
        const after = bytes[pos];
        const closed =
          pos === length || after === delimiter || after === LF || (after === CR && bytes[pos + 1] === LF);
        if (!closed) {
          this.fault = 'invalid_quote';
          // A quote that was opened lines above is the likelier culprit: only that line is bad.
          if (bytes.subarray(start, pos).includes(LF))
            return this.#giveUp(bytes, start, 'invalid_quote', final);
        }
      }
      let byte = -1;
      while (pos < length) {
        byte = bytes[pos] as number;
        if (byte === delimiter || byte === LF) break;
        pos++;
      }
      const ended = pos === length || byte === LF;
      if (ended) {
        if (pos >= limit) return this.#giveUp(bytes, start, 'row_too_long', final);
        if (pos === length && !final) return -1;
      }
      const to = byte === LF && pos > from && bytes[pos - 1] === CR ? pos - 1 : pos;
      if (column === wanted[at]) {
        this.starts[at] = from;
        this.ends[at] = to;
        at++;
      }
      column++;
      if (ended) {
        if (to - start > this.#maxRowBytes) this.fault = 'row_too_long';
        return this.#found(start, to, Math.min(pos + 1, length), column);
      }
      pos++;
    }
  }

  #found(start: number, end: number, next: number, fields: number): number {
    this.start = start;
    this.end = end;
    this.next = next;
    this.fields = fields;
    return next;
  }

  /** Gives up a row: its first line alone is bad, and the next line starts a row of its own. */
  #giveUp(bytes: Buffer, start: number, fault: RowFault, final: boolean): number {
    const lf = bytes.indexOf(LF, start);
    const end = lf < 0 ? bytes.length : lf;
    if (end - start >= this.#maxRowBytes + 2) return this.#skip(bytes, start, final);
    this.fault = fault;
    return this.#found(start, lf > start && bytes[lf - 1] === CR ? lf - 1 : end, lf < 0 ? end : lf + 1, 0);
  }

  /** Goes on with a line that is too long to hold: each piece goes to the sink as it comes. */
  #skip(bytes: Buffer, start: number, final: boolean): number {
    const lf = bytes.indexOf(LF, start);
    const end = lf < 0 ? bytes.length : lf;
    this.continues = lf < 0 && !final;
    this.fault = 'row_too_long';
    return this.#found(start, end, lf < 0 ? end : lf + 1, 0);
  }
}

/** Where the quote that closes a field is; -1 where none stands before `limit`. */
function closingQuote(bytes: Buffer, from: number, limit: number): number {
  for (let pos = from; pos < limit; pos++) {
    if (bytes[pos] !== QUOTE) continue;
    if (bytes[pos + 1] !== QUOTE) return pos;
    pos++;
  }
  return -1;
}
