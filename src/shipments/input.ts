import { isAbsent } from '../absent.ts';
import { TrackstateError } from '../errors.ts';
import { readCode, readLabel } from '../mapping/codes.ts';
import type { AnyEvent } from '../mapping/event.ts';
import type { Mapper } from '../mapping/mapper.ts';
import type { MappingResult } from '../mapping/result.ts';
import type { SourceEvent, SourceShipment } from '../sources/payload.ts';
import type { TimeReader } from '../time/read.ts';
import { infoOf } from './arrange.ts';
import type { StepDetails } from './describe.ts';
import type { Step } from './step.ts';
import type { WholeStatus } from './summarise.ts';
import type { ShipmentEvent, ShipmentInput } from './types.ts';

/** An event of the input with its step. */
export interface ReadEvent extends StepDetails {
  readonly step: Step;
}

/** The input with what is in it. */
export interface ReadShipment {
  readonly events: readonly ReadEvent[];
  /** What its payloads say of the parcel as a whole. */
  readonly wholes: readonly WholeStatus[];
  /** The carrier that a payload names for the parcel; null where none does. */
  readonly carrier: string | null;
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
  const { list, parcels } = partsOf(input);
  if (parcels.length === 0) {
    const events = list.map((event, i) => readEvent(event as AnyEvent, mapper, times, i, -1, -1));
    return { events, wholes: [], carrier: null };
  }
  const events: ReadEvent[] = [];
  const wholes: WholeStatus[] = [];
  let lists = 0;
  for (const parcel of parcels) {
    const from = events.length;
    for (const [i, [own, place]] of placesOf(parcel).entries())
      events.push(readEvent(parcel.events[i] as AnyEvent, mapper, times, events.length, lists + own, place));
    lists += 1 + Math.max(0, ...(parcel.orders ?? []).keys());
    if (parcel.reported)
      wholes.push({ result: mapper.map(parcel.reported), steps: events.slice(from).map(({ step }) => step) });
  }
  const carrier = parcels.map(({ carrier_id }) => textOf(carrier_id)).find((name) => name !== null) ?? null;
  return { events, wholes, carrier };
}

function placesOf({ events, order, orders = [] }: SourceShipment): [list: number, place: number][] {
  const lists = events.map(listOf);
  const lengths: number[] = [];
  const before = lists.map((list) => {
    const place = lengths[list] ?? 0;
    lengths[list] = place + 1;
    return place;
  });
  return lists.map((list, i) => {
    const place = before[i] as number;
    const newestFirst = (orders[list] ?? order) !== 'oldest_first';
    return [list, newestFirst ? (lengths[list] as number) - 1 - place : place];
  });
}

/** Which list an event stands in; one that a caller composed may hold anything. */
function listOf(event: unknown): number {
  try {
    const { list = 0 } = event as Partial<SourceEvent>;
    return Number.isInteger(list) && list >= 0 && list < MOST_LISTS ? list : 0;
  } catch {
    return 0;
  }
}

const MOST_LISTS = 1000;

function partsOf(input: ShipmentInput): { list: unknown[]; parcels: SourceShipment[] } {
  try {
    const list: unknown[] = Array.isArray(input) ? Array.from(input) : [input];
    const parcels =
      list.length > 0 && list.every(isShipment)
        ? list.map((shipment) => ({ ...(shipment as SourceShipment) }))
        : [];
    if (parcels.length > 0 || Array.isArray(input)) return { list, parcels };
  } catch {
    return { list: [], parcels: [] };
  }
  throw new TrackstateError(
    'invalid_input',
    'resolveShipment: expected an array of events, or the shipments that readPayload gives',
  );
}

const isShipment = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Array.isArray((value as Partial<SourceShipment>).events);

const CODES = [
  'order_status_code',
  'statusCode',
  'status',
  'status_code',
  'substatus_code',
  'sub_status',
] as const;
const LABELS = ['order_status_description', 'status_description'] as const;

/** What an event says: events with the same text say the same. */
export function meaningOf(event: ShipmentEvent, result: MappingResult): string {
  if (!('reason' in result) && result.rule !== null) return result.rule;
  // The codes as they are looked up, so that 2, '2' and '2.0' are one.
  const codes = CODES.flatMap((name) => readCode(event[name])?.code ?? []);
  const labels = LABELS.flatMap((name) => readLabel(event[name]) ?? []);
  const source = result.source ?? (isAbsent(event.source) ? '' : String(event.source));
  return [source, ...codes, ...labels].join('\n');
}

const textOf = (value: unknown): string | null => {
  if (typeof value === 'number') return String(value);
  return typeof value !== 'string' || isAbsent(value) ? null : value.trim();
};

function readEvent(
  given: AnyEvent,
  mapper: Pick<Mapper, 'map'>,
  times: TimeReader,
  index: number,
  list: number,
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
  const meaning = safely(() => meaningOf(event, result), '');
  const description = safely(() => textOf(event.description) ?? textOf(event.context), null);
  const location = safely(() => textOf(event.location), null);
  const carrier = safely(() => textOf(event.carrier_id) ?? textOf(event.carrier), null);
  const time = times.read(safely<unknown>(() => event.time, null));
  const step: Step = {
    result,
    info: infoOf(result),
    wall: time.wall ?? Number.NaN,
    instant: time.instant ?? Number.NaN,
    meaning,
    words: description ?? '',
    location: location ?? '',
    clock: time.text ?? '',
    carrier: carrier ?? '',
    index,
    list,
    place,
    moment: Number.NaN,
  };
  return { step, time, description, location };
}
