import type { Writable } from 'node:stream';
import { TrackstateError } from '../../errors.ts';
import { createMapper, type Mapper } from '../../mapping/mapper.ts';
import type { AnomalyCode } from '../../shipments/anomalies.ts';
import { type JourneyOptions, journeyRules, readNow } from '../../shipments/rules.ts';
import type { NoticeCode } from '../../sources/payload.ts';
import { crosswalks, type ProState, type SourceId } from '../../tables/index.ts';
import type { Zone } from '../../time/zone.ts';
import type { UnmappedCode } from '../annotate/counts.ts';
import {
  type ColumnName,
  type ColumnOptions,
  columnByRole,
  columnNumber,
  findColumns,
  isTrackingNumber,
  noSuchColumn,
} from '../columns/find.ts';
import { type Dialect, readDialect } from '../read/dialect.ts';
import { isPlain, openInput, type ReadOptions, readerFor, sampleRows } from '../read/open.ts';
import { type Progress, runPipeline } from '../read/pipeline.ts';
import { RejectWriter } from '../read/rejects.ts';
import type { RowFault } from '../read/scan.ts';
import { type ByteSink, type ByteSource, iterableSource, writableSink } from '../read/streams.ts';
import type { Utf16 } from '../read/utf16.ts';
import { EventCollector, type EventColumns } from './collect.ts';
import { EventStore } from './event-store.ts';
import { keyName } from './rows.ts';
import { type ShipmentFormat, ShipmentWriter } from './writer.ts';

/** How a file of events becomes a file of shipments. */
export interface ResolveCsvOptions extends ColumnOptions, ReadOptions, JourneyOptions {
  /** Decides on the events. Default: `createMapper()`. */
  readonly mapper?: Mapper;
  /** The columns that tell shipments apart. Default: the column of tracking numbers, found by its name. */
  readonly groupColumns?: readonly ColumnName[];
  readonly timeColumn?: ColumnName;
  readonly descriptionColumn?: ColumnName;
  readonly locationColumn?: ColumnName;
  /** The IANA zone of times that come without one. Without it they give no instant. */
  readonly timeZone?: string;
  /** What is written of a shipment: a `csv` row (default), a line of `json` with the timeline, or it as `text` for people. */
  readonly format?: ShipmentFormat;
  /** All rows of a shipment follow each other: memory stays the same whatever the size of the file. */
  readonly grouped?: boolean;
  /** Gets the rejected rows of a file, counted from 0, as CSV. Opened with the first one. Without it, a rejected row is an error. */
  readonly rejects?: (file: number) => Writable;
  /** Told now and then how far the run has come. */
  readonly onProgress?: (progress: Progress) => void;
  /** Whether the compiled fast path finds the fields. Default: true. The result is the same either way. */
  readonly fast?: boolean;
}

/** What became of the events and shipments of one file. `rows` is always `events` and `rejected` together. */
export interface ResolveSummary {
  readonly rows: number;
  readonly events: number;
  readonly rejected: number;
  readonly blankLines: number;
  readonly shipments: number;
  /** Shipments by current state; those without one under the empty name. */
  readonly states: Readonly<Partial<Record<ProState | '', number>>>;
  /** How many rows took the compiled fast path. */
  readonly fastRows: number;
  /** How often each anomaly was found. */
  readonly anomalies: Readonly<Partial<Record<AnomalyCode, number>>>;
  readonly rejects: Readonly<Record<string, number>>;
  /** What payloads said of the tracker: only where the input is JSON. */
  readonly notices?: Readonly<Partial<Record<NoticeCode, number>>>;
  /** Codes without a state, most frequent first. */
  readonly unmapped: readonly UnmappedCode[];
  /** With `grouped`: tracking numbers that came again after others, so that the file is not grouped. */
  readonly regrouped: number;
  /** Whose codes they are; null where each payload says it. */
  readonly source: SourceId | null;
  readonly columns: Readonly<Record<string, string>>;
  readonly timeZone: string | null;
  /** Null where the input is JSON. */
  readonly dialect:
    | (Pick<Dialect, 'delimiter' | 'lineEnd'> & { readonly encoding: Dialect['encoding'] | Utf16 })
    | null;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly seconds: number;
}

