/** Payload dumps in JSON: `map` and `resolve` read them as they read CSV. */

import type { AnnotateRowsOptions } from '../../csv/annotate/annotate.ts';
import { APPENDABLE, DEFAULT_COLUMNS } from '../../csv/annotate/appended.ts';
import { Counts, type Summary } from '../../csv/annotate/counts.ts';
import { writeField } from '../../csv/field.ts';
import { RejectWriter } from '../../csv/read/rejects.ts';
import type { ResolveRowsOptions, ResolveSummary } from '../../csv/resolve/resolve.ts';
import { MILESTONE_COLUMNS, SHIPMENT_COLUMNS } from '../../csv/resolve/rows.ts';
import { Tally } from '../../csv/resolve/tally.ts';
import { timelineText } from '../../csv/resolve/timeline.ts';
import { createMapper, type Mapper } from '../../mapping/mapper.ts';
import { createResolver } from '../../shipments/resolve.ts';
import type { ResolvedShipment } from '../../shipments/types.ts';
import { readDump } from '../../sources/dump/dump.ts';
import type { Notice, NoticeCode, Payload, SourceEvent, SourceShipment } from '../../sources/payload.ts';
import { readPayload } from '../../sources/read.ts';
import type { EventTime } from '../../time/write.ts';
import type { Files } from '../files/run.ts';

/** What became of a dump. Its rows are the events of its payloads, and what could not be read. */
export interface DumpSummary extends Omit<Summary, 'source' | 'columns' | 'dialect'> {
  readonly payloads: number;
  /** What the payloads said of the tracker. */
  readonly notices: Readonly<Partial<Record<NoticeCode, number>>>;
}

/** Reads the payloads of all inputs, one by one. */
class DumpReader {
  payloads = 0;
  bytesRead = 0;
  bytesWritten = 0;
  readonly counts: Counts = new Counts();
  readonly notices = new Map<NoticeCode, number>();
  readonly #started = performance.now();

  constructor(
    private readonly files: Files,
    private readonly mapper: Mapper,
    private readonly readsTexts: boolean,
  ) {}

  async *read(): AsyncGenerator<Payload> {
    for (const [i, { source }] of this.files.inputs.entries()) {
      const rejects = new RejectWriter(() => this.files.rejects(i));
      for await (const entry of readDump(this.#counted(source))) {
        if ('fault' in entry) {
          this.counts.reject(entry.fault);
          const whole = { continued: false, continues: false };
          rejects.reject(entry.number, entry.offset, entry.fault, Buffer.from(entry.raw), whole);
          await rejects.flush();
          continue;
        }
        this.payloads++;
        const payload = readPayload(entry.value);
        for (const { code } of payload.notices) this.notices.set(code, (this.notices.get(code) ?? 0) + 1);
        for (const event of payload.shipments.flatMap(eventsOf)) {
          const result = this.mapper.map(event);
          this.counts.add(result, 1);
          const { status_code, substatus_code, status_description } = event;
          const code =
            [status_code, substatus_code].filter((part) => part !== null).join('/') ||
            (status_description ?? '');
          if (result.outcome !== 'unmapped') continue;
          this.counts.addUnmapped(code, result.reason, 1, entry.number);
          if (this.readsTexts && event.description !== null)
            this.counts.addUnread(event.description, 1, entry.number);
        }
        yield payload;
      }
      await rejects.end();
    }
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    this.bytesWritten += bytes.length;
    await this.files.sink.write(bytes);
  }

  summary(): DumpSummary {
    const { payloads, bytesRead, bytesWritten } = this;
    const seconds = (performance.now() - this.#started) / 1000;
    return {
      ...this.counts.figures(),
      payloads,
      notices: Object.fromEntries(this.notices),
      bytesRead,
      bytesWritten,
      seconds,
    };
  }

  async *#counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.bytesRead += chunk.length;
      yield chunk;
    }
  }
}

/** The events of a parcel; where there is none, the status that it has as a whole. */
const eventsOf = ({ events, reported }: SourceShipment): readonly SourceEvent[] =>
  events.length === 0 && reported ? [reported] : events;

