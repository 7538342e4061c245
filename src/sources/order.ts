import type { EventOrder, SourceEvent } from './payload.ts';

const TIME =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ] *(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)? *(?:(Z)|([+-])(\d{2}):?(\d{2}))?$/i;

/** No zone is further than this from UTC. */
const WIDEST_OFFSET = 14 * 3_600_000;

interface Moment {
  /** Milliseconds: of UTC where there is a zone, otherwise of a clock somewhere. */
  readonly at: number;
  readonly zoned: boolean;
}

/** Reads a time as the sources write it; null where it is none. */
function moment(time: string | null): Moment | null {
  const parts = time === null ? null : TIME.exec(time.slice(0, 60).trim());
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null;
  const [, , , , , , , utc, sign, hours, minutes] = parts;
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -60_000 : 60_000);
  return {
    at: Date.UTC(year, month - 1, day, hour, minute, second) - offset,
    zoned: utc !== undefined || sign !== undefined,
  };
}

/** The same text for the same moment, whatever the offset that it is written with. */
export function momentKey(time: string | null): string | null {
  const read = moment(time);
  return read?.zoned ? String(read.at) : time;
}

/**
 * The order of a list: oldest first only where its first dated event is surely earlier than its last one.
 * Null where the times do not tell.
 */
export function orderOf(events: readonly SourceEvent[]): EventOrder | null {
  const dated = (event: SourceEvent) => moment(event.time) !== null;
  const first = moment(events.find(dated)?.time ?? null);
  const last = moment(events.findLast(dated)?.time ?? null);
  if (!first || !last || first.at === last.at) return null;
  // A clock without a zone may be off by its offset.
  const margin = first.zoned === last.zoned ? 0 : WIDEST_OFFSET;
  if (Math.abs(last.at - first.at) <= margin) return null;
  return first.at < last.at ? 'oldest_first' : 'newest_first';
}
