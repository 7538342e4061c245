import { TrackstateError } from '../../errors.ts';
import type { DumpEntry } from './entry.ts';
import { Fault } from './fault.ts';
import { parsePayload } from './parse.ts';
import { BYTE, DEEPEST, scanValue } from './scan.ts';
import { Window } from './window.ts';

/** How a dump is read. */
export interface DumpOptions {
  /** The longest payload that is read, in bytes; longer ones become faults. Default: 64 MiB. */
  readonly maxBytes?: number;
}

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a dump of payloads in UTF-8: JSON Lines, one document, an array, or several documents one after another,
 * pretty-printed or not. An array is read element by element. A number that JavaScript cannot hold exactly is given
 * as text, with its digits as written. Memory is bounded by the longest payload, and by `maxBytes`. Data never makes
 * it throw: a piece that cannot be read becomes a fault, and reading goes on behind it, at the next line or element
 * that starts like a payload. One that is too long takes the rest of its line with it.
 *
 * @param chunks - The bytes, such as a Node stream or the body of a `Response`. A chunk may be
 *   used again as soon as the next one is asked for.
 * @throws {TrackstateError} `invalid_option`
 */
export async function* readDump(
  chunks: AsyncIterable<Uint8Array>,
  options: DumpOptions = {},
): AsyncGenerator<DumpEntry> {
  const { maxBytes = 64 * 1024 * 1024 } = options;
  if (!(maxBytes >= 1)) {
    throw new TrackstateError('invalid_option', `Option maxBytes: expected at least 1, found ${maxBytes}`);
  }
  const input = chunks[Symbol.asyncIterator]();
  const window = new Window(input);
  let number = 0;
  /** Where the array starts whose elements are read; null outside of one. */
  let array: number | null = null;
  try {
    for (let byte = await window.skip(); byte !== undefined; byte = await window.skip()) {
      if (byte === BYTE.openArray && array === null) {
        array = window.offset;
        window.take(1);
      } else if (byte === BYTE.closeArray && array !== null) {
        array = null;
        window.take(1);
      } else yield await readPiece(window, ++number, array !== null, maxBytes);
    }
    if (array !== null)
      yield new Fault(++number, array).entry('cut_off', 'the dump ends before the array that starts here');
  } finally {
    await input.return?.();
  }
}

/** Reads the value that starts here, or what stands in its place. */
async function readPiece(
  window: Window,
  number: number,
  inArray: boolean,
  maxBytes: number,
): Promise<DumpEntry> {
  const { indent, offset } = window;
  const scan = () =>
    scanValue(window.bytes, window.start, window.start + Math.min(window.length, maxBytes), inArray);
  let found = scan();
  // Each time from the start, and so with twice as many bytes.
  for (let before = 0; found.end === 'open' && window.length <= maxBytes && before < window.length; ) {
    before = window.length;
    await window.has(2 * before);
    found = scan();
  }
  const { end, length, lines, deep } = found;
  const long = end === 'open' && window.length > maxBytes;
  const fault = new Fault(number, offset);
  let message = 'a bracket, a quote or a line break stands where none can';
  let cut = end === 'open';
  // A broken value is given up line by line: those behind its first one are looked at again.
  if (lines ? end !== 'complete' : long || (end === 'broken' && !inArray)) {
    cut = (await fault.addLines(window, indent, inArray)) && cut;
  } else {
    const bytes = window.take(length);
    try {
      if (!deep) return { number, offset, value: parsePayload(decoder.decode(bytes)) };
    } catch (error) {
      message = (error as Error).message;
    }
    fault.add(bytes);
  }
  if (deep) return fault.entry('too_deep', `expected at most ${DEEPEST} levels, found more`);
  if (long) return fault.entry('too_long', `expected at most ${maxBytes} bytes, found more`);
  return cut
    ? fault.entry('cut_off', 'the dump ends within this piece')
    : fault.entry('invalid_json', message);
}
