import { TrackstateError } from '../../errors.ts';
import type { ByteSink, ByteSource } from './streams.ts';

/** The two byte orders of UTF-16. */
export type Utf16 = 'utf-16le' | 'utf-16be';

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/**
 * Reads UTF-16 as UTF-8. A surrogate without its partner, which UTF-8 proper cannot hold, becomes three bytes all
 * the same (as in WTF-8), so that it can be written back as it was.
 */
export function fromUtf16(source: ByteSource, order: Utf16): ByteSource {
  const raw = Buffer.alloc(64 * 1024);
  // A unit takes at most three bytes, and one may be held back from the last call.
  const text = Buffer.alloc((raw.length / 2 + 1) * 3);
  let ready = text.subarray(0, 0);
  let kept = 0;
  let high = -1;

  /** Fills {@link ready}. Returns false at the end. */
  async function decode(): Promise<boolean> {
    const count = await source.read(raw.subarray(kept));
    const length = kept + count;
    let at = 0;
    const put = (code: number) => {
      if (code < 0x80) text[at++] = code;
      else if (code < 0x800) text[at++] = 0xc0 | (code >> 6);
      else if (code < 0x10000) text[at++] = 0xe0 | (code >> 12);
      else {
        text[at++] = 0xf0 | (code >> 18);
        text[at++] = 0x80 | ((code >> 12) & 63);
      }
      if (code >= 0x800) text[at++] = 0x80 | ((code >> 6) & 63);
      if (code >= 0x80) text[at++] = 0x80 | (code & 63);
    };
    for (let i = 0; i + 1 < length; i += 2) {
      const unit = order === 'utf-16le' ? raw.readUInt16LE(i) : raw.readUInt16BE(i);
      if (high >= 0 && isLow(unit)) {
        put(0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
        high = -1;
        continue;
      }
      if (high >= 0) put(high);
      high = isHigh(unit) ? unit : -1;
      if (high < 0) put(unit);
    }
    if (count === 0 && kept > 0) {
      throw new TrackstateError(
        'invalid_input',
        'The UTF-16 text ends in the middle of a character: the file is cut.',
      );
    }
    if (count === 0 && high >= 0) {
      put(high);
      high = -1;
    }
    kept = length % 2;
    if (kept > 0) raw[0] = raw[length - 1] as number;
    ready = text.subarray(0, at);
    return count > 0 || at > 0;
  }

  return {
    async read(into) {
      while (ready.length === 0) if (!(await decode())) return 0;
      const count = Math.min(into.length, ready.length);
      into.set(ready.subarray(0, count));
      ready = ready.subarray(count);
      return count;
    },
  };
}

/** Writes UTF-8, as {@link fromUtf16} makes it, as UTF-16. Each write has to hold whole characters. */
export function toUtf16(sink: ByteSink, order: Utf16): ByteSink {
  return {
    async write(bytes) {
      const raw = Buffer.allocUnsafe(bytes.length * 2);
      let at = 0;
      const put = (unit: number) => {
        at = order === 'utf-16le' ? raw.writeUInt16LE(unit, at) : raw.writeUInt16BE(unit, at);
      };
      const tail = (i: number) => (bytes[i] as number) & 63;
      for (let i = 0; i < bytes.length; ) {
        const lead = bytes[i] as number;
        if (lead < 0x80) {
          put(lead);
          i += 1;
        } else if (lead < 0xe0) {
          put(((lead & 31) << 6) | tail(i + 1));
          i += 2;
        } else if (lead < 0xf0) {
          put(((lead & 15) << 12) | (tail(i + 1) << 6) | tail(i + 2));
          i += 3;
        } else {
          const code =
            (((lead & 7) << 18) | (tail(i + 1) << 12) | (tail(i + 2) << 6) | tail(i + 3)) - 0x10000;
          put(0xd800 + (code >> 10));
          put(0xdc00 + (code & 1023));
          i += 4;
        }
      }
      await sink.write(raw.subarray(0, at));
    },
  };
}

/** Which UTF-16 a byte-order mark tells; null where it tells none. */
export function utf16Order(first: Buffer): Utf16 | null {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  return first[0] === 0xfe && first[1] === 0xff ? 'utf-16be' : null;
}
