import type { FaultyPiece } from './fault.ts';
import { BYTE, isSpace } from './token.ts';
import type { Window } from './window.ts';

/** Where on its line a value stands, which tells the lines of a broken value from the next one. */
export class Layout {
  /** How far the current line is indented. */
  indent = 0;
  /** Whether anything but space came on it already. */
  begun = false;

  /**
   * Skips what may stand between values: space, commas, byte order marks. Gives the byte behind it, or undefined
   * where there is none yet. What is skipped may belong to a fault.
   */
  skip(window: Window, ended: boolean, fault: FaultyPiece | null): number | undefined {
    const from = window.start;
    let found: number | undefined;
    while (window.start < window.end) {
      const byte = window.bytes[window.start] as number;
      if (byte === BYTE.newline) {
        this.indent = 0;
        this.begun = false;
      } else if (byte === BYTE.comma) {
        this.begun = true;
      } else if (isSpace(byte)) {
        if (!this.begun) this.indent++;
      } else if (byte === 0xef && window.length < 3 && !ended) {
        break;
      } else if (isMark(window)) {
        window.start += 2;
      } else {
        found = byte;
        break;
      }
      window.start++;
    }
    fault?.add(window.bytes.subarray(from, window.start));
    return found;
  }

  /** How much of a line belongs to the broken value before it: the line if it is further in, or the last bracket. */
  partOf(fault: FaultyPiece, byte: number, inArray: boolean): 'line' | 'bracket' | 'none' {
    if (this.begun) return 'none';
    const inner = this.indent > fault.indent;
    if (inner || (byte === BYTE.closeArray && !inArray)) return 'line';
    if (byte !== BYTE.closeObject) return 'none';
    this.begun = true;
    return 'bracket';
  }
}

function isMark({ bytes, start, end }: Window): boolean {
  return end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}
