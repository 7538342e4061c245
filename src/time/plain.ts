import { FIRST_YEAR, LAST_YEAR } from './read.ts';

const DAY = 86_400_000;

/** How a time was written, so that its text can be written again. */
export const PLAIN = 32_000;
export const ZULU = 32_001;

/** A time and how it was written: {@link PLAIN}, {@link ZULU}, or an offset in minutes. */
export interface PlainTime {
  /** What the clock showed, in milliseconds, as if it showed UTC. */
  readonly wall: number;
  readonly form: number;
}

const WRITTEN =
  /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)|T(\d\d):(\d\d):(\d\d)(Z|([+-])([01]\d):([0-5]\d)))$/;

/**
 * Reads `2026-03-01 09:30:00`, `2026-03-01T09:30:00Z` and `2026-03-01T09:30:00+08:00`, as the kernel does: those are
 * kept as numbers and written again as they were. Null for any other text, which the careful reader takes.
 */
export function readPlainTime(text: string): PlainTime | null {
  const match = WRITTEN.exec(text);
  if (!match) return null;
  const [
    ,
    year,
    month,
    day,
    hour = match[7],
    minute = match[8],
    second = match[9],
    zone,
    sign,
    hours,
    minutes,
  ] = [...match.slice(0, 7), ...match.slice(10)];
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const real = new Date(date).getUTCDate() === Number(day) && Number(month) >= 1 && Number(month) <= 12;
  if (!real || Number(year) < FIRST_YEAR || Number(year) > LAST_YEAR) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const wall = date + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second) * 1000;
  if (zone === undefined) return { wall, form: PLAIN };
  if (zone === 'Z') return { wall, form: ZULU };
  const offset = Number(hours) * 60 + Number(minutes);
  return zone === '-00:00' ? null : { wall, form: sign === '-' ? -offset : offset };
}

const dates = new Map<number, string>();
const PADDED: readonly string[] = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

/** A time as it was written. */
export function writePlainTime(wall: number, written: number): string {
  const day = Math.floor(wall / DAY);
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * DAY).toISOString().slice(0, 10);
    dates.set(day, date);
  }
  const seconds = (wall - day * DAY) / 1000;
  const clock = `${PADDED[Math.floor(seconds / 3600)]}:${PADDED[Math.floor(seconds / 60) % 60]}:${PADDED[seconds % 60]}`;
  if (written === PLAIN) return `${date} ${clock}`;
  if (written === ZULU) return `${date}T${clock}Z`;
  const minutes = Math.abs(written);
  return `${date}T${clock}${written < 0 ? '-' : '+'}${PADDED[Math.floor(minutes / 60)]}:${PADDED[minutes % 60]}`;
}
