import { decodeUtf8 } from '../bytes.ts';

/** How the names and labels of a file are read. */
export type Encoding = 'utf-8' | 'gb18030';

let chinese: InstanceType<typeof TextDecoder> | undefined;

export function decode(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === 'utf-8') return decodeUtf8(bytes);
  chinese ??= new TextDecoder('gb18030');
  return chinese.decode(bytes);
}

/**
 * How much says that a text is UTF-8: a character of three or four bytes comes about by chance hardly ever, one of two
 * bytes in one of seven characters of GB18030.
 */
const LONG_CHARACTER = 5;
const SHORT_CHARACTER = 1;
/** How much has to speak for UTF-8 for each place that is none. */
const ENOUGH_PER_FAULT = 8;

/**
 * The encoding of the beginning of a file: UTF-8, also where a few places among good ones are damaged; otherwise
 * GB18030, the usual one of Chinese exports. A single field would not tell: 状态 in GB18030 is valid UTF-8 too.
 *
 * @param final - Whether it is the whole file: if not, its last character may be cut.
 */
export function tellEncoding(beginning: Uint8Array, final: boolean): Encoding {
  let good = 0;
  let faults = 0;
  let damaged = false;
  for (let pos = 0; pos < beginning.length; ) {
    const lead = beginning[pos++] as number;
    if (lead < 0x80) damaged = false;
    if (lead < 0x80) continue;
    const tails = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    let found = 0;
    while (found < tails && isTail(beginning[pos + found] ?? 0, lead, found)) found++;
    pos += found;
    const whole = tails > 0 && found === tails;
    if (whole) good += tails === 1 ? SHORT_CHARACTER : LONG_CHARACTER;
    // What is left of a damaged character counts with it; a character that the sample cuts does not count.
    else if (!(damaged && lead < 0xc0) && (tails === 0 || pos < beginning.length || final)) faults++;
    damaged = !whole;
  }
  return good >= faults * ENOUGH_PER_FAULT ? 'utf-8' : 'gb18030';
}

/** Whether a byte goes on with a character: the first one behind some leads has a narrower range. */
function isTail(byte: number, lead: number, place: number): boolean {
  const least = place > 0 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = place > 0 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  return byte >= least && byte <= most;
}
