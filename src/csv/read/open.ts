import { encodeUtf8 } from '../bytes.ts';
import { Workspace } from '../fast/workspace.ts';
import type { Dialect, DialectOptions, Sample } from './dialect.ts';
import { DEFAULT_ROW_BYTES, headerEnd, readDialect, refuse, sampleRows } from './dialect.ts';
import { RowScanner } from './scan.ts';
import { type ByteReader, fill, withFirst } from './streams.ts';
import { fromUtf16, type Utf16, utf16Order } from './utf16.ts';

export interface ReadOptions extends DialectOptions {
  /** How many bytes are read at once. Default: 1 MiB. The result is the same whatever it is. */
  readonly chunkBytes?: number;
  /** Whether the compiled fast path does the plain rows. Default: true. The result is the same either way. */
  readonly fast?: boolean;
}

/**
 * How much is read before anything is told of a file, unless it is shorter. Twice as much, and so on, where the header
 * takes more than half of it. What is told depends on nothing else.
 */
const SAMPLE_BYTES = 64 * 1024;
const MOST_SAMPLE_BYTES = 2 * 1024 * 1024;
const MOST_ROW_BYTES = 64 * 1024 * 1024;

export interface OpenedFile {
  readonly workspace: Workspace;
  readonly input: ByteReader;
  /** How many bytes stand before them: the header, and what stands before it. */
  readonly before: number;
  readonly sample: Sample;
  readonly dialect: Dialect;
  /** The first rows, as texts, for choosing the columns. */
  readonly rows: readonly (readonly string[])[];
  readonly reader: (wanted: readonly number[]) => RowScanner;
  readonly kernel: boolean;
  /** The byte order of a file in UTF-16, which is read as UTF-8. */
  readonly order: Utf16 | null;
  readonly chunkBytes: number;
  readonly maxRowBytes: number;
}

/**
 * Reads the beginning of a file, and finds out how it is written.
 *
 * @throws {TrackstateError} `invalid_input` where there is no header to read, `invalid_option` for impossible options.
 */
export async function openFile(
  source: ByteReader,
  options: ReadOptions & { readonly inferText?: boolean },
): Promise<OpenedFile> {
  const { chunkBytes = 1024 * 1024, maxRowBytes = DEFAULT_ROW_BYTES } = options;
  if (!(Number.isInteger(maxRowBytes) && maxRowBytes > 0 && maxRowBytes <= MOST_ROW_BYTES))
    throw refuse(`maxRowBytes: expected a number from 1 to ${MOST_ROW_BYTES}, found ${maxRowBytes}`);
  if (!(Number.isInteger(chunkBytes) && chunkBytes > 0))
    throw refuse(`chunkBytes: expected a number over 0, found ${chunkBytes}`);
  const mark = new Uint8Array(2);
  const first = mark.subarray(0, await fill(mark, source));
  const order = utf16Order(first);
  const whole = withFirst(first, source);
  const input = order === null ? whole : fromUtf16(whole, order);
  const sample = await readSample(input, options);
  const dialect = readDialect(sample, options);
  const before = dialect.skipped + dialect.headerBytes;
  return {
    workspace: new Workspace(chunkBytes, maxRowBytes, options.inferText ? 'texts' : 'codes'),
    input: withFirst(sample.bytes.subarray(before), input),
    before,
    sample,
    dialect,
    rows: sampleRows(sample, dialect, options),
    reader: (wanted) => new RowScanner(dialect, wanted, maxRowBytes),
    kernel: (options.fast ?? true) && isPlain(dialect),
    order,
    chunkBytes,
    maxRowBytes,
  };
}

async function readSample(input: ByteReader, options: DialectOptions): Promise<Sample> {
  let bytes: Uint8Array = new Uint8Array();
  for (let size = SAMPLE_BYTES; ; size *= 2) {
    const larger = new Uint8Array(size);
    larger.set(bytes);
    const length = bytes.length + (await fill(larger.subarray(bytes.length), input));
    bytes = larger.subarray(0, length);
    const sample = { bytes, final: length < size };
    const end = headerEnd(sample, options);
    if (sample.final || size === MOST_SAMPLE_BYTES || (end >= 0 && end <= size / 2)) return sample;
  }
}

/** Whether a file is written as RFC 4180 says, with any one-byte delimiter. */
const isPlain = ({ delimiter, quote, escape: mark, comment, crEnds }: Dialect): boolean =>
  encodeUtf8(delimiter).length === 1 && quote === '"' && mark === '"' && comment === '' && !crEnds;
