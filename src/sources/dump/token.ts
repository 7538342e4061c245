/** The bytes that JSON is cut at. */
export const BYTE = {
  newline: 10,
  quote: 34,
  comma: 44,
  colon: 58,
  backslash: 92,
  openArray: 91,
  closeArray: 93,
  openObject: 123,
  closeObject: 125,
} as const;

/** Whether JSON takes a byte for space. */
export function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13 || byte === BYTE.newline;
}

/** Finds the end of one value, over as many chunks as it takes. Positions count from the value's start. */
export interface Scanner {
  /** How the value ended; null while it has not. */
  readonly ended: 'complete' | 'broken' | null;
  /** Whether it holds something that is no JSON. Then it ends at the next line break. */
  flawed: boolean;
  /** Where its first line break is, or -1. */
  readonly newline: number;
  /** Scans a part of the value, and returns the place where it stopped. */
  scan(bytes: Uint8Array, start: number, from: number, to: number): number;
}

/** A number, a word or garbage: it ends with its line or, in an array, where the next element may start. */
export class TokenScanner implements Scanner {
  ended: 'complete' | null = null;
  flawed = false;
  readonly newline = -1;
  readonly #inArray: boolean;

  constructor(inArray: boolean) {
    this.#inArray = inArray;
  }

  scan(bytes: Uint8Array, start: number, from: number, to: number): number {
    let i = start + from;
    for (; i < start + to; i++) {
      const byte = bytes[i];
      const ends = byte === BYTE.comma || byte === BYTE.closeArray || byte === BYTE.openObject;
      if (byte === BYTE.newline || (ends && this.#inArray)) {
        this.ended = 'complete';
        break;
      }
    }
    return i - start;
  }
}
