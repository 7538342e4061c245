import { TrackstateError } from '../../errors.ts';
import { encodeUtf8 } from '../bytes.ts';
import { decode, tellEncoding } from './encoding.ts';
import { afterLine, CR, LF, type Marks, ROW_FAULTS, RowScanner } from './scan.ts';

/** How a CSV file is written, as found from its beginning. */
export interface Dialect extends Marks {
  readonly lineEnd: '\r\n' | '\n' | '\r';
  /** How many bytes stand before the header: a byte-order mark, Excel's `sep=` line, and comments. */
  readonly skipped: number;
  /** The column names. */
  readonly header: readonly string[];
  /** How many bytes the header takes, its line end included. */
  readonly headerBytes: number;
}

export interface DialectOptions extends Partial<Pick<Dialect, 'delimiter' | 'quote' | 'escape' | 'comment'>> {
  /** The file has no header line: its columns are named by number. */
  readonly noHeader?: boolean;
  /** A row that takes more bytes is rejected. Default: 1 MiB; at most 64 MiB. */
  readonly maxRowBytes?: number;
}

/** The beginning of a file, from which all is told that has to be known of it. */
export interface Sample {
  readonly bytes: Uint8Array;
  /** Whether it is the whole file. */
  readonly final: boolean;
}

export const DEFAULT_ROW_BYTES: number = 1024 * 1024;
const SAMPLE_ROWS = 100;

export const refuse = (message: string): TrackstateError => new TrackstateError('invalid_option', message);

const fail = (message: string): never => {
  throw new TrackstateError('invalid_input', message);
};

/** Where the line ends that begins at `from`, its line end included; -1 where the bytes end before. */
function lineAfter({ bytes, final }: Sample, from: number, quote: string, crEnds: boolean): number {
  const mark = quote === '' ? -1 : quote.charCodeAt(0);
  let quoted = false;
  for (let pos = from; pos < bytes.length; pos++) {
    const byte = bytes[pos];
    if (byte === mark) quoted = !quoted;
    else if (!quoted && (byte === LF || (byte === CR && crEnds)))
      return afterLine(bytes, pos, bytes.length, final);
  }
  return -1;
}

/** Where the header is: what stands before it, Excel's delimiter if it is told, and its end (-1: not there). */
function locateHeader(sample: Sample, { quote = '"', comment = '' }: DialectOptions, crEnds: boolean) {
  const { bytes } = sample;
  const latin = (from: number, length: number) => String.fromCharCode(...bytes.subarray(from, from + length));
  let skipped = latin(0, 3) === '\u00ef\u00bb\u00bf' ? 3 : 0;
  const sep = (crEnds ? /^"?sep=([,;\t|])"?(\r\n?|\n)/i : /^"?sep=([,;\t|])"?\r?\n/i).exec(
    latin(skipped, 12),
  );
  skipped += sep?.[0].length ?? 0;
  const mark = String.fromCharCode(...encodeUtf8(comment));
  while (mark !== '' && latin(skipped, mark.length) === mark) {
    const after = lineAfter(sample, skipped, '', crEnds);
    if (after < 0) break;
    skipped = after;
  }
  return { skipped, delimiter: sep?.[1], end: lineAfter(sample, skipped, quote, crEnds) };
}

/** Where the header of a file ends, whatever its lines end in; -1 where the sample does not hold it whole. */
export const headerEnd = (sample: Sample, given: DialectOptions): number =>
  locateHeader(sample, given, true).end;

/**
 * Finds out how a file is written, and reads its header, or, where it has none, its first row.
 *
 * @param sample - Holds the whole header.
 * @throws {TrackstateError} `invalid_input` where there is no header to read, `invalid_option` for impossible marks.
 */
export function readDialect(sample: Sample, given: DialectOptions): Dialect {
  if (sample.bytes.length === 0) fail('The input is empty: expected CSV.');
  checkMarks(given);
  return dialectOf(sample, given, endsInCr(sample, given));
}

function checkMarks(given: DialectOptions): void {
  const { delimiter = ',', quote = '"', escape: mark = '"', comment = '' } = given;
  const isBroken = [delimiter, quote, mark, comment].some((text) => /[\r\n]/.test(text));
  if (isBroken || delimiter === '' || [quote, mark].includes(delimiter))
    throw refuse(
      'Delimiter, quote and escape may hold no line break, and the delimiter has to differ from the other two.',
    );
  const long = [quote, mark].find((text) => !/^[\0-\x7f]?$/.test(text));
  if (long !== undefined)
    throw refuse(
      `quote and escape: expected one ASCII character or an empty text, found ${JSON.stringify(long)}`,
    );
}

