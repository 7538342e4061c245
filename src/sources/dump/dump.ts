import { TrackstateError } from '../../errors.ts';
import { DumpSplitter } from './splitter.ts';

/** What is wrong with a piece of a dump: each code and its meaning. */
export const DUMP_FAULTS = {
  invalid_json: 'The piece is not JSON.',
  cut_off: 'The dump ends within the piece.',
  too_long: 'The piece is longer than maxBytes.',
} as const;

/** A code of the closed list of faults. */
export type DumpFault = keyof typeof DUMP_FAULTS;

/** One payload of a dump, or a piece that cannot be read. */
export type DumpEntry =
  | {
      /** Counts payloads and faults, from 1. */
      readonly number: number;
      /** Where it starts, in bytes from the start of the dump. */
      readonly offset: number;
      readonly value: unknown;
    }
  | {
      readonly number: number;
      readonly offset: number;
      readonly fault: DumpFault;
      readonly message: string;
      /** The bytes of the piece; of a longer one the first MiB. */
      readonly raw: Uint8Array;
    };

/** How a dump is read. */
export interface DumpOptions {
  /** The longest payload that is read, in bytes; longer ones become faults. Default: 64 MiB. */
  readonly maxBytes?: number;
}

/**
 * Reads a dump of payloads in UTF-8: JSON Lines, one document, an array, or several documents one after another,
 * pretty-printed or not. An array is read element by element. Memory is bounded by the longest payload, and by
 * `maxBytes`. Data never makes it throw: a piece that cannot be read becomes a fault, and reading goes on behind it,
 * at the next line or element that starts like a payload.
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
  const splitter = new DumpSplitter(maxBytes);
  for await (const chunk of chunks) {
    splitter.push(chunk);
    for (let entry = splitter.next(); entry !== null; entry = splitter.next()) yield entry;
    splitter.keep();
  }
  splitter.end();
  for (let entry = splitter.next(); entry !== null; entry = splitter.next()) yield entry;
}
