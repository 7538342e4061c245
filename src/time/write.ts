import { PLAIN, ZULU } from './forms.ts';
import type { ReadTime, TimeBasis } from './read.ts';

const DAY = 86_400_000;

/** When something happened. */
export interface EventTime {
  /** The time as it was sent; null where there was none. */
  readonly text: string | null;
  /** The instant in UTC, such as `2026-03-01T09:30:00Z`; null where nothing says the zone. */
  readonly instant: string | null;
  readonly basis: TimeBasis;
  /** The time is a date without an hour: its instant is the end of that day. */
  readonly dateOnly?: true;
}

/** An instant as it is written: ISO 8601 in UTC, without fractions that are zero. */
export const writeInstant = (instant: number): string =>
  new Date(instant).toISOString().replace('.000Z', 'Z');

/** A read time for people and programs. */
export const toEventTime = ({ text, instant, basis, dateOnly }: ReadTime): EventTime => ({
  text,
  instant: instant === null ? null : writeInstant(instant),
  basis,
  ...(dateOnly && { dateOnly }),
});

/** A time in one text: the instant where it is known, but a date as it was sent. */
export const shownTime = ({ text, instant, dateOnly }: EventTime): string | null =>
  dateOnly ? text : (instant ?? text);

const dates = new Map<number, string>();
const PADDED: readonly string[] = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

/** Writes a whole second as it was written: as {@link PLAIN}, {@link ZULU}, or with an offset in minutes. */
export function writePlainTime(wall: number, form: number): string {
  const day = Math.floor(wall / DAY);
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * DAY).toISOString().slice(0, 10);
    dates.set(day, date);
  }
  const seconds = (wall - day * DAY) / 1000;
  const clock = `${PADDED[Math.floor(seconds / 3600)]}:${PADDED[Math.floor(seconds / 60) % 60]}:${PADDED[seconds % 60]}`;
  if (form === PLAIN) return `${date} ${clock}`;
  if (form === ZULU) return `${date}T${clock}Z`;
  const minutes = Math.abs(form);
  return `${date}T${clock}${form < 0 ? '-' : '+'}${PADDED[Math.floor(minutes / 60)]}:${PADDED[minutes % 60]}`;
}

/** The form of a time that {@link writePlainTime} writes again as it was sent; null for any other. */
export function plainForm({ text, wall, instant, basis }: ReadTime): number | null {
  if (text === null || wall === null || wall % 1000 !== 0) return null;
  const minutes = basis === 'reported' && instant !== null ? (wall - instant) / 60_000 : null;
  const form = minutes === null ? PLAIN : text.endsWith('Z') ? ZULU : minutes;
  return writePlainTime(wall, form) === text ? form : null;
}