/**
 * Whether a CR alone ends a line: where rows fit the header better so than otherwise. Where they fit as well, the only
 * ones stand in quotes, or where a line ends.
 */
function endsInCr(sample: Sample, given: DialectOptions): boolean {
  if (!hasLoneCr(sample, '')) return false;
  const fit = (crEnds: boolean) => {
    try {
      const dialect = dialectOf(sample, given, crEnds);
      const rows = sampleRows(sample, dialect, given, Infinity);
      const fitting = rows.filter(({ length }) => length === dialect.header.length);
      return 2 * fitting.length - rows.length;
    } catch (error) {
      if (error instanceof TrackstateError) return -Infinity;
      throw error;
    }
  };
  const [cr, other] = [fit(true), fit(false)];
  return cr === other ? hasLoneCr(sample, given.quote ?? '"') : cr > other;
}

function hasLoneCr(sample: Sample, quote: string): boolean {
  const { bytes } = sample;
  for (let pos = 0; pos >= 0 && pos < bytes.length; ) {
    pos = lineAfter(sample, pos, quote, true);
    if (bytes[pos - 1] === CR) return true;
  }
  return false;
}

function dialectOf(sample: Sample, given: DialectOptions, crEnds: boolean): Dialect {
  const { bytes, final } = sample;
  const { skipped, delimiter: told, end } = locateHeader(sample, given, crEnds);
  const row = bytes.subarray(skipped, end < 0 ? bytes.length : end);
  if (row.includes(0))
    fail(
      'The header holds NUL bytes: expected CSV text. Is it a spreadsheet, or an archive? Save it as CSV UTF-8.',
    );
  const { quote = '"', escape: mark = quote, comment = '' } = given;
  const encoding = tellEncoding(bytes, final);
  const text = decode(row, encoding);
  if (text.trim() === '') fail('There is no header line: expected the column names.');
  if (end < 0 && text.trimEnd().includes('\n')) fail('The header has a quote that is not closed.');
  if (/^\s*[[{]/.test(text)) fail('The input looks like JSON: expected CSV.');
  if (end < 0 && !final)
    fail(`The first line has no end within ${bytes.length} bytes: expected a header line.`);
  const delimiter = given.delimiter ?? told ?? mostFrequent(text);
  const marks: Marks = { delimiter, quote, escape: mark, comment, encoding, crEnds };
  const scanner = scannerOf(marks, text.split(delimiter).length, given);
  scanner.read(row, 0, row.length, true);
  if (scanner.fault !== null) fail(`The header cannot be read: ${ROW_FAULTS[scanner.fault]}`);
  const header = textsOf(scanner, row);
  return {
    ...marks,
    lineEnd: text.endsWith('\r\n') ? '\r\n' : crEnds && text.endsWith('\r') ? '\r' : '\n',
    skipped,
    header: given.noHeader ? header.map((_, i) => String(i + 1)) : header,
    headerBytes: given.noHeader ? 0 : row.length,
  };
}

const scannerOf = (marks: Marks, columns: number, { maxRowBytes = DEFAULT_ROW_BYTES }: DialectOptions) =>
  new RowScanner(marks, [...Array(columns).keys()], maxRowBytes);

const textsOf = (scanner: RowScanner, bytes: Uint8Array) =>
  Array.from(scanner.values(bytes).slice(0, scanner.fields), (value) => value ?? '');

/** The first rows of a file, as texts, without blank ones and those that cannot be read. */
export function sampleRows(
  { bytes, final }: Sample,
  dialect: Dialect,
  given: DialectOptions,
  most: number = SAMPLE_ROWS,
): string[][] {
  const rows: string[][] = [];
  // One column more than there are tells rows that have too many.
  const scanner = scannerOf(dialect, dialect.header.length + 1, given);
  for (let pos = dialect.skipped + dialect.headerBytes; pos < bytes.length; pos = scanner.next) {
    if (rows.length === most || !scanner.read(bytes, pos, bytes.length, final)) break;
    if (scanner.fault === null && scanner.start < scanner.end) rows.push(textsOf(scanner, bytes));
  }
  return rows;
}

/** The delimiter that the header holds most of, outside quotes; a comma where it holds none. */
export function mostFrequent(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return [',', ';', '\t', '|'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