/** Writes each event of a dump with its PRO state as a line of JSON, and each notice as one of its own. */
export async function mapPayloads(
  files: Files,
  mapper: Mapper,
  { add = DEFAULT_COLUMNS, prefix = '', inferText = false }: AnnotateRowsOptions,
): Promise<DumpSummary> {
  const reader = new DumpReader(files, mapper, inferText);
  for await (const { shipments, notices } of reader.read()) {
    const lines: object[] = shipments.flatMap(eventsOf).map(({ raw, list: _, ...event }) => {
      const result = mapper.map(event);
      return {
        ...event,
        ...Object.fromEntries(add.map((name) => [prefix + name, APPENDABLE[name](result) || null])),
        raw,
      };
    });
    for (const { code, ...notice } of notices) lines.push({ notice: code, ...notice });
    await reader.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
  return reader.summary();
}

/** One shipment of a dump. */
interface Parcel {
  readonly batches: SourceShipment[];
  readonly notices: Notice[];
}

/** Resolves the shipments of dumps: all payloads of one tracking number together. They are kept until the end. */
export async function resolveDump(files: Files, options: ResolveRowsOptions): Promise<ResolveSummary> {
  const mapper = options.mapper ?? createMapper();
  const resolver = createResolver({ ...options, mapper });
  const reader = new DumpReader(files, mapper, options.inferText === true);
  const parcels = new Map<string, Parcel>();
  const parcelOf = (number: string) => {
    const parcel = parcels.get(number) ?? { batches: [], notices: [] };
    parcels.set(number, parcel);
    return parcel;
  };
  for await (const { shipments, notices } of reader.read()) {
    // A parcel without a number is one of its own.
    for (const shipment of shipments)
      parcelOf(shipment.tracking_number ?? `\0${parcels.size}`).batches.push(withoutRaw(shipment));
    for (const notice of notices)
      if (notice.tracking_number !== null) parcelOf(notice.tracking_number).notices.push(notice);
  }
  const tally = new Tally();
  const { format = 'csv' } = options;
  if (format === 'csv') await reader.write(`${csvLine(COLUMNS(options.now !== undefined))}\n`);
  for (const [key, { batches, notices }] of parcels) {
    const tracking_number = key.startsWith('\0') ? '' : key;
    const shipment = resolver(batches);
    const { carrier } = shipment;
    tally.add(shipment.state, shipment.anomalies);
    if (format === 'json')
      await reader.write(`${JSON.stringify({ tracking_number, ...shipment, notices })}\n`);
    else if (format === 'text')
      await reader.write(`${timelineText(tracking_number || '(no number)', shipment, notices)}\n`);
    else
      await reader.write(
        `${csvLine(cells(tracking_number, carrier, shipment, notices, options.now !== undefined))}\n`,
      );
  }
  const { payloads: _, notices, ...summary } = reader.summary();
  const {
    written,
    outcomes: _outcomes,
    rules: _rules,
    warnings: _warnings,
    unmappedElsewhere: _more,
    ...rest
  } = summary;
  return {
    ...rest,
    events: written,
    shipments: parcels.size,
    states: tally.states(),
    anomalies: tally.anomalies(),
    regrouped: 0,
    source: null,
    columns: {},
    timeZone: options.timeZone ?? null,
    dialect: null,
    notices,
  };
}

/** What is resolved needs no items as they were sent, and a dump may hold each many times. */
const withoutRaw = (shipment: SourceShipment): SourceShipment => ({
  ...shipment,
  events: shipment.events.map((event) => ({ ...event, raw: null })),
});

const COLUMNS = (withAge: boolean) => [
  'tracking_number',
  'carrier',
  ...SHIPMENT_COLUMNS,
  'notices',
  ...(withAge ? ['age_hours'] : []),
];

function cells(
  number: string,
  carrier: string | null,
  shipment: ResolvedShipment,
  notices: readonly Notice[],
  withAge: boolean,
): string[] {
  const time = (at: EventTime | null | undefined) => at?.instant ?? at?.text ?? '';
  const { ageMs } = shipment;
  return [
    number,
    carrier ?? '',
    shipment.state ?? '',
    shipment.leg ?? '',
    time(shipment.since),
    ...MILESTONE_COLUMNS.map(([name]) => time(shipment.milestones[name])),
    String(shipment.counts.events),
    [...new Set(shipment.anomalies.map(({ code }) => code))].join(' '),
    [...new Set(notices.map(({ code }) => code))].join(' '),
    ...(withAge ? [ageMs === null ? '' : (ageMs / 3_600_000).toFixed(1)] : []),
  ];
}

const COMMA = { delimiter: ',', quote: '"', escape: '"' };
const csvLine = (values: readonly string[]) => values.map((value) => writeField(value, COMMA)).join(',');
