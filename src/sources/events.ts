import { TimeReader } from '../time/read.ts';
import type { EventOrder, SourceEvent, SourceShipment } from './payload.ts';

/** What all events of one carrier have in common. */
export type Whole = Pick<SourceEvent, 'source' | 'tracking_number' | 'carrier_id'>;

type Known = Whole & Pick<SourceEvent, 'raw'> & Partial<SourceEvent>;

const NOTHING = {
  substatus_code: null,
  status_description: null,
  description: null,
  location: null,
  time: null,
  position: 0,
} as const;

/** An event, by what is known of it. Its fields come in the order in which they are written as JSON. */
export function eventOf(known: Known): SourceEvent {
  const { source, tracking_number, carrier_id, status_code = null, ...rest } = known;
  return { source, tracking_number, carrier_id, status_code, ...NOTHING, ...rest };
}

/** The status of a parcel as a whole, which has no place and no time; null where it has no code. */
export function reportedOf(known: Known & Pick<SourceEvent, 'status_code'>): SourceEvent | null {
  const event = { ...NOTHING, ...known };
  return event.status_code === null && event.substatus_code === null ? null : event;
}

const DAY = 86_400_000;

/** No zone is further than this from UTC. */
const WIDEST_OFFSET = 14 * 3_600_000;

const times: TimeReader = /* @__PURE__ */ new TimeReader(null);

/** When an event happened, in milliseconds: within a day, where that alone is known. */
interface Span {
  readonly from: number;
  readonly to: number;
  /** Whether they count from UTC; otherwise from a clock somewhere. */
  readonly zoned: boolean;
}

function spanOf(time: string | null): Span | null {
  const { wall, instant } = times.read(time);
  const to = instant ?? wall;
  if (time === null || to === null) return null;
  return { from: time.includes(':') ? to : to - DAY + 1, to, zoned: instant !== null };
}

/** The same text for the same moment, whatever the offset that it is written with. */
function momentKey(time: string | null): string | null {
  const { instant } = times.read(time);
  return instant === null ? time : String(instant);
}

/**
 * The order of a list: oldest first only where its first dated event is surely earlier than its last one.
 * Null where the times do not tell.
 */
function orderOf(events: readonly SourceEvent[]): EventOrder | null {
  const dated = (event: SourceEvent) => spanOf(event.time) !== null;
  const first = spanOf(events.find(dated)?.time ?? null);
  const last = spanOf(events.findLast(dated)?.time ?? null);
  if (!first || !last) return null;
  // A clock without a zone may be off by its offset.
  const margin = first.zoned === last.zoned ? 0 : WIDEST_OFFSET;
  if (first.to + margin < last.from) return 'oldest_first';
  return last.to + margin < first.from ? 'newest_first' : null;
}

/**
 * Puts the lists of several carriers behind one another. An event that another carrier's list has already counts
 * once: same time, description, location and codes. A list whose times do not tell its order has that of the first
 * one whose times do.
 */
export function mergeEvents(
  lists: readonly (readonly SourceEvent[])[],
): Required<Pick<SourceShipment, 'events' | 'order' | 'orders'>> {
  const told = lists.map(orderOf);
  const order = told.find((known) => known !== null) ?? 'newest_first';
  const seen = new Set<string>();
  const events: SourceEvent[] = [];
  for (const [list, given] of lists.entries()) {
    // Within one list nothing is taken for a repetition.
    const added = given.filter((event) => event.time === null || !seen.has(eventKey(event)));
    if (lists.length > 1) for (const event of added) seen.add(eventKey(event));
    for (const event of added) events.push({ ...event, list });
  }
  return { events, order, orders: told.map((known) => known ?? order) };
}

function eventKey({ time, description, location, status_code, substatus_code }: SourceEvent): string {
  return JSON.stringify([momentKey(time), description, location, status_code, substatus_code]);
}
