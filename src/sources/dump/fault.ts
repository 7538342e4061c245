import type { DumpEntry, DumpFault } from './dump.ts';
import { isSpace } from './token.ts';

const LONGEST_RAW = 1024 * 1024;

/** A piece that cannot be read, to which more bytes may turn out to belong. */
export class FaultyPiece {
  /** The indentation of the line that it starts on. */
  readonly indent: number;
  readonly #offset: number;
  readonly #fault: DumpFault;
  readonly #message: string;
  #raw: Uint8Array = new Uint8Array(0);
  #length = 0;

  constructor(offset: number, indent: number, fault: DumpFault, message: string) {
    this.indent = indent;
    this.#offset = offset;
    this.#fault = fault;
    this.#message = message;
  }

  /** Adds a copy of bytes, as far as they are kept. */
  add(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, LONGEST_RAW - this.#length);
    const needed = this.#length + taken.length;
    if (needed > this.#raw.length) {
      const grown = new Uint8Array(needed * 2);
      grown.set(this.#raw.subarray(0, this.#length));
      this.#raw = grown;
    }
    this.#raw.set(taken, this.#length);
    this.#length = needed;
  }

  entry(number: number): DumpEntry {
    let end = this.#length;
    while (end > 0 && isSpace(this.#raw[end - 1] as number)) end--;
    const raw = this.#raw.slice(0, end);
    return { number, offset: this.#offset, fault: this.#fault, message: this.#message, raw };
  }
}
