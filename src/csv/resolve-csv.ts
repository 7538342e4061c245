import type { Writable } from 'node:stream';
import { TrackstateError } from '../errors.ts';
import { createMapper, type Mapper } from '../mapping/mapper.ts';
import type { AnomalyCode } from '../shipments/anomalies.ts';
import { type JourneyOptions, journeyRules, readNow } from '../shipments/rules.ts';
import type { Zone } from '../shipments/zone.ts';
import { crosswalks, type ProState, type SourceId } from '../tables/index.ts';
import { type CollectorSetup, EventCollector, type EventColumns } from './collect.ts';
import {
  type ColumnName,
  type ColumnOptions,
  columnByRole,
  columnNumber,
  findColumns,
  noSuchColumn,
} from './columns.ts';
import { type Dialect, readDialect } from './dialect.ts';
import { isPlain, openInput, type ReadOptions, readerFor, sampleRows } from './open.ts';
import { type Progress, runPipeline } from './pipeline.ts';
import { RejectWriter } from './rejects.ts';
import type { RowFault } from './scan.ts';
import { ShipmentWriter } from './shipment-writer.ts';
import { type ByteSink, type ByteSource, iterableSource, writableSink } from './streams.ts';
import type { UnmappedCode } from './summary.ts';
import type { Utf16 } from './utf16.ts';

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
  /** Writes one JSON object a line, with the timeline, instead of a CSV row. */
  readonly json?: boolean;
  /** All rows of a shipment follow each other: memory stays the same whatever the size of the file. */
  readonly grouped?: boolean;
  /** Gets the rejected rows, as CSV. Opened with the first one. Without it, a rejected row is an error. */
  readonly rejects?: () => Writable;
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
  readonly states: Readonly<Record<ProState | '', number>>;
  /** How often each anomaly was found. */
  readonly anomalies: Readonly<Partial<Record<AnomalyCode, number>>>;
  readonly rejects: Readonly<Partial<Record<RowFault, number>>>;
  /** Codes without a state, most frequent first. */
  readonly unmapped: readonly UnmappedCode[];
  /** With `grouped`: tracking numbers that came again after others, so that the file is not grouped. */
  readonly regrouped: number;
  readonly source: SourceId;
  readonly columns: Readonly<Record<string, string>>;
  readonly timeZone: string | null;
  readonly dialect: Pick<Dialect, 'delimiter' | 'lineEnd'> & {
    readonly encoding: Dialect['encoding'] | Utf16;
  };
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly seconds: number;
}

const MOST_UNMAPPED = 1_000;

/**
 * Turns a CSV file of tracking events, in any order, into one row a shipment: its state, since when, and what is odd.
 *
 * @param input - The bytes of the file.
 * @param output - Gets the rows. It is not ended.
 * @throws {TrackstateError} `invalid_input` where there is no header, no column of codes or of tracking numbers;
 * `invalid_option` for a mistake in the options. Nothing is written then. Errors of the streams pass through.
 */
export async function resolveCsv(
  input: AsyncIterable<Uint8Array>,
  output: Writable,
  options: ResolveCsvOptions = {},
): Promise<ResolveSummary> {
  if (typeof input?.[Symbol.asyncIterator] !== 'function' || typeof output?.write !== 'function')
    throw new TrackstateError('invalid_input', 'resolveCsv: expected a readable and a writable stream.');
  return resolveBytes(iterableSource(input), writableSink(output), options);
}

