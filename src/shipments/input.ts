import { TrackstateError } from '../errors.ts';
import type { AnyEvent } from '../mapping/event.ts';
import type { Mapper } from '../mapping/mapper.ts';
import type { SourceShipment } from '../sources/payload.ts';
import type { ReadTime, TimeReader } from '../time/read.ts';
import { infoOf, type Step } from './arrange.ts';
import type { ShipmentEvent, ShipmentInput } from './resolve.ts';

/** An event of the input with its step. */
export interface ReadEvent {
  readonly step: Step;
  readonly time: ReadTime;
  readonly description: string | null;
  readonly location: string | null;
}

/** The input with what is in it. */
export interface ReadShipment {
  readonly events: readonly ReadEvent[];
  /** The payloads' parcels; none where the input is events alone. */
  readonly batches: readonly SourceShipment[];
}

/**
 * Reads the input.
 *
 * @throws {TrackstateError} `invalid_input` where it is neither events nor parcels.
 */
export function readInput(
  input: ShipmentInput,
  mapper: Pick<Mapper, 'map'>,
  times: TimeReader,
): ReadShipment {
  let list: unknown[];
  let batches: SourceShipment[];
  try {
    list = Array.isArray(input) ? Array.from(input) : [input];
    batches =
      list.length > 0 && list.every(isShipment)
        ? list.map((shipment) => ({ ...(shipment as SourceShipment) }))
        : [];
  } catch {
    list = [];
    batches = [];
    input = [] as never;
  }
  if (batches.length === 0) {
    if (!Array.isArray(input))
      throw new TrackstateError(
        'invalid_input',
        'resolveShipment: expected an array of events, or the shipments that readPayload gives',
      );
    return {
      events: list.map((event, i) => readEvent(event as AnyEvent, mapper, times, i, -1, -1)),
      batches,
    };
  }
  const events: ReadEvent[] = [];
  for (const [batch, { events: given, order }] of batches.entries()) {
    for (let i = 0; i < given.length; i++) {
      const place = order === 'oldest_first' ? i : given.length - 1 - i;
      events.push(readEvent(given[i] as AnyEvent, mapper, times, events.length, batch, place));
    }
  }
  return { events, batches };
}

const isShipment = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Array.isArray((value as Partial<SourceShipment>).events);

const CODES = [
  'source',
  'order_status_code',
  'substatus_code',
  'statusCode',
  'status',
  'sub_status',
  'status_code',
  'order_status_description',
  'status_description',
] as const;

const textOf = (value: unknown): string | null => {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.toLowerCase() === 'null' ? null : text;
};

/** The codes of an event in one text: events with the same text have the same codes. */
export function codesOf(event: ShipmentEvent): string {
  return CODES.map((name) => textOf(event[name]) ?? '').join('\n');
}

function readEvent(
  given: AnyEvent,
  mapper: Pick<Mapper, 'map'>,
  times: TimeReader,
  index: number,
  batch: number,
  place: number,
): ReadEvent {
  const result = mapper.map(given);
  const event: ShipmentEvent = given;
  // A value that throws when it is read is as good as none; its result says that it is no event.
  const safely = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch {
      return otherwise;
    }
  };
  const identity = safely(() => codesOf(event), '');
  const description = safely(() => textOf(event.description) ?? textOf(event.context), null);
  const location = safely(() => textOf(event.location), null);
  const time = times.read(safely<unknown>(() => event.time, null));
  const step: Step = {
    result,
    wall: time.wall ?? Number.NaN,
    instant: time.instant ?? Number.NaN,
    identity,
    words: description === null && location === null ? '' : `${description ?? ''}\n${location ?? ''}`,
    clock: time.text ?? '',
    index,
    batch,
    place,
    info: infoOf(result),
    moment: Number.NaN,
  };
  return { step, time, description, location };
}
