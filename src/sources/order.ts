import { TimeReader } from '../time/read.ts';
import type { EventOrder, SourceEvent } from './payload.ts';

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
export function momentKey(time: string | null): string | null {
  const { instant } = times.read(time);
  return instant === null ? time : String(instant);
}

/**
 * The order of a list: oldest first only where its first dated event is surely earlier than its last one.
 * Null where the times do not tell.
 */
export function orderOf(events: readonly SourceEvent[]): EventOrder | null {
  const dated = (event: SourceEvent) => spanOf(event.time) !== null;
  const first = spanOf(events.find(dated)?.time ?? null);
  const last = spanOf(events.findLast(dated)?.time ?? null);
  if (!first || !last) return null;
  // A clock without a zone may be off by its offset.
  const margin = first.zoned === last.zoned ? 0 : WIDEST_OFFSET;
  if (first.to + margin < last.from) return 'oldest_first';
  return last.to + margin < first.from ? 'newest_first' : null;
}
