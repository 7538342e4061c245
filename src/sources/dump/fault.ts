import type { DumpEntry, DumpFault } from './entry.ts';
import { BYTE, isSpace } from './scan.ts';
import type { Window } from './window.ts';

const LONGEST_RAW = 1024 * 1024;

/** A piece that cannot be read, as far as its bytes are kept. */
export class Fault {
  #raw: Uint8Array = new Uint8Array(0);
  #length = 0;

  constructor(
    private readonly number: number,
    private readonly offset: number,
  ) {}

  readonly add = (bytes: Uint8Array): void => {
    const taken = bytes.subarray(0, LONGEST_RAW - this.#length);
    const needed = this.#length + taken.length;
    if (needed > this.#raw.length) {
      const grown = new Uint8Array(needed * 2);
      grown.set(this.#raw.subarray(0, this.#length));
      this.#raw = grown;
    }
    this.#raw.set(taken, this.#length);
    this.#length = needed;
  };

  /**
   * Adds the rest of a line, the lines behind it that are further in, and the brackets that close behind them.
   * Whether the dump ends with them.
   */
  async addLines(window: Window, indent: number, inArray: boolean): Promise<boolean> {
    let inside = true;
    for (;;) {
      if (inside) {
        const place = window.bytes.subarray(window.start, window.end).indexOf(BYTE.newline);
        this.add(window.take(place < 0 ? window.length : place));
        if (place < 0 && (await window.has(1))) continue;
      } else this.add(window.take(1));
      const byte = await window.skip(this.add);
      if (byte === undefined) return true;
      const mayClose = !window.begun || !inside;
      inside = !window.begun && window.indent > indent;
      const closes = byte === BYTE.closeObject || (byte === BYTE.closeArray && !inArray);
      if (!inside && !(closes && mayClose)) return false;
    }
  }

  /** The entry of the dump, without the space at its end. */
  entry(fault: DumpFault, message: string): DumpEntry {
    const { number, offset } = this;
    let end = this.#length;
    while (end > 0 && isSpace(this.#raw[end - 1] as number)) end--;
    return { number, offset, fault, message, raw: this.#raw.slice(0, end) };
  }
}