/** {@link resolveCsv}, from any source to any sink. */
export async function resolveBytes(
  source: ByteSource,
  sink: ByteSink,
  options: ResolveCsvOptions,
): Promise<ResolveSummary> {
  const started = performance.now();
  const rules = journeyRules(options);
  const now = readNow(options.now);
  const zone = options.timeZone === undefined ? null : await zoneOf(options.timeZone);
  const mapper = options.mapper ?? createMapper(options.source ? { source: options.source } : {});
  const opened = await openInput(source, options);
  const { workspace, chunkBytes, maxRowBytes, beginning } = opened;
  const makeReader = await readerFor(options, maxRowBytes);
  const dialect = readDialect(beginning, options, makeReader);
  const before = dialect.skipped + dialect.headerBytes;
  const reader = (wanted: readonly number[]) => makeReader(dialect, wanted);
  const found = findColumns(
    dialect.header,
    sampleRows(beginning.subarray(before), dialect, reader),
    options,
    mapper,
    [...crosswalks.keys()],
  );
  const columns: EventColumns = {
    source: found.source,
    codes: found.roles,
    ...shipmentColumns(dialect.header, options),
  };
  const rejects = new RejectWriter(options.rejects);
  const grouped = options.grouped === true;
  const setup: CollectorSetup = {
    mapper,
    columns,
    dialect,
    maxRowBytes,
    rejects,
    zone,
    kernel: isPlain(options) && (options.fast ?? true),
    reader,
    onGroup: grouped ? (complete) => writer.shipments(complete) : null,
  };
  const collector = new EventCollector(workspace, setup, dialect.headerBytes > 0 ? 1 : 0);
  const writer = new ShipmentWriter(collector, sink, {
    rules,
    now,
    columns,
    dialect,
    zone,
    json: options.json === true,
    grouped,
    options,
  });
  await writer.begin();
  const { bytesRead } = await runPipeline(
    workspace,
    collector,
    opened.source,
    { write: async () => undefined },
    { start: opened.start + before, end: opened.end, before },
    chunkBytes,
    async (progress) => {
      options.onProgress?.(progress);
      await rejects.drained();
      await writer.drain();
    },
  );
  await writer.rest();
  await rejects.end();
  const names = Object.entries({
    ...columns.codes,
    time: columns.time,
    description: columns.description,
    location: columns.location,
  });
  const rejected = [...collector.rejected.values()].reduce((sum, rows) => sum + rows, 0);
  return {
    rows: writer.events + rejected,
    events: writer.events,
    rejected,
    blankLines: collector.blankLines,
    ...writer.figures(),
    rejects: Object.fromEntries(collector.rejected),
    unmapped: unmappedCodes(collector),
    source: columns.source,
    columns: Object.fromEntries([
      ['shipment', columns.group.map((column) => dialect.header[column]).join(' and ')],
      ...names
        .filter(([, column]) => column >= 0)
        .map(([role, column]) => [role, dialect.header[column] ?? '']),
    ]),
    timeZone: zone?.name ?? null,
    dialect: {
      delimiter: dialect.delimiter,
      lineEnd: dialect.lineEnd,
      encoding: opened.order ?? dialect.encoding,
    },
    bytesRead,
    seconds: (performance.now() - started) / 1000,
  };
}

/** The arithmetic of time zones is loaded where it is asked for. */
async function zoneOf(name: string): Promise<Zone> {
  const { Zone } = await import('../shipments/zone.ts');
  return new Zone(name);
}

function shipmentColumns(
  header: readonly string[],
  options: ResolveCsvOptions,
): Pick<EventColumns, 'group' | 'time' | 'description' | 'location'> {
  const by = (
    role: 'tracking_number' | 'time' | 'description' | 'location',
    name: ColumnName | undefined,
    flag: string,
  ) => (name === undefined ? columnByRole(header, role, flag) : columnNumber(header, name, flag));
  const group = options.groupColumns?.map((name) => columnNumber(header, name, '--group-columns')) ?? [
    by('tracking_number', undefined, '--group-columns'),
  ];
  if (group.length === 0 || group.includes(-1))
    throw noSuchColumn(
      header,
      'No column of tracking numbers found: name the columns that tell shipments apart with --group-columns.',
    );
  const time = by('time', options.timeColumn, '--time-column');
  if (time < 0) throw noSuchColumn(header, 'No column of times found: name it with --time-column.');
  // Words are kept for timelines only: they take memory.
  const words = options.json
    ? {
        description: by('description', options.descriptionColumn, '--description-column'),
        location: by('location', options.locationColumn, '--location-column'),
      }
    : { description: -1, location: -1 };
  return { group, time, ...words };
}

function unmappedCodes({ codes, uses }: EventCollector): UnmappedCode[] {
  return codes
    .flatMap(({ result, name, firstRow }, i) =>
      'reason' in result
        ? [{ code: name, reason: result.reason, rows: uses[i] ?? 0, exampleRow: firstRow }]
        : [],
    )
    .sort((a, b) => b.rows - a.rows || a.exampleRow - b.exampleRow)
    .slice(0, MOST_UNMAPPED);
}
