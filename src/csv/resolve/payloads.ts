import { createMapper } from '../../mapping/mapper.ts';
import { describe } from '../../shipments/describe.ts';
import { type ReadEvent, readInput } from '../../shipments/input.ts';
import type { Step } from '../../shipments/step.ts';
import { summarise } from '../../shipments/summarise.ts';
import type { ResolveOptions } from '../../shipments/types.ts';
import type { Notice, SourceShipment } from '../../sources/payload.ts';
import { TimeReader } from '../../time/read.ts';
import { type PayloadOptions, PayloadReader, type PayloadSummary } from '../read/payloads.ts';
import { ShipmentRows } from './rows.ts';
import { readSettings, type ShipmentOptions } from './settings.ts';
import { type ResolveSummary, Tally } from './summary.ts';
import { timelineText } from './timeline.ts';

/** How payloads become shipments. */
export interface ResolvePayloadsOptions extends ResolveOptions, ShipmentOptions, PayloadOptions {}

/** What became of the payloads and their shipments. */
export interface ResolvePayloadsSummary
  extends ResolveSummary,
    Pick<PayloadSummary, 'payloads' | 'unknown' | 'firstUnknown' | 'errorAnswers'> {}

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
  const { mapper = createMapper() } = options;
  const { format, rules, now, zone } = await readSettings(options);
  const reader = new PayloadReader(inputs, mapper, options);
  const parcels = await gather(reader);
  const times = new TimeReader(zone);
  const tally = new Tally();
  let events: readonly ReadEvent[] = [];
  const detailsOf = ({ index }: Step) => events[index] as ReadEvent;
  const lines = new ShipmentRows(',', now !== null, (step) => detailsOf(step).time);
  if (format === 'csv') lines.header(['tracking_number'], true, ['notices']);
  for (const { number, batches, notices } of parcels) {
    const read = readInput(batches, mapper, times);
    ({ events } = read);
    const given = events.map(({ step }) => step);
    const found = summarise(given, rules, now, read.wholes);
    const summary = { ...found, carrier: found.carrier || (read.carrier ?? '') };
    tally.add(summary);
    if (format === 'csv') {
      lines.keys([number ?? '']);
      const codes = new Set(notices.map(({ code }) => code));
      lines.row(summary, given.length, summary.carrier, [[...codes].join(' ')]);
    } else {
      const shipment = describe(summary, given, now, detailsOf);
      const text =
        format === 'json'
          ? JSON.stringify({ tracking_number: number ?? '', ...shipment, notices })
          : timelineText(number ?? '(no number)', shipment, notices);
      lines.text(`${text}\n`);
    }
    yield* lines.drain();
  }
  lines.flush();
  yield* lines.drain();
  const { written, outcomes, rules: _, warnings, unmappedElsewhere, ...summary } = reader.summary();
  return {
    ...summary,
    events: written,
    ...tally.figures(),
    bytesWritten: lines.written,
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
  const byNumber = new Map<string | null, Parcel>();
  const parcelOf = (number: string | null): Parcel => {
    const known = byNumber.get(number);
    if (known) return known;
    const parcel: Parcel = { number, batches: [], notices: [] };
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
