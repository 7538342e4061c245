import { FIRST_YEAR, LAST_YEAR, PLAIN, ZULU } from '../layout.ts';

/** The last time that was read: what the clock showed, in milliseconds as if in UTC, and how it was written. */
export let wall: f64 = 0;
export let form: i32 = 0;

/** A number of two digits; over 99 where it is none. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function two(at: u32): u32 {
  const tens: u32 = load<u8>(at) - 48;
  const ones: u32 = load<u8>(at, 1) - 48;
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

/** Reads a time that is written as src/time/plain.ts says. Returns false for any other. */
export function readTime(at: u32, end: u32): bool {
  const length = end - at;
  if (length < 19 || load<u8>(at, 4) != 45 || load<u8>(at, 7) != 45 || load<u8>(at, 13) != 58 || load<u8>(at, 16) != 58)
    return false;
  const between = load<u8>(at, 10);
  const sign = load<u8>(at, 19);
  if (length == 19 && between == 32) form = PLAIN;
  else if (between != 84) return false;
  else if (length == 20 && sign == 90) form = ZULU;
  else if (length == 25 && load<u8>(at, 22) == 58 && (sign == 43 || sign == 45)) {
    const hours = two(at + 20);
    const minutes = two(at + 23);
    if (hours > 19 || minutes > 59 || (sign == 45 && hours + minutes == 0)) return false;
    form = (hours * 60 + minutes) as i32;
    if (sign == 45) form = -form;
  } else return false;
  const century = two(at);
  const years = two(at + 2);
  const month = two(at + 5);
  const day = two(at + 8);
  const hour = two(at + 11);
  const minute = two(at + 14);
  const second = two(at + 17);
  if (century > 99 || years > 99 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
  const year = century * 100 + years;
  if (year < (FIRST_YEAR as u32) || year > (LAST_YEAR as u32)) return false;
  const leap: u32 = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 1 : 0;
  const long: u32 = month == 2 ? 28 + leap : 30 + ((month + (month >> 3)) & 1);
  if (day < 1 || day > long) return false;
  // Days since 1970, with years that begin in March, so that the leap day comes last.
  const shifted = month > 2 ? year : year - 1;
  const march = month > 2 ? month - 3 : month + 9;
  const days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (153 * march + 2) / 5 + day - 719469;
  wall = (days as f64) * 86400000 + ((hour * 3600 + minute * 60 + second) as f64) * 1000;
  return true;
}
