import { isAbsent } from '../absent.ts';
import { FIRST_YEAR, LAST_YEAR } from './forms.ts';
import type { Zone } from './zone.ts';

/** Where an instant comes from: the source gave an offset, the caller named a zone, or there is none. */
export type TimeBasis = 'reported' | `assumed:${string}` | 'unknown';

/** A time that was read. Milliseconds since 1970. */
export interface ReadTime {
  /** The time as it was sent; null where there was none. */
  readonly text: string | null;
  /** What the clock showed, as if it showed UTC; null where the text is no time, or none that can be. */
  readonly wall: number | null;
  readonly instant: number | null;
  readonly basis: TimeBasis;
  /** A text that is there and cannot be used: no time, or a placeholder such as 0000-00-00 or the year 2079. */
  readonly implausible: boolean;
  /** A date without an hour, which ends its day. */
  readonly dateOnly: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LONGEST = 64;

const FORMAT =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-][01]\d:?[0-5]\d|[+-][01]\d)?$/i;

/**
 * What a text says of a time, as {@link ReadTime} counts it; null where it is none, or none that can be. `offset` is
 * how far the clock is ahead of UTC, in milliseconds; null where the text does not say.
 */
function readClock(text: string) {
  const match = text.length > LONGEST ? null : FORMAT.exec(text.trim());
  if (!match) return null;
  const [, ...groups] = match;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = groups
    .slice(0, 6)
    .map((part) => Number(part ?? 0));
  const date = Date.UTC(year, month - 1, day);
  if (month < 1 || month > 12 || new Date(date).getUTCDate() !== day) return null;
  if (hour > 23 || minute > 59 || second > 60 || year < FIRST_YEAR || year > LAST_YEAR) return null;
  const [fraction, zone] = groups.slice(6);
  const millis = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  // Whatever has a time on a day comes before a date that has none.
  const dateOnly = groups[3] === undefined;
  const wall = dateOnly ? date + DAY - 1 : date + hour * HOUR + minute * MINUTE + second * 1000 + millis;
  return { wall, offset: zone === undefined ? null : offsetOf(zone), dateOnly };
}

function offsetOf(text: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}

/** Reads the times of one caller, whose zone-less ones are in `zone`. */
export class TimeReader {
  constructor(private readonly zone: Zone | null) {}

  readonly read = (raw: unknown): ReadTime => {
    if (isAbsent(raw)) return NO_TIME;
    if (typeof raw !== 'string')
      return badTime(typeof raw === 'object' || typeof raw === 'function' ? `(${typeof raw})` : String(raw));
    const clock = readClock(raw);
    if (clock === null) return badTime(raw);
    const { wall, offset, dateOnly } = clock;
    const known = { ...NO_TIME, text: raw, wall, dateOnly };
    if (offset !== null) return { ...known, instant: wall - offset, basis: 'reported' };
    if (this.zone === null) return known;
    return { ...known, instant: this.zone.instantOf(wall), basis: `assumed:${this.zone.name}` };
  };
}

const NO_TIME: ReadTime = {
  text: null,
  wall: null,
  instant: null,
  basis: 'unknown',
  implausible: false,
  dateOnly: false,
};
const badTime = (text: string): ReadTime => ({ ...NO_TIME, text, implausible: true });
