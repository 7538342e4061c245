import type { Zone } from './zone.ts';

/** Where an instant comes from: the source gave an offset, the caller named a zone, or there is none. */
export type TimeBasis = 'reported' | `assumed:${string}` | 'unknown';

/** When something happened. */
export interface EventTime {
  /** The time as it was sent; null where there was none. */
  readonly text: string | null;
  /** The instant in UTC, such as `2026-03-01T09:30:00Z`; null where nothing says the zone. */
  readonly instant: string | null;
  readonly basis: TimeBasis;
}

/** A time that was read. Milliseconds since 1970; `wall` counts as if the clock on the wall showed UTC. */
export interface ReadTime {
  readonly text: string | null;
  /** What the clock showed; null where the text is no time, or none that can be. */
  readonly wall: number | null;
  readonly instant: number | null;
  readonly basis: TimeBasis;
  /** A text that is there and cannot be used: no time, or a placeholder such as 0000-00-00 or the year 2079. */
  readonly implausible: boolean;
}

/** Years outside are placeholders of databases and spreadsheets: 0000, 1900, 1970, 2079, 9999. */
export const FIRST_YEAR: number = 1990;
export const LAST_YEAR: number = 2078;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const FORMAT =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-][01]\d:?[0-5]\d|[+-][01]\d)?$/i;

/** Reads the times of one caller, whose zone-less ones are in `zone`. */
export class TimeReader {
  constructor(private readonly zone: Zone | null) {}

  /** Reads one time. Never throws. */
  readonly read = (raw: unknown): ReadTime => {
    const text =
      typeof raw === 'string' && raw.trim() !== '' && raw.trim().toLowerCase() !== 'null' ? raw : null;
    if (text === null)
      return raw === undefined || raw === null || typeof raw === 'string'
        ? NO_TIME
        : BAD_TIME(typeof raw === 'object' || typeof raw === 'function' ? `(${typeof raw})` : String(raw));
    const match = text.length > 64 ? null : FORMAT.exec(text.trim());
    if (!match) return BAD_TIME(text);
    const [, year, month, day, hour, minute, second, fraction, offset] = match;
    const parts = [year, month, day, hour ?? 0, minute ?? 0, second ?? 0].map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const millis = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
    const date = Date.UTC(parts[0], parts[1] - 1, parts[2]);
    const real = new Date(date).getUTCDate() === parts[2] && parts[3] < 24 && parts[4] < 60 && parts[5] < 61;
    if (!real || parts[0] < FIRST_YEAR || parts[0] > LAST_YEAR || parts[1] < 1 || parts[1] > 12)
      return BAD_TIME(text);
    // A date without a time ends its day: whatever has a time on that day comes before it.
    if (hour === undefined)
      return { text, wall: date + DAY - 1, instant: null, basis: 'unknown', implausible: false };
    const wall = date + parts[3] * HOUR + parts[4] * MINUTE + parts[5] * 1000 + millis;
    if (offset !== undefined)
      return { text, wall, instant: wall - offsetOf(offset), basis: 'reported', implausible: false };
    return this.fromWall(text, wall);
  };

  /** A zone-less time by what the clock showed. */
  fromWall(text: string, wall: number): ReadTime {
    const { zone } = this;
    if (zone === null) return { text, wall, instant: null, basis: 'unknown', implausible: false };
    return { text, wall, instant: zone.instantOf(wall), basis: `assumed:${zone.name}`, implausible: false };
  }
}

const NO_TIME: ReadTime = { text: null, wall: null, instant: null, basis: 'unknown', implausible: false };
const BAD_TIME = (text: string): ReadTime => ({ ...NO_TIME, text, implausible: true });

function offsetOf(text: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE);
}

/** An instant as it is written: ISO 8601 in UTC, without fractions that are zero. */
export const writeInstant = (instant: number): string =>
  new Date(instant).toISOString().replace('.000Z', 'Z');

/** A read time for people and programs. */
export const toEventTime = ({ text, instant, basis }: ReadTime): EventTime => ({
  text,
  instant: instant === null ? null : writeInstant(instant),
  basis,
});
