/** What is wrong with a piece of a dump: each code and its meaning. */
export const DUMP_FAULTS = {
  invalid_json: 'The piece is not JSON.',
  cut_off: 'The dump ends within the piece.',
  too_long: 'The piece is longer than maxBytes.',
  too_deep: 'The piece nests deeper than 512 levels.',
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
