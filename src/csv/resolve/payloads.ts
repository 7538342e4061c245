import { TrackstateError } from '../../errors.ts';
import { createMapper } from '../../mapping/mapper.ts';
import { createResolver } from '../../shipments/resolve.ts';
import type { ResolvedShipment, ResolveOptions } from '../../shipments/types.ts';
import type { Notice, SourceShipment } from '../../sources/payload.ts';
import { type EventTime, shownTime } from '../../time/write.ts';
import { writeField } from '../field.ts';
import { type PayloadOptions, PayloadReader, type PayloadSummary } from '../read/payloads.ts';
import { MILESTONE_COLUMNS, SHIPMENT_COLUMNS } from './rows.ts';
import type { ResolveSummary } from './summary.ts';
import { Tally } from './tally.ts';
import { timelineText } from './timeline.ts';
import type { ShipmentFormat } from './writer.ts';

/** How payloads become shipments. */
export interface ResolvePayloadsOptions extends ResolveOptions, PayloadOptions {
  /** What is written of a shipment: a `csv` row (default), a line of `json` with the timeline, or it as `text` for people. */
  readonly format?: ShipmentFormat;
}

/** What became of the payloads and their shipments. */
export interface ResolvePayloadsSummary
  extends ResolveSummary,
    Pick<PayloadSummary, 'payloads' | 'unknown' | 'firstUnknown' | 'errorAnswers'> {}

/** One shipment of a dump. */
interface Parcel {
  /** Null where no payload names it. */
  readonly number: string | null;
  readonly batches: SourceShipment[];
  readonly notices: Notice[];
}

/**
 * Resolves the shipments of dumps of payloads, as {@link readDump} reads them: all payloads of one tracking number
 * together. They are kept until the end.
 *
 * @param inputs - The bytes of a dump in UTF-8, or of several that belong together.
 * @returns Yields what is written of the shipments, in UTF-8, and returns what became of the events.
 * @throws {TrackstateError} `invalid_option` for a mistake in the options; `invalid_input` where a piece cannot be
 * read and there is no `onReject`. Errors of the inputs pass through.
 */
export async function* resolvePayloads(
  inputs: AsyncIterable<Uint8Array> | readonly AsyncIterable<Uint8Array>[],
  options: ResolvePayloadsOptions = {},
): AsyncGenerator<Uint8Array, ResolvePayloadsSummary> {
  const { mapper = createMapper(), format = 'csv' } = options;
  const withAge = options.now !== undefined;
  if (!['csv', 'json', 'text'].includes(format))
    throw new TrackstateError(
      'invalid_option',
      `format: expected csv, json or text, found ${JSON.stringify(format)}`,
    );
  const resolver = createResolver({ ...options, mapper });
  const reader = new PayloadReader(inputs, mapper, options);
  const parcels = await gather(reader);
  const tally = new Tally();
  if (format === 'csv') yield* reader.write(`${csvLine(columns(withAge))}\n`);
  for (const parcel of parcels) {
    const shipment = resolver(parcel.batches);
    tally.add(shipment.state, shipment.anomalies);
    yield* reader.write(`${FORMATS[format](parcel, shipment, withAge)}\n`);
  }
  yield* reader.write('', true);
  const {
    written: events,
    outcomes: _outcomes,
    rules: _rules,
    warnings: _warnings,
    unmappedElsewhere: _more,
    ...summary
  } = reader.summary();
  return {
    ...summary,
    events,
    shipments: parcels.length,
    states: tally.states(),
    anomalies: tally.anomalies(),
    regrouped: 0,
    source: null,
    columns: {},
    timeZone: options.timeZone ?? null,
    dialect: null,
  };
}

/** All that the payloads say of each parcel. One without a number is a parcel of its own. */
async function gather(reader: PayloadReader): Promise<Parcel[]> {
  const parcels: Parcel[] = [];
  const byNumber = new Map<string, Parcel>();
  const parcelOf = (number: string | null): Parcel => {
    let parcel = number === null ? undefined : byNumber.get(number);
    if (parcel) return parcel;
    parcel = { number, batches: [], notices: [] };
    parcels.push(parcel);
    if (number !== null) byNumber.set(number, parcel);
    return parcel;
  };
  for await (const { shipments, notices } of reader.read()) {
    for (const shipment of shipments) parcelOf(shipment.tracking_number).batches.push(withoutRaw(shipment));
    for (const notice of notices)
      if (notice.tracking_number !== null) parcelOf(notice.tracking_number).notices.push(notice);
  }
  return parcels;
}

/** What is resolved needs no items as they were sent, and a dump may hold each many times. */
const withoutRaw = (shipment: SourceShipment): SourceShipment => ({
  ...shipment,
  reported: shipment.reported && { ...shipment.reported, raw: null },
  events: shipment.events.map((event) => ({ ...event, raw: null })),
});

const FORMATS: Readonly<
  Record<ShipmentFormat, (parcel: Parcel, shipment: ResolvedShipment, withAge: boolean) => string>
> = {
  json: (parcel, shipment) =>
    JSON.stringify({
      tracking_number: parcel.number ?? '',
      ...shipment,
      notices: parcel.notices,
    }),
  text: ({ number, notices }, shipment) => timelineText(number ?? '(no number)', shipment, notices),
  csv: (parcel, shipment, withAge) => csvLine(cells(parcel, shipment, withAge)),
};

const columns = (withAge: boolean) => [
  'tracking_number',
  'carrier',
  ...SHIPMENT_COLUMNS,
  'notices',
  ...(withAge ? ['age_hours'] : []),
];

function cells(parcel: Parcel, shipment: ResolvedShipment, withAge: boolean): string[] {
  const time = (at: EventTime | null | undefined) => (at && shownTime(at)) ?? '';
  const codes = (list: readonly { readonly code: string }[]) =>
    [...new Set(list.map(({ code }) => code))].join(' ');
  const { ageMs } = shipment;
  return [
    parcel.number ?? '',
    shipment.carrier ?? '',
    shipment.state ?? '',
    shipment.leg ?? '',
    time(shipment.since),
    ...MILESTONE_COLUMNS.map(([name]) => time(shipment.milestones[name])),
    String(shipment.counts.events),
    codes(shipment.anomalies),
    codes(parcel.notices),
    ...(withAge ? [ageMs === null ? '' : (ageMs / 3_600_000).toFixed(1)] : []),
  ];
}

const COMMA = { delimiter: ',', quote: '"', escape: '"' };

const csvLine = (values: readonly string[]) => values.map((value) => writeField(value, COMMA)).join(',');
