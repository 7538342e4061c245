import type { Writable } from 'node:stream';
import { TrackstateError } from '../../errors.ts';
import { createMapper, type Mapper } from '../../mapping/mapper.ts';
import { didYouMean } from '../../suggest.ts';
import { crosswalks } from '../../tables/index.ts';
import { type ColumnOptions, type Columns, findColumns } from '../columns/find.ts';
import { type Dialect, type MakeReader, readDialect } from '../read/dialect.ts';
import { isPlain, openInput, type ReadOptions, readerFor, sampleRows } from '../read/open.ts';
import { type Progress, runPipeline } from '../read/pipeline.ts';
import { RejectWriter } from '../read/rejects.ts';
import type { RowReader } from '../read/scan.ts';
import { type ByteSink, type ByteSource, iterableSource, writableSink } from '../read/streams.ts';
import { toUtf16 } from '../read/utf16.ts';
import type { Counts, Summary } from './counts.ts';
import {
  APPENDABLE,
  type AppendedColumn,
  DEFAULT_COLUMNS,
  RowAnnotator,
  wantedColumns,
} from './row-annotator.ts';

/** How a file is read and what is appended to it. */
export interface AnnotateOptions extends ColumnOptions, ReadOptions {
  /** Decides on the events. Default: `createMapper()`. */
  readonly mapper?: Mapper;
  /** The columns to append. Default: `pro_state`, `leg`, `outcome`, `rule`. */
  readonly add?: readonly AppendedColumn[];
  /** Stands before the name of each appended column. */
  readonly prefix?: string;
  /** Gets the rejected rows, as CSV. Opened with the first one. Without it, a rejected row is an error. */
  readonly rejects?: () => Writable;
  /** Told now and then how far the run has come. */
  readonly onProgress?: (progress: Progress) => void;
  /** Whether plain rows take the compiled fast path. Default: true. The result is the same either way. */
  readonly fast?: boolean;
}

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
  if (typeof input?.[Symbol.asyncIterator] !== 'function' || typeof output?.write !== 'function') {
    throw new TrackstateError(
      'invalid_input',
      'annotateCsv: expected a readable and a writable stream. createReadStream(path) makes one of a file.',
    );
  }
  return annotateBytes(iterableSource(input), writableSink(output), options);
}

/** What is known of a file before its rows are read. */
export interface Plan {
  readonly dialect: Dialect;
  readonly columns: Columns;
  readonly mapper: Mapper;
  readonly add: readonly AppendedColumn[];
  readonly maxRowBytes: number;
  /** The new header line, with all that stands before it. */
  readonly header: Buffer;
  /** Makes a reader of the rows. */
  readonly reader: (wanted: readonly number[]) => RowReader;
}

/** {@link annotateCsv}, from any source to any sink. */
export async function annotateBytes(
  source: ByteSource,
  sink: ByteSink,
  options: AnnotateOptions,
): Promise<Summary> {
  const started = performance.now();
  const opened = await openInput(source, options);
  const { workspace, chunkBytes, maxRowBytes, order } = opened;
  const to = order ? toUtf16(sink, order) : sink;
  const plan = makePlan(opened.beginning, options, await readerFor(options, maxRowBytes), maxRowBytes);
  const { dialect } = plan;
  const before = dialect.skipped + dialect.headerBytes;
  const rejects = new RejectWriter(options.rejects);
  const progressed = (progress: Progress) => options.onProgress?.(progress);
  const setup = { ...plan, rejects, kernel: isPlain(options) && (options.fast ?? true) };
  const annotator = new RowAnnotator(workspace, setup, dialect.headerBytes > 0 ? 1 : 0);
  if (plan.header.length > 0) await to.write(plan.header);
  const head = { start: opened.start + before, end: opened.end, before };
  const { bytesRead, bytesWritten } = await runPipeline(
    workspace,
    annotator,
    opened.source,
    to,
    head,
    chunkBytes,
    async (progress) => {
      progressed(progress);
      await rejects.drained();
    },
  );
  await rejects.end();
  annotator.count();
  const bytes = { bytesRead, bytesWritten: plan.header.length + bytesWritten };
  return summarize(plan, annotator.counts, bytes, order ?? dialect.encoding, started);
}

/** Finds out from the beginning of a file what its columns are and what is appended. */
function makePlan(head: Buffer, options: AnnotateOptions, makeReader: MakeReader, maxRowBytes: number): Plan {
  const dialect = readDialect(head, options, makeReader);
  const mapper = options.mapper ?? createMapper(options.source ? { source: options.source } : {});
  const before = dialect.skipped + dialect.headerBytes;
  const reader = (wanted: readonly number[]) => makeReader(dialect, wanted);
  const columns = findColumns(
    dialect.header,
    sampleRows(head.subarray(before), dialect, reader),
    options,
    mapper,
    [...crosswalks.keys()],
  );
  const add = options.add ?? DEFAULT_COLUMNS;
  const appended = appendedNames(dialect, add, options.prefix ?? '');
  const line = head.subarray(0, before);
  const ended = line.at(-1) === 10 ? line.length - dialect.lineEnd.length : line.length;
  const parts = [line.subarray(0, ended), Buffer.from(appended), line.subarray(ended)];
  return {
    dialect,
    columns,
    mapper,
    add,
    maxRowBytes,
    reader,
    header: options.noHeader ? Buffer.from(line) : Buffer.concat(parts),
  };
}

/** The figures of a run. */
function summarize(
  { dialect, columns }: Plan,
  counts: Counts,
  bytes: { bytesRead: number; bytesWritten: number },
  encoding: Summary['dialect']['encoding'],
  started: number,
): Summary {
  const names = wantedColumns(columns).map(([role, column]) => [role, dialect.header[column] ?? '']);
  const { delimiter, lineEnd } = dialect;
  return {
    ...counts.figures(),
    source: columns.source,
    columns: Object.fromEntries(names),
    dialect: { delimiter, lineEnd, encoding },
    ...bytes,
    seconds: (performance.now() - started) / 1000,
  };
}

/** The end of the new header line: the names of the appended columns. */
function appendedNames(dialect: Dialect, add: readonly AppendedColumn[], prefix: string): string {
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
  const odd = names.find(
    (name) =>
      /[\r\n]/.test(name) ||
      [dialect.delimiter, dialect.quote].some((mark) => mark !== '' && name.includes(mark)),
  );
  if (odd !== undefined) {
    throw new TrackstateError(
      'invalid_option',
      `The column name ${JSON.stringify(odd)} holds a delimiter, a quote or a line break: choose another prefix.`,
    );
  }
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined)
    throw new TrackstateError(
      'invalid_option',
      `The column ${repeated} is to be appended twice: name it once.`,
    );
  const twice = names.find((name) => dialect.header.includes(name));
  if (twice !== undefined) {
    throw new TrackstateError(
      'invalid_input',
      `The file has a column ${JSON.stringify(twice)} already: give the appended ones another name with --prefix, such as --prefix trackstate_`,
    );
  }
  return names.map((name) => dialect.delimiter + name).join('');
}
