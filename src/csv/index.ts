/** trackstate/csv: maps CSV exports of tracking events, in Node. */
import type { Writable } from 'node:stream';
import { TrackstateError } from '../errors.ts';
import { createMapper, type Mapper } from '../mapping/mapper.ts';
import { didYouMean } from '../suggest.ts';
import { crosswalks } from '../tables/index.ts';
import { APPENDABLE, type AppendedColumn, RowAnnotator, wantedColumns } from './annotate.ts';
import { type ColumnOptions, findColumns } from './columns.ts';
import { type Dialect, decode, readDialect } from './dialect.ts';
import { RejectWriter } from './rejects.ts';
import { RowScanner } from './scan.ts';
import type { Summary } from './summary.ts';

export { TrackstateError } from '../errors.ts';
export type { AppendedColumn } from './annotate.ts';
export type { ColumnName, ColumnOptions, Role } from './columns.ts';
export type { Dialect } from './dialect.ts';
export { readOverrides } from './overrides.ts';
export { ROW_FAULTS, type RowFault } from './scan.ts';
export type { Summary, UnmappedCode } from './summary.ts';

/** How a file is read and what is appended to it. */
export interface AnnotateOptions extends ColumnOptions {
  /** Decides on the events. Default: `createMapper()`. */
  readonly mapper?: Mapper;
  /** The columns to append. Default: `pro_state`, `leg`, `outcome`, `rule`. */
  readonly add?: readonly AppendedColumn[];
  /** Stands before the name of each appended column. */
  readonly prefix?: string;
  /** Default: found from the header. */
  readonly delimiter?: Dialect['delimiter'];
  /** A row that takes more bytes is rejected. Default: 1 MiB. */
  readonly maxRowBytes?: number;
  /** Gets the rejected rows, as CSV. Opened with the first one. Without it, a rejected row is an error. */
  readonly rejects?: () => Writable;
}

const DEFAULT_COLUMNS: readonly AppendedColumn[] = ['pro_state', 'leg', 'outcome', 'rule'];

/** How much is read before the columns are chosen, unless the input is shorter. */
const SAMPLE_BYTES = 256 * 1024;
const SAMPLE_ROWS = 1000;

/** How much is gathered before it is written. */
const WRITE_BYTES = 256 * 1024;

/**
 * Appends the PRO state to every row of a CSV file of tracking events. Each row keeps its own bytes; a row that
 * cannot be read goes to the rejects with its number, its byte offset and its reason.
 *
 * @param input - The bytes of the file: a Node or web stream, or anything that yields them.
 * @param output - Gets the annotated bytes. It is not ended.
 * @returns What became of the rows.
 * @throws {TrackstateError} `invalid_input` where there is no header, no column of codes, or an appended column
 * would stand twice; nothing is written then. Errors of the streams pass through.
 */
export async function annotateCsv(
  input: AsyncIterable<Uint8Array>,
  output: Writable,
  options: AnnotateOptions = {},
): Promise<Summary> {
  const started = performance.now();
  const chunks = input[Symbol.asyncIterator]();
  let bytesRead = 0;
  let bytesWritten = 0;
  const read = async (): Promise<Buffer | null> => {
    const { value, done } = await chunks.next();
    if (done) return null;
    bytesRead += value.length;
    return Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.length);
  };
  const write = async (bytes: Buffer) => {
    bytesWritten += bytes.length;
    if (bytes.length > 0) await writeTo(output, bytes);
  };

  let head = Buffer.alloc(0);
  while (head.length < SAMPLE_BYTES) {
    const chunk = await read();
    if (chunk === null) break;
    head = Buffer.concat([head, chunk]);
  }
  const dialect = readDialect(head, options.delimiter);
  const mapper = options.mapper ?? createMapper(options.source ? { source: options.source } : {});
  const body = dialect.skipped + dialect.headerBytes;
  const sample = sampleRows(head.subarray(body), dialect);
  const columns = findColumns(dialect.header, sample, options, mapper, [...crosswalks.keys()]);
  const added = appendedColumns(dialect, options);

  const rejects = new RejectWriter(options.rejects);
  const annotator = new RowAnnotator(mapper, columns, dialect, options.add ?? DEFAULT_COLUMNS, rejects);
  const wanted = wantedColumns(columns).map(([, column]) => column);
  const delimiter = dialect.delimiter.charCodeAt(0);
  const scanner = new RowScanner(delimiter, wanted, options.maxRowBytes ?? 1024 * 1024, annotator);
  scanner.base = body;

  const header = head.subarray(0, body);
  const text = header.at(-1) === 10 ? header.subarray(0, header.length - dialect.lineEnd.length) : header;
  await write(Buffer.concat([text, Buffer.from(added), header.subarray(text.length)]));
  let rest: Buffer | null = head.subarray(body);
  while (rest) {
    for (let at = 0; at < rest.length; at += WRITE_BYTES) {
      scanner.push(rest.subarray(at, at + WRITE_BYTES));
      await write(annotator.take());
      await rejects.drained();
    }
    rest = await read();
  }
  scanner.finish();
  await write(annotator.take());
  await rejects.end();
  annotator.count();
  const names = wantedColumns(columns).map(([role, column]) => [role, dialect.header[column] ?? '']);
  const { delimiter: mark, lineEnd, encoding } = dialect;
  return {
    ...annotator.counts.figures(),
    source: columns.source,
    columns: Object.fromEntries(names),
    dialect: { delimiter: mark, lineEnd, encoding },
    bytesRead,
    bytesWritten,
    seconds: (performance.now() - started) / 1000,
  };
}

async function writeTo(output: Writable, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    output.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** The first rows of a file, as texts, for choosing the columns. */
function sampleRows(bytes: Buffer, dialect: Dialect): string[][] {
  const rows: string[][] = [];
  const all = dialect.header.map((_, column) => column);
  const scanner = new RowScanner(dialect.delimiter.charCodeAt(0), all, SAMPLE_BYTES, {
    row({ starts, ends, fault }) {
      if (fault !== null || rows.length >= SAMPLE_ROWS) return;
      rows.push(
        all.map((i) => {
          const from = starts[i] as number;
          return from < 0 ? '' : decode(bytes.subarray(from, ends[i])).replace(/^"(.*)"$/s, '$1');
        }),
      );
    },
  });
  scanner.push(bytes);
  scanner.finish();
  return rows;
}

/** The end of the new header line: the names of the appended columns. */
function appendedColumns(dialect: Dialect, { add = DEFAULT_COLUMNS, prefix = '' }: AnnotateOptions): string {
  const names = add.map((name) => {
    if (!Object.hasOwn(APPENDABLE, name)) {
      const known = Object.keys(APPENDABLE);
      const hint = didYouMean(name, known);
      throw new TrackstateError(
        'invalid_option',
        `There is no column ${name} to append: choose from ${known.join(', ')}.${hint}`,
      );
    }
    return prefix + name;
  });
  const twice = names.find((name) => dialect.header.includes(name));
  if (twice !== undefined) {
    throw new TrackstateError(
      'invalid_input',
      `The file has a column ${JSON.stringify(twice)} already: give the appended ones another name with --prefix, such as --prefix trackstate_`,
    );
  }
  return names.map((name) => dialect.delimiter + name).join('');
}
