import { TrackstateError } from '../../errors.ts';
import { decode, type Encoding, tellEncoding } from './encoding.ts';
import { ROW_FAULTS, type RowReader } from './scan.ts';

/** How a CSV file is written, as found from its beginning. */
export interface Dialect {
  /** What stands between fields: usually one of `,` `;` tab `|`. */
  readonly delimiter: string;
  /** What stands around fields; empty where nothing does. Default: `"`. */
  readonly quote: string;
  /** What stands before a quote inside quotes. Default: the quote itself. */
  readonly escape: string;
  /** What a comment line begins with; empty where there are none. */
  readonly comment: string;
  readonly lineEnd: '\r\n' | '\n';
  /** How names and labels are read; the bytes themselves are never changed. */
  readonly encoding: Encoding;
  /** How many bytes stand before the header: a byte-order mark, and Excel's `sep=` line. */
  readonly skipped: number;
  /** The column names. */
  readonly header: readonly string[];
  /** How many bytes the header takes, its line end included. */
  readonly headerBytes: number;
}

/** What the caller knows of how a file is written. */
export interface DialectOptions extends Partial<Pick<Dialect, 'delimiter' | 'quote' | 'escape' | 'comment'>> {
  /** The file has no header line: its columns are named by number. */
  readonly noHeader?: boolean;
}

/** How the parts of a row are told from each other. */
export type Marks = Pick<Dialect, 'delimiter' | 'quote' | 'escape' | 'comment' | 'encoding'>;

/** Makes a reader of rows. `wanted` are the columns whose values it gives. */
export type MakeReader = (marks: Marks, wanted: readonly number[]) => RowReader;

const DELIMITERS = [',', ';', '\t', '|'] as const;
const BOM = Buffer.from('\uFEFF');

/** Where the first row ends, quoted line ends not counted; -1 where the bytes hold no whole row. */
function firstRowEnd(bytes: Buffer, quote: string): number {
  let quoted = false;
  for (let pos = 0; pos < bytes.length; pos++) {
    if (bytes[pos] === quote.charCodeAt(0)) quoted = !quoted;
    else if (bytes[pos] === 10 && !quoted) return pos + 1;
  }
  return -1;
}

/** Where the header is: what stands before it, Excel's delimiter if it is told, and its end (-1: not there yet). */
function locateHeader(bytes: Buffer, { quote = '"', comment = '' }: DialectOptions) {
  let skipped = bytes.subarray(0, 3).equals(BOM) ? 3 : 0;
  const sep = /^"?sep=([,;\t|])"?\r?\n/i.exec(bytes.toString('latin1', skipped, skipped + 12));
  skipped += sep?.[0].length ?? 0;
  // Comment lines may stand before the header.
  while (comment !== '' && bytes.toString('utf8', skipped, skipped + 64).startsWith(comment)) {
    const lf = bytes.indexOf(10, skipped);
    if (lf < 0) break;
    skipped = lf + 1;
  }
  const end = firstRowEnd(bytes.subarray(skipped), quote);
  return { skipped, delimiter: sep?.[1], end: end < 0 ? -1 : skipped + end };
}

/** Whether the whole header is there, so that {@link readDialect} can read it. */
export function hasHeader(bytes: Buffer, given: DialectOptions): boolean {
  return bytes.length > 16 && locateHeader(bytes, given).end >= 0;
}

/**
 * Reads the header of a CSV file, or, where it has none, its first row.
 *
 * @param bytes - The beginning of the file, with the whole header in it.
 * @param given - What the caller knows.
 * @param makeReader - Makes the reader of the rows.
 * @throws {TrackstateError} `invalid_input` where there is no header to read.
 */
export function readDialect(bytes: Buffer, given: DialectOptions, makeReader: MakeReader): Dialect {
  const fail = (message: string): never => {
    throw new TrackstateError('invalid_input', message);
  };
  if (bytes.length === 0) fail('The input is empty: expected CSV.');
  const marks = [given.delimiter, given.quote, given.escape].filter(
    (mark) => mark !== undefined && mark !== '',
  );
  if (
    marks.some((mark) => /[\r\n]/.test(mark ?? '')) ||
    (given.delimiter !== undefined && [given.quote ?? '"', given.escape].includes(given.delimiter))
  ) {
    throw new TrackstateError(
      'invalid_option',
      'Delimiter, quote and escape may hold no line break, and the delimiter has to differ from the other two.',
    );
  }
  const { skipped, delimiter: told, end } = locateHeader(bytes, given);
  const row = bytes.subarray(skipped, end < 0 ? bytes.length : end);
  if (row.includes(0)) {
    fail(
      'The header holds NUL bytes: expected CSV text. Is it a spreadsheet, or an archive? Save it as CSV UTF-8.',
    );
  }
  const { quote = '"' } = given;
  const encoding = tellEncoding(bytes);
  const text = decode(row, encoding);
  if (text.trim() === '') fail('There is no header line: expected the column names.');
  if (end < 0 && text.trimEnd().includes('\n')) fail('The header has a quote that is not closed.');
  if (/^\s*[[{]/.test(text)) fail('The input looks like JSON: expected CSV.');
  if (end < 0 && text.includes('\r'))
    fail('The lines end in CR alone: save the file with LF or CRLF line ends.');
  const delimiter = given.delimiter ?? told ?? mostFrequent(text);
  const dialect = { delimiter, quote, escape: given.escape ?? quote, comment: given.comment ?? '', encoding };
  const reader = makeReader(
    dialect,
    Array.from({ length: text.split(delimiter).length }, (_, column) => column),
  );
  reader.read(row, 0, row.length, true);
  if (reader.fault !== null) fail(`The header cannot be read: ${ROW_FAULTS[reader.fault]}`);
  const header = reader
    .values(row)
    .slice(0, reader.fields)
    .map((name) => name ?? '');
  return {
    ...dialect,
    lineEnd: text.endsWith('\r\n') ? '\r\n' : '\n',
    skipped,
    header: given.noHeader ? header.map((_, i) => String(i + 1)) : header,
    headerBytes: given.noHeader ? 0 : row.length,
  };
}

/** The delimiter that the header holds most of, outside quotes; a comma where it holds none. */
export function mostFrequent(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return DELIMITERS.reduce(
    (best, delimiter) => (count(delimiter) > count(best) ? delimiter : best),
    DELIMITERS[0],
  );
}
