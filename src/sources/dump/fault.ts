import type { DumpEntry, DumpFault } from './entry.ts';
import { BYTE, isSpace } from './scan.ts';
import type { Window } from './window.ts';

const LONGEST_RAW = 1024 * 1024;

/** A piece that cannot be read, as far as its bytes are kept. */
export class Fault {
  #raw: Uint8Array = new Uint8Array(0);
  #length = 0;

  constructor(
    private readonly code: DumpFault,
    private readonly message: string,
  ) {}

  /** Adds a copy of bytes. */
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

  /** Adds the rest of a line, and the lines behind it that are further in or close a bracket. */
  async addLines(window: Window, indent: number, inArray: boolean): Promise<void> {
    const closes = (byte: number | undefined) =>
      byte === BYTE.closeObject || (byte === BYTE.closeArray && !inArray);
    for (let line = true; ; ) {
      if (line) await this.#addLine(window);
      else
        do this.add(window.take(1));
        while (closes(await window.peek()));
      const byte = await window.skip(this.add);
      line = window.indent > indent;
      if (byte === undefined || window.begun || !(line || closes(byte))) return;
    }
  }

  async #addLine(window: Window): Promise<void> {
    while ((await window.peek()) !== undefined) {
      const place = window.bytes.subarray(window.start, window.end).indexOf(BYTE.newline);
      this.add(window.take(place < 0 ? window.length : place));
      if (place >= 0) return;
    }
  }

  /** The entry of the dump, without the space at its end. */
  entry(number: number, offset: number): DumpEntry {
    let end = this.#length;
    while (end > 0 && isSpace(this.#raw[end - 1] as number)) end--;
    return { number, offset, fault: this.code, message: this.message, raw: this.#raw.slice(0, end) };
  }
}
