import { parse } from 'csv-parse/sync';
import type { Marks } from './dialect.ts';
import { decode } from './encoding.ts';
import type { RowFault, RowReader } from './scan.ts';

const LF = 10;
const CR = 13;

/** A row that csv-parse found: how many bytes it takes, its line end included, and its values. */
interface Parsed {
  readonly bytes: number;
  readonly values: readonly string[];
}

/**
 * Finds rows with csv-parse, for dialects that {@link RowScanner} does not know: other quotes or escapes, comment
 * lines, delimiters of several bytes. Slower, and the same to its caller.
 */
export class ParserReader implements RowReader {
  start = 0;
  end = 0;
  next = 0;
  fields = 0;
  fault: RowFault | null = null;
  readonly continued = false;
  readonly continues = false;
  readonly #marks: Marks;
  readonly #wanted: readonly number[];
  readonly #maxRowBytes: number;
  #ahead: Parsed[] = [];
  #values: readonly string[] = [];

  constructor(marks: Marks, wanted: readonly number[], maxRowBytes: number) {
    this.#marks = marks;
    this.#wanted = wanted;
    this.#maxRowBytes = maxRowBytes;
  }

  read(bytes: Buffer, start: number, length: number, final: boolean): boolean {
    const { comment } = this.#marks;
    this.fault = null;
    if (comment !== '' && bytes.toString('utf8', start, start + Buffer.byteLength(comment)) === comment) {
      // A comment line is kept as it is: to the caller it is a blank one.
      const lf = bytes.subarray(start, length).indexOf(LF);
      if (lf < 0 && !final) return false;
      return this.#found(start, start, lf < 0 ? length : start + lf + 1, [], 'comment');
    }
    if (this.#ahead.length === 0) this.#ahead = this.#parse(bytes.subarray(start, length), final);
    const row = this.#ahead.shift();
    if (row) {
      const next = start + row.bytes;
      const fault =
        row.bytes > this.#maxRowBytes + 2
          ? 'row_too_long'
          : bytes.subarray(start, next).includes(0)
            ? 'nul_byte'
            : null;
      return this.#found(start, contentEnd(bytes, start, next), next, row.values, fault);
    }
    if (!final && length - start < this.#maxRowBytes + 2) return false;
    const lf = bytes.subarray(start, length).indexOf(LF);
    const next = lf < 0 ? length : start + lf + 1;
    return this.#found(
      start,
      contentEnd(bytes, start, next),
      next,
      [],
      lf < 0 && !final ? 'row_too_long' : 'unclosed_quote',
    );
  }

  values(): (string | null)[] {
    return this.#wanted.map((column) => this.#values[column] ?? null);
  }

  #found(
    start: number,
    end: number,
    next: number,
    values: readonly string[],
    fault: RowFault | 'comment' | null,
  ): true {
    this.start = start;
    this.end = end;
    this.next = next;
    this.fields = values.length;
    this.fault = fault === 'comment' ? null : fault;
    this.#values = values;
    return true;
  }

  /** The whole rows of some bytes, up to the next comment line. */
  #parse(bytes: Buffer, final: boolean): Parsed[] {
    const { delimiter, quote, comment, encoding } = this.#marks;
    const found: Parsed[] = [];
    let before = 0;
    try {
      parse(bytes, {
        delimiter,
        quote: quote === '' ? false : quote,
        escape: this.#marks.escape,
        encoding: null,
        relax_column_count: true,
        relax_quotes: true,
        record_delimiter: ['\r\n', '\n'],
        on_record: (record, context) => {
          // Without an encoding the fields are bytes, which the types do not say.
          const fields = record as unknown as Buffer[];
          found.push({
            bytes: context.bytes - before,
            values: fields.map((field) => decode(field, encoding)),
          });
          before = context.bytes;
          return null;
        },
      });
    } catch {
      // A quote is open at the end: more bytes may close it.
    }
    const last = found.at(-1);
    if (last && !final && before === bytes.length && bytes.at(-1) !== LF) found.pop();
    if (comment === '') return found;
    // Rows behind a comment line are found again when the comment is passed.
    const first = found.findIndex(({ values }) => values[0]?.startsWith(comment));
    return first < 0 ? found : found.slice(0, first);
  }
}

/** Where a row's content ends whose line end, if it has one, stands before `next`. */
function contentEnd(bytes: Buffer, start: number, next: number): number {
  const lf = next > start && bytes[next - 1] === LF ? next - 1 : next;
  return lf < next && lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
}
