import type { DumpEntry } from './dump.ts';
import { FaultyPiece } from './fault.ts';
import { Layout } from './layout.ts';
import { BracketScanner } from './scanner.ts';
import { BYTE, type Scanner, TokenScanner } from './token.ts';
import { Window } from './window.ts';

/** Cuts a dump into its payloads: bytes go in with `push`, entries come out of `next`, null where it needs more. */
export class DumpSplitter {
  readonly #maxBytes: number;
  readonly #window: Window = new Window();
  readonly #layout: Layout = new Layout();
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #ended = false;
  #number = 0;
  /** Where the array starts whose elements are read; null outside of one. */
  #array: number | null = null;
  #scanner: Scanner | null = null;
  #scanned = 0;
  /** A value that is too long, of which the start alone is kept. */
  #long: FaultyPiece | null = null;
  /** A fault to which the following lines may belong, and whether the rest of this one does. */
  #fault: FaultyPiece | null = null;
  #inFault = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Uint8Array): void {
    this.#window.push(chunk);
  }

  /** Lets go of the last chunk. */
  keep(): void {
    this.#window.keep();
  }

  end(): void {
    this.#ended = true;
  }

  next(): DumpEntry | null {
    for (;;) {
      if (this.#scanner) {
        const entry = this.#readValue(this.#scanner);
        if (entry !== undefined) return entry;
      } else if (this.#inFault) {
        this.#skipLine();
        if (this.#inFault) return null;
      }
      const byte = this.#layout.skip(this.#window, this.#ended, this.#fault);
      if (byte === undefined) return this.#ended ? this.#finish() : null;
      if (this.#fault === null) this.#startValue(byte);
      else {
        const part = this.#layout.partOf(this.#fault, byte, this.#array !== null);
        if (part === 'none') return this.#emit(this.#fault);
        if (part === 'bracket') this.#fault.add(this.#take(1));
        this.#inFault = part === 'line';
      }
    }
  }

  #startValue(byte: number): void {
    this.#layout.begun = true;
    if (byte === BYTE.openArray && this.#array === null) {
      this.#array = this.#window.offset;
      this.#window.start++;
    } else if (byte === BYTE.closeArray && this.#array !== null) {
      this.#array = null;
      this.#window.start++;
    } else {
      const brackets = byte === BYTE.openObject || byte === BYTE.openArray || byte === BYTE.quote;
      this.#scanner = brackets
        ? new BracketScanner(this.#array !== null)
        : new TokenScanner(this.#array !== null);
      this.#scanned = 0;
    }
  }

  /** Reads on in a value; null where it needs more bytes, undefined where it became a fault that may still grow. */
  #readValue(scanner: Scanner): DumpEntry | null | undefined {
    const window = this.#window;
    const limit = this.#long ? window.length : Math.min(window.length, this.#maxBytes);
    this.#scanned = scanner.scan(window.bytes, window.start, this.#scanned, limit);
    if (scanner.ended === null && this.#long === null && window.length > this.#maxBytes) {
      const message = `expected at most ${this.#maxBytes} bytes, found more`;
      this.#long = new FaultyPiece(window.offset, this.#layout.indent, 'too_long', message);
      scanner.flawed = true;
      if (scanner.newline < 0) return this.#readValue(scanner);
    } else if (scanner.ended === null && !this.#ended) {
      if (this.#long) {
        this.#long.add(this.#take(this.#scanned));
        this.#scanned = 0;
      }
      return null;
    }
    this.#scanner = null;
    return this.#endValue(scanner);
  }

  #endValue(scanner: Scanner): DumpEntry | undefined {
    const offset = this.#window.offset;
    const whole = scanner.ended === 'complete' || scanner.newline < 0;
    const bytes = this.#take(whole ? this.#scanned : scanner.newline);
    let fault = this.#long;
    this.#long = null;
    try {
      if (!fault) {
        const value: unknown = JSON.parse(this.#decoder.decode(bytes));
        return { number: ++this.#number, offset, value };
      }
    } catch (error) {
      const { indent } = this.#layout;
      fault =
        scanner.ended === null
          ? new FaultyPiece(offset, indent, 'cut_off', 'the dump ends within this piece')
          : new FaultyPiece(offset, indent, 'invalid_json', (error as Error).message);
    }
    fault.add(bytes);
    if (whole) return this.#emit(fault);
    this.#fault = fault;
    return undefined;
  }

  /** Adds the rest of a line to the fault. */
  #skipLine(): void {
    const window = this.#window;
    const place = window.bytes.subarray(window.start, window.end).indexOf(BYTE.newline);
    this.#fault?.add(this.#take(place < 0 ? window.length : place));
    this.#inFault = place < 0 && !this.#ended;
  }

  #take(length: number): Uint8Array {
    const { bytes, start } = this.#window;
    this.#window.start += length;
    return bytes.subarray(start, start + length);
  }

  #emit(fault: FaultyPiece): DumpEntry {
    this.#fault = null;
    return fault.entry(++this.#number);
  }

  #finish(): DumpEntry | null {
    if (this.#fault) return this.#emit(this.#fault);
    if (this.#array === null) return null;
    const message = 'the dump ends before the array that starts here';
    const fault = new FaultyPiece(this.#array, 0, 'cut_off', message);
    this.#array = null;
    return this.#emit(fault);
  }
}