/**
 * Turns CSV files of tracking events, in any order, into one row a shipment: its state, since when, and what is odd.
 *
 * @param inputs - The bytes of a file, or of several whose events belong together.
 * @param output - Gets the rows. It is not ended.
 * @throws {TrackstateError} `invalid_input` where there is no header, no column of codes or of tracking numbers;
 * `invalid_option` for a mistake in the options. Errors of the streams pass through.
 */
export async function resolveCsv(
  inputs: AsyncIterable<Uint8Array> | readonly AsyncIterable<Uint8Array>[],
  output: Writable,
  options: ResolveCsvOptions = {},
): Promise<ResolveSummary> {
  const list = Array.isArray(inputs) ? inputs : [inputs];
  if (
    list.some((input) => typeof input?.[Symbol.asyncIterator] !== 'function') ||
    typeof output?.write !== 'function'
  )
    throw new TrackstateError('invalid_input', 'resolveCsv: expected readable streams and a writable one.');
  return resolveBytes(list.map(iterableSource), writableSink(output), options);
}

/** {@link resolveCsv}, from any sources to any sink. */
export async function resolveBytes(
  sources: readonly ByteSource[],
  sink: ByteSink,
  options: ResolveCsvOptions,
): Promise<ResolveSummary> {
  const started = performance.now();
  const rules = journeyRules(options);
  const now = readNow(options.now);
  const zone = options.timeZone === undefined ? null : await zoneOf(options.timeZone);
  const mapper = options.mapper ?? createMapper(options.source ? { source: options.source } : {});
  const { format = 'csv' } = options;
  if (!['csv', 'json', 'text'].includes(format))
    throw new TrackstateError(
      'invalid_option',
      `format: expected csv, json or text, found ${JSON.stringify(format)}`,
    );
  const grouped = options.grouped === true;
  const store = new EventStore(mapper, zone, format !== 'csv');
  const files: FileFigures[] = [];
  let writer: ShipmentWriter | undefined;
  for (const [i, source] of sources.entries()) {
    const opened = await openEvents(source, options, mapper);
    const { columns, dialect } = opened;
    const keys = columns.group.map((column) => keyName(dialect.header[column] ?? ''));
    writer ??= new ShipmentWriter(store, sink, {
      rules,
      now,
      keys,
      delimiter: dialect.delimiter,
      format,
      grouped,
    });
    const begun = writer;
    if (columns.codes.carrier !== undefined && !begun.withCarrier) {
      if (begun.begun && format === 'csv')
        throw new TrackstateError(
          'invalid_input',
          `File ${i + 1} has a column of carriers and those before it have none: with --grouped, name a file that has one first.`,
        );
      begun.withCarrier = true;
    }
    const rejects = new RejectWriter(
      options.rejects && (() => (options.rejects as (file: number) => Writable)(i)),
    );
    const onGroup = grouped ? (complete: number) => begun.shipments(complete) : null;
    const collector = new EventCollector(opened.workspace, { ...opened, store, rejects, onGroup });
    const read = files.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    const rows = files.reduce((sum, { lines }) => sum + lines, 0);
    const { bytesRead } = await runPipeline(
      opened.workspace,
      collector,
      opened.source,
      { write: async () => undefined },
      opened.head,
      opened.chunkBytes,
      async (progress) => {
        options.onProgress?.({ rows: rows + progress.rows, bytesRead: read + progress.bytesRead });
        await rejects.drained();
        await begun.drain();
      },
    );
    await rejects.end();
    files.push({
      ...opened,
      keys,
      bytesRead,
      rejected: collector.rejected,
      blankLines: collector.blankLines,
      fastRows: collector.fastRows,
      lines: collector.lines,
    });
  }
  if (!writer) throw new TrackstateError('invalid_input', 'There is no input: expected at least one file.');
  await writer.rest();
  return summarize(files, writer, store, zone, started);
}

