import { TrackstateError } from '../../errors.ts';
import { decodeUtf8, encodeUtf8, joinBytes } from '../bytes.ts';
import { type ByteReader, readerOf } from './streams.ts';

export type Utf16 = 'utf-16le' | 'utf-16be';

/** Which UTF-16 a byte-order mark tells; null where it tells none. */
export function utf16Order(first: Uint8Array): Utf16 | null {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  return first[0] === 0xfe && first[1] === 0xff ? 'utf-16be' : null;
}

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/**
 * An input in UTF-16 as one in UTF-8.
 *
 * @throws {TrackstateError} `invalid_input`, with the place, where half a character stands alone.
 */
export const fromUtf16 = (input: ByteReader, order: Utf16): ByteReader => ({
  ...readerOf(converted(input, order)),
  close: () => input.close(),
});

async function* converted(chunks: AsyncIterable<Uint8Array>, order: Utf16): AsyncGenerator<Uint8Array, void> {
  const decoder = new TextDecoder(order, { fatal: true, ignoreBOM: true });
  let rest: Uint8Array = new Uint8Array();
  let offset = 0;
  const malformed = (at: number, what: string) =>
    new TrackstateError(
      'invalid_input',
      `The UTF-16 text ${what} at byte ${at}: the file is cut or damaged.`,
    );
  for await (const chunk of chunks) {
    const bytes = joinBytes([rest, chunk]);
    const view = new DataView(bytes.buffer);
    const unit = (at: number) => view.getUint16(at, order === 'utf-16le');
    let length = bytes.length & ~1;
    if (length > 0 && isHigh(unit(length - 2))) length -= 2;
    try {
      yield encodeUtf8(decoder.decode(bytes.subarray(0, length)));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      let at = 0;
      while (isHigh(unit(at)) ? isLow(unit(at + 2)) : !isLow(unit(at))) at += isHigh(unit(at)) ? 4 : 2;
      throw malformed(offset + at, 'holds half a character');
    }
    offset += length;
    rest = bytes.subarray(length);
  }
  if (rest.length > 0) throw malformed(offset, 'ends in the middle of a character');
}

/** UTF-8 that holds whole characters as UTF-16. */
export function toUtf16(bytes: Uint8Array, order: Utf16): Uint8Array {
  const text = decodeUtf8(bytes);
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), order === 'utf-16le');
  return new Uint8Array(view.buffer);
}
