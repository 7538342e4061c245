import { TrackstateError } from '../../errors.ts';
import { createMapper, type Mapper } from '../../mapping/mapper.ts';
import { type OpenedFile, openFile, type ReadOptions } from '../read/open.ts';
import { type Progress, runPipeline } from '../read/pipeline.ts';
import { RejectWriter } from '../read/rejects.ts';
import type { RowFault } from '../read/scan.ts';
import {
  type ByteInput,
  type ByteOutput,
  type ByteSink,
  isOutput,
  readerOf,
  sinkOf,
  writeTo,
} from '../read/streams.ts';
import { EventCollector } from './collect.ts';
import { type EventColumnOptions, type EventColumns, eventColumns } from './event-columns.ts';
import { EventStore } from './event-store.ts';
import { keyName } from './rows.ts';
import { readSettings, type ShipmentOptions } from './settings.ts';
import type { ResolveSummary } from './summary.ts';
import { ShipmentWriter } from './writer.ts';

/** How a file of events becomes a file of shipments. `Rejects` is what takes the rejected rows. */
export interface ResolveRowsOptions<Rejects = ByteSink>
  extends EventColumnOptions,
    ReadOptions,
    ShipmentOptions {
  /** Decides on the events. Default: `createMapper()`. */
  readonly mapper?: Mapper;
  /** All rows of a shipment follow each other: memory stays the same whatever the size of the file. */
  readonly grouped?: boolean;
  /** Gets the rejected rows of a file, counted from 0, as CSV. Opened with the first one. Without it, a rejected row is an error. */
  readonly rejects?: (file: number) => Rejects;
  /** Told now and then how far the run has come. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How {@link resolveCsv} reads files and what it writes. */
export interface ResolveCsvOptions extends ResolveRowsOptions<ByteOutput> {}

/**
 * Turns CSV files of tracking events, in any order, into one row a shipment: its state, since when, and what is odd.
 *
 * @param inputs - The bytes of a file, or of several whose events belong together.
 * @param output - Gets the rows: a Node or web stream. It is not ended.
 * @throws {TrackstateError} `invalid_input` where there is no header, no column of codes or of tracking numbers;
 * `invalid_option` for a mistake in the options. Errors of the streams pass through.
 */
export async function resolveCsv(
  inputs: AsyncIterable<Uint8Array> | readonly AsyncIterable<Uint8Array>[],
  output: ByteOutput,
  { rejects, ...options }: ResolveCsvOptions = {},
): Promise<ResolveSummary> {
  const list: readonly AsyncIterable<Uint8Array>[] = Array.isArray(inputs) ? inputs : [inputs];
  if (list.some((input) => typeof input?.[Symbol.asyncIterator] !== 'function') || !isOutput(output))
    throw new TrackstateError('invalid_input', 'resolveCsv: expected readable streams and a writable one.');
  const toSink = rejects && { rejects: (file: number) => sinkOf(rejects(file)) };
  return writeTo(resolveRows(list, { ...options, ...toSink }), output);
}

/** {@link resolveCsv} as a generator of the rows, which returns the summary. The inputs are closed at the end. */
export async function* resolveRows(
  inputs: readonly ByteInput[],
  options: ResolveRowsOptions,
): AsyncGenerator<Uint8Array, ResolveSummary> {
  const started = performance.now();
  const readers = inputs.map(readerOf);
  try {
    const settings = await readSettings(options);
    const mapper = options.mapper ?? createMapper(options.source ? { source: options.source } : {});
    const grouped = options.grouped === true;
    const store = new EventStore(mapper, settings.zone, settings.format !== 'csv');
    const files: FileFigures[] = [];
    let writer: ShipmentWriter | undefined;
    for (const [i, reader] of readers.entries()) {
      const file = await openFile(reader, options);
      const { dialect, workspace, input, before, chunkBytes } = file;
      const columns = eventColumns(file, options, mapper);
      const keys = columns.group.map((column) => keyName(dialect.header[column] ?? ''));
      writer ??= new ShipmentWriter(store, { ...settings, keys, delimiter: dialect.delimiter, grouped });
      const begun = writer;
      if (columns.codes.carrier !== undefined) begun.addCarrier(i);
      const rejects = new RejectWriter(
        options.rejects && (() => (options.rejects as (file: number) => ByteSink)(i)),
      );
      const onGroup = grouped ? (complete: number) => begun.shipments(complete) : null;
      const collector = new EventCollector(workspace, { ...file, columns, store, rejects, onGroup });
      const read = files.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
      const rows = files.reduce((sum, { lines }) => sum + lines, 0);
      let bytesRead = 0;
      for await (const step of runPipeline(workspace, collector, input, before, chunkBytes)) {
        ({ bytesRead } = step);
        options.onProgress?.({ rows: rows + step.rows, bytesRead: read + bytesRead });
        await rejects.flush();
        yield* begun.drain();
      }
      await rejects.end();
      const { rejected, blankLines, fastRows, lines } = collector;
      files.push({ ...file, columns, keys, bytesRead, rejected, blankLines, fastRows, lines });
    }
    if (!writer) throw new TrackstateError('invalid_input', 'There is no input: expected at least one file.');
    yield* writer.rest();
    return summarize(files, writer, store, started);
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}

interface FileFigures
  extends Pick<OpenedFile, 'dialect' | 'order'>,
    Pick<EventCollector, 'rejected' | 'blankLines' | 'fastRows' | 'lines'> {
  readonly columns: EventColumns;
  readonly keys: readonly string[];
  readonly bytesRead: number;
}

function summarize(
  files: readonly FileFigures[],
  writer: ShipmentWriter,
  store: EventStore,
  started: number,
): ResolveSummary {
  const sum = (pick: (file: FileFigures) => number) => files.reduce((total, file) => total + pick(file), 0);
  const rejects = new Map<RowFault, number>();
  for (const file of files)
    for (const [fault, rows] of file.rejected) rejects.set(fault, (rejects.get(fault) ?? 0) + rows);
  const rejected = [...rejects.values()].reduce((total, rows) => total + rows, 0);
  const { columns, dialect, keys, order } = files[0] as FileFigures;
  const { time, description, location } = columns;
  const roles = Object.entries({ ...columns.codes, time, description, location }).filter(
    ([, column]) => column >= 0,
  );
  return {
    rows: writer.events + rejected,
    events: writer.events,
    rejected,
    blankLines: sum(({ blankLines }) => blankLines),
    fastRows: sum(({ fastRows }) => fastRows),
    ...writer.figures(),
    rejects: Object.fromEntries(rejects),
    unmapped: store.codes.unmapped(),
    source: columns.source,
    columns: Object.fromEntries([
      ['shipment', keys.join(' and ')],
      ...roles.map(([role, column]) => [role, dialect.header[column] ?? '']),
    ]),
    timeZone: store.zone?.name ?? null,
    dialect: { delimiter: dialect.delimiter, lineEnd: dialect.lineEnd, encoding: order ?? dialect.encoding },
    bytesRead: sum(({ bytesRead }) => bytesRead),
    seconds: (performance.now() - started) / 1000,
  };
}
