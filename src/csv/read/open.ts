import { TrackstateError } from '../../errors.ts';
import { Workspace } from '../fast/workspace.ts';
import { type Dialect, type DialectOptions, hasHeader, type MakeReader } from './dialect.ts';
import { type RowReader, RowScanner } from './scan.ts';
import { type ByteSource, withFirst } from './streams.ts';
import { fromUtf16, type Utf16, utf16Order } from './utf16.ts';

/** How a file is read. */
export interface ReadOptions extends DialectOptions {
  /** A row that takes more bytes is rejected. Default: 1 MiB; at most 64 MiB. */
  readonly maxRowBytes?: number;
  /** How many bytes are read at once. Default: 1 MiB. The result is the same whatever it is. */
  readonly chunkBytes?: number;
}

/** How much is read before the columns are chosen, unless the input is shorter. */
const SAMPLE_BYTES = 64 * 1024;
const SAMPLE_ROWS = 100;
const MOST_ROW_BYTES = 64 * 1024 * 1024;

/** An input whose beginning stands in the first input area of its workspace. */
export interface OpenedInput {
  readonly workspace: Workspace;
  /** What follows the beginning. */
  readonly source: ByteSource;
  /** The beginning, with the whole header in it, and where it stands. */
  readonly beginning: Buffer;
  readonly start: number;
  readonly end: number;
  /** The byte order of a file in UTF-16, which is read as UTF-8. */
  readonly order: Utf16 | null;
  readonly chunkBytes: number;
  readonly maxRowBytes: number;
}

/** Reads the beginning of a file, up to the end of its header at least. */
export async function openInput(
  source: ByteSource,
  options: ReadOptions & { readonly inferText?: boolean },
): Promise<OpenedInput> {
  const chunkBytes = options.chunkBytes ?? 1024 * 1024;
  const maxRowBytes = options.maxRowBytes ?? 1024 * 1024;
  if (!(Number.isInteger(maxRowBytes) && maxRowBytes > 0 && maxRowBytes <= MOST_ROW_BYTES)) {
    throw new TrackstateError(
      'invalid_option',
      `maxRowBytes: expected a number from 1 to ${MOST_ROW_BYTES}, found ${maxRowBytes}`,
    );
  }
  if (!(Number.isInteger(chunkBytes) && chunkBytes > 0))
    throw new TrackstateError('invalid_option', `chunkBytes: expected a number over 0, found ${chunkBytes}`);
  const workspace = new Workspace(
    Math.max(chunkBytes, SAMPLE_BYTES),
    maxRowBytes,
    options.inferText ? 'texts' : 'codes',
  );
  const [area] = workspace.inputs;
  let from = source;
  let end = area.start;
  const fill = async (enough: number) => {
    while (end - area.start < enough) {
      const count = await from.read(workspace.bytes.subarray(end, Math.min(area.end, end + chunkBytes)));
      if (count === 0) return;
      end += count;
    }
  };
  await fill(2);
  const order = utf16Order(workspace.bytes.subarray(area.start, end));
  if (order) {
    const first = Buffer.from(workspace.bytes.subarray(area.start, end));
    from = fromUtf16(withFirst(first, source), order);
    end = area.start;
  }
  await fill(SAMPLE_BYTES);
  const beginning = () => workspace.bytes.subarray(area.start, end);
  for (let length = -1; length !== end && end < area.end && !hasHeader(beginning(), options); ) {
    length = end;
    await fill(end - area.start + 1);
  }
  return {
    workspace,
    source: from,
    beginning: beginning(),
    start: area.start,
    end,
    order,
    chunkBytes,
    maxRowBytes,
  };
}

/** Whether a file is written as RFC 4180 says, with any one-byte delimiter. */
export const isPlain = ({
  delimiter = ',',
  quote = '"',
  escape: mark = quote,
  comment = '',
}: DialectOptions): boolean =>
  Buffer.byteLength(delimiter) === 1 && quote === '"' && mark === '"' && comment === '';

/** The reader that suits what the caller says. csv-parse is loaded only where it is needed. */
export async function readerFor(options: DialectOptions, maxRowBytes: number): Promise<MakeReader> {
  if (isPlain(options))
    return ({ delimiter, encoding }, wanted) =>
      new RowScanner(delimiter.charCodeAt(0), wanted, maxRowBytes, encoding);
  const { ParserReader } = await import('./parser.ts');
  return (marks, wanted) => new ParserReader(marks, wanted, maxRowBytes);
}

/** The first rows of a file, as texts, for choosing the columns. */
export function sampleRows(
  bytes: Buffer,
  dialect: Dialect,
  reader: (wanted: readonly number[]) => RowReader,
): string[][] {
  const rows: string[][] = [];
  const scanner = reader(dialect.header.map((_, column) => column));
  for (let pos = 0; pos < bytes.length && rows.length < SAMPLE_ROWS; pos = scanner.next) {
    if (!scanner.read(bytes, pos, bytes.length, true)) break;
    if (scanner.fault === null) rows.push(scanner.values(bytes).map((value) => value ?? ''));
  }
  return rows;
}
