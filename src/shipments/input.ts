import type { AnyEvent } from '../mapping/event.ts';
import type { Mapper } from '../mapping/mapper.ts';
import type { SourceShipment } from '../sources/payload.ts';
import { infoOf, type Step } from './arrange.ts';
import type { ShipmentEvent, ShipmentInput } from './resolve.ts';
import type { ReadTime, TimeReader } from './time.ts';

/** An event of the input with its step. */
export interface ReadEvent {
  readonly step: Step;
  readonly time: ReadTime;
  readonly description: string | null;
  readonly location: string | null;
  /** Its codes as they were sent, in one text. */
  readonly codes: string;
}

/** The payloads' parcels, where the input is made of them. */
export const batchesOf = (input: ShipmentInput): readonly SourceShipment[] | null => {
  const list = Array.isArray(input) ? input : [input];
  return list.length > 0 &&
    list.every((item) => Array.isArray((item as Partial<SourceShipment> | null)?.events))
    ? list
    : null;
};

export function readInput(input: ShipmentInput, mapper: Pick<Mapper, 'map'>, times: TimeReader): ReadEvent[] {
  const batches = batchesOf(input);
  if (!batches)
    return (input as readonly AnyEvent[]).map((event, index) =>
      readEvent(event, mapper, times, index, -1, -1),
    );
  const all: ReadEvent[] = [];
  for (const [batch, { events, order }] of batches.entries()) {
    const last = events.length - 1;
    for (const [i, event] of events.entries())
      all.push(readEvent(event, mapper, times, all.length, batch, order === 'oldest_first' ? i : last - i));
  }
  return all;
}

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

function readEvent(
  given: AnyEvent,
  mapper: Pick<Mapper, 'map'>,
  times: TimeReader,
  index: number,
  batch: number,
  place: number,
): ReadEvent {
  const result = mapper.map(given);
  let description: string | null = null;
  let location: string | null = null;
  let time = times.read(null);
  let codes = '';
  try {
    const event = given as ShipmentEvent;
    description = textOf(event.description) ?? textOf(event.context);
    location = textOf(event.location);
    time = times.read(event.time);
    codes = CODES.map((name) => textOf(event[name]) ?? '')
      .join(' ')
      .trim();
  } catch {
    // What cannot be read has no time and no words, and its result says that it is no event.
  }
  const words = [description, location].filter((text) => text !== null).join(' | ');
  const step: Step = {
    result,
    wall: time.wall ?? Number.NaN,
    instant: time.instant ?? Number.NaN,
    identity: codes,
    words,
    index,
    batch,
    place,
    info: infoOf(result),
    moment: Number.NaN,
  };
  return { step, time, description, location, codes };
}
