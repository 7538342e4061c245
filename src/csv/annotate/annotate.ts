import { TrackstateError } from '../../errors.ts';
import { createMapper, type Mapper } from '../../mapping/mapper.ts';
import { crosswalks } from '../../tables/index.ts';
import { encodeUtf8, joinBytes } from '../bytes.ts';
import { findColumns } from '../columns/find.ts';
import type { ColumnOptions } from '../columns/roles.ts';
import { type OpenedFile, openFile, type ReadOptions } from '../read/open.ts';
import { type Progress, runPipeline } from '../read/pipeline.ts';
import { RejectWriter } from '../read/rejects.ts';
import type { ByteInput, ByteOutput, ByteSink } from '../read/streams.ts';
import { isOutput, readerOf, sinkOf, writeTo } from '../read/streams.ts';
import { toUtf16 } from '../read/utf16.ts';
import { type AppendedColumn, appendedFields, appendedNames, DEFAULT_COLUMNS } from './appended.ts';
import type { Summary } from './counts.ts';
import { wantedColumns } from './decisions.ts';
import { RowAnnotator } from './row-annotator.ts';

/** How a file is read and what is appended to it. `Rejects` is what takes the rejected rows. */
export interface AnnotateRowsOptions<Rejects = ByteSink> extends ColumnOptions, ReadOptions {
  /** Decides on the events. Default: `createMapper()`. */
  readonly mapper?: Mapper;
  /** The columns to append. Default: `pro_state`, `leg`, `outcome`, `rule`. */
  readonly add?: readonly AppendedColumn[];
  /** Stands before the name of each appended column. */
  readonly prefix?: string;
  /** Gets the rejected rows, as CSV. Opened with the first one. Without it, a rejected row is an error. */
  readonly rejects?: () => Rejects;
  /** Told now and then how far the run has come. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How {@link annotateCsv} reads a file and what it appends. */
export interface AnnotateOptions extends AnnotateRowsOptions<ByteOutput> {}

/**
 * Appends the PRO state to every row of a CSV file of tracking events. Each row keeps its own bytes; a row that
 * cannot be read goes to the rejects with its number, its byte offset and its reason.
 *
 * @param input - The bytes of the file: a Node or web stream, or anything that yields them.
 * @param output - Gets the annotated bytes: a Node or web stream. It is not ended.
 * @returns What became of the rows.
 * @throws {TrackstateError} `invalid_input` where there is no header, no column of codes, or an appended column
 * would stand twice; nothing is written then. Errors of the streams pass through.
 */
export async function annotateCsv(
  input: AsyncIterable<Uint8Array>,
  output: ByteOutput,
  { rejects, ...options }: AnnotateOptions = {},
): Promise<Summary> {
  if (typeof input?.[Symbol.asyncIterator] !== 'function' || !isOutput(output))
    throw new TrackstateError(
      'invalid_input',
      'annotateCsv: expected a readable and a writable stream. createReadStream(path) makes one of a file.',
    );
  const rejected = rejects && { rejects: () => sinkOf(rejects()) };
  return writeTo(annotateRows(input, { ...options, ...rejected }), output);
}

/**
 * {@link annotateCsv} as a generator of the annotated bytes, which returns the summary. A chunk is valid until the one
 * after the next is asked for, so that it can be written while the next one is worked out. The input is closed at the
 * end, whatever that is.
 */
export async function* annotateRows(
  input: ByteInput,
  options: AnnotateRowsOptions,
): AsyncGenerator<Uint8Array, Summary> {
  const started = performance.now();
  const reader = readerOf(input);
  try {
    const file = await openFile(reader, options);
    const { workspace, order, dialect } = file;
    const mapper = options.mapper ?? createMapper(options.source ? { source: options.source } : {});
    const columns = findColumns(dialect.header, file.rows, options, mapper, [...crosswalks.keys()]);
    const add = options.add ?? DEFAULT_COLUMNS;
    const header = newHeader(file, appendedNames(dialect, add, options.prefix ?? ''));
    const rejects = new RejectWriter(options.rejects);
    const annotator = new RowAnnotator({ ...file, mapper, columns, add, rejects });
    let bytesWritten = header.length;
    let bytesRead = 0;
    const encoded = (bytes: Uint8Array) => (order ? toUtf16(bytes, order) : bytes);
    if (header.length > 0) yield encoded(header);
    for await (const step of runPipeline(workspace, annotator, file.input, file.before, file.chunkBytes)) {
      ({ bytesRead } = step);
      bytesWritten += step.output.length;
      options.onProgress?.({ bytesRead, rows: step.rows });
      await rejects.flush();
      if (step.output.length > 0) yield encoded(step.output);
    }
    await rejects.end();
    annotator.decisions.count();
    const { delimiter, lineEnd, encoding } = dialect;
    return {
      ...annotator.counts.figures(),
      source: columns.source,
      columns: Object.fromEntries(
        wantedColumns(columns).map(([role, column]) => [role, dialect.header[column] ?? '']),
      ),
      dialect: { delimiter, lineEnd, encoding: order ?? encoding },
      bytesRead,
      bytesWritten,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await reader.close();
  }
}

function newHeader({ sample, dialect, before }: OpenedFile, names: readonly string[]): Uint8Array {
  const line = sample.bytes.subarray(0, before);
  if (dialect.headerBytes === 0) return line;
  let end = line.length;
  if (line[end - 1] === 10) end--;
  if (line[end - 1] === 13 && (end < line.length || dialect.crEnds)) end--;
  return joinBytes([line.subarray(0, end), encodeUtf8(appendedFields(names, dialect)), line.subarray(end)]);
}