/** What is known of a file before its rows are read. */
type OpenedEvents = Awaited<ReturnType<typeof openEvents>>;

interface FileFigures extends Pick<OpenedEvents, 'columns' | 'dialect' | 'order'> {
  readonly keys: readonly string[];
  readonly bytesRead: number;
  readonly rejected: ReadonlyMap<RowFault, number>;
  readonly blankLines: number;
  readonly fastRows: number;
  readonly lines: number;
}

/** Finds out from the beginning of a file where its events are. */
async function openEvents(source: ByteSource, options: ResolveCsvOptions, mapper: Mapper) {
  const opened = await openInput(source, options);
  const { maxRowBytes, beginning } = opened;
  const makeReader = await readerFor(options, maxRowBytes);
  const dialect = readDialect(beginning, options, makeReader);
  const before = dialect.skipped + dialect.headerBytes;
  const reader = (wanted: readonly number[]) => makeReader(dialect, wanted);
  const sample = sampleRows(beginning.subarray(before), dialect, reader);
  const { source: from, roles } = findColumns(dialect.header, sample, options, mapper, [
    ...crosswalks.keys(),
  ]);
  const shipment = shipmentColumns(dialect.header, options);
  const taken = new Set([...Object.values(roles), ...shipment.group, shipment.time]);
  const free = (column: number) => (taken.has(column) ? -1 : column);
  const columns: EventColumns = {
    source: from,
    codes: roles,
    ...shipment,
    description: free(shipment.description),
    location: free(shipment.location),
  };
  const kernel = isPlain(options) && (options.fast ?? true);
  const head = { start: opened.start + before, end: opened.end, before };
  return { ...opened, dialect, reader, columns, kernel, head };
}

function summarize(
  files: readonly FileFigures[],
  writer: ShipmentWriter,
  store: EventStore,
  zone: Zone | null,
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
    timeZone: zone?.name ?? null,
    dialect: { delimiter: dialect.delimiter, lineEnd: dialect.lineEnd, encoding: order ?? dialect.encoding },
    bytesRead: sum(({ bytesRead }) => bytesRead),
    seconds: (performance.now() - started) / 1000,
  };
}

/** The arithmetic of time zones is loaded where it is asked for. */
async function zoneOf(name: string): Promise<Zone> {
  const { Zone } = await import('../../time/zone.ts');
  return new Zone(name);
}

function shipmentColumns(
  header: readonly string[],
  options: ResolveCsvOptions,
): Pick<EventColumns, 'group' | 'number' | 'time' | 'description' | 'location'> {
  const by = (
    role: 'tracking_number' | 'time' | 'description' | 'location',
    name: ColumnName | undefined,
    flag: string,
  ) => (name === undefined ? columnByRole(header, role, flag) : columnNumber(header, name, flag));
  const named = options.groupColumns?.map((name) => columnNumber(header, name, '--group-columns'));
  const group = [...new Set(named ?? [by('tracking_number', undefined, '--group-columns')])];
  if (group.length === 0 || group.includes(-1))
    throw noSuchColumn(
      header,
      'No column of tracking numbers found: name the columns that tell shipments apart with --group-columns.',
    );
  const time = by('time', options.timeColumn, '--time-column');
  if (time < 0) throw noSuchColumn(header, 'No column of times found: name it with --time-column.');
  const description = by('description', options.descriptionColumn, '--description-column');
  const location = by('location', options.locationColumn, '--location-column');
  const [only] = group as [number];
  const number =
    group.length === 1 ? only : (group.find((column) => isTrackingNumber(header[column] ?? '')) ?? -1);
  return { group, number, time, description, location };
}
