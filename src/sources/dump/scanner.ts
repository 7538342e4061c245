import { BYTE, type Scanner } from './token.ts';

/** What a byte means outside of strings. */
const OTHER = 0;
const QUOTE = 1;
const OPEN = 2;
const CLOSE = 3;
const NEWLINE = 4;
const SPACE = 5;

const KINDS: Uint8Array = /* @__PURE__ */ kinds();

function kinds(): Uint8Array {
  const table = new Uint8Array(256);
  table[BYTE.quote] = QUOTE;
  table[BYTE.openArray] = table[BYTE.openObject] = OPEN;
  table[BYTE.closeArray] = table[BYTE.closeObject] = CLOSE;
  table[BYTE.newline] = NEWLINE;
  table[9] = table[13] = table[32] = SPACE;
  return table;
}

/** No payload nests deeper; what does is a run of broken lines that open and never close. */
const DEEPEST = 512;

/**
 * An object, array or text, by its brackets and quotes. Broken JSON shows early: by a line break in a text, or a
 * bracket or quote where none can be.
 */
export class BracketScanner implements Scanner {
  ended: 'complete' | 'broken' | null = null;
  flawed = false;
  newline = -1;
  readonly #inArray: boolean;
  #stack: number[] = [];
  #inString = false;
  #escaped = false;
  /** The last byte that is no space. */
  #last = 0;

  constructor(inArray: boolean) {
    this.#inArray = inArray;
  }

  scan(bytes: Uint8Array, start: number, from: number, to: number): number {
    let i = start + from;
    const end = start + to;
    while (i < end && this.ended === null) {
      if (this.#inString) {
        i = this.#scanString(bytes, start, i, end);
        continue;
      }
      const byte = bytes[i] as number;
      switch (KINDS[byte]) {
        case OTHER:
          this.#last = byte;
          break;
        case QUOTE:
          if (!this.#mayStart() && this.#last !== BYTE.openObject) this.flawed = true;
          this.#inString = true;
          break;
        case OPEN:
          if (!this.#open(byte)) return i - start;
          break;
        case CLOSE:
          if (!this.#close(byte)) return i - start;
          break;
        case NEWLINE:
          if (this.newline < 0) this.newline = i - start;
          if (this.flawed) this.ended = 'broken';
          break;
      }
      i++;
    }
    return i - start;
  }

  #scanString(bytes: Uint8Array, start: number, from: number, end: number): number {
    let i = from;
    if (this.#escaped) {
      this.#escaped = false;
      if (bytes[i] !== BYTE.newline) i++;
    }
    let byte = 0;
    while (i < end) {
      byte = bytes[i] as number;
      if (byte === BYTE.quote || byte === BYTE.backslash || byte === BYTE.newline) break;
      i++;
    }
    if (i >= end) return i;
    if (byte === BYTE.backslash) this.#escaped = true;
    else if (byte === BYTE.newline) {
      if (this.newline < 0) this.newline = i - start;
      this.ended = 'broken';
    } else {
      this.#inString = false;
      this.#last = BYTE.quote;
      if (this.#stack.length === 0) this.ended = 'complete';
    }
    return i + 1;
  }

  /** Whether a value may start behind the last byte; a key may start behind a comma too. */
  #mayStart(): boolean {
    const last = this.#last;
    const first = this.#stack.length === 0;
    return first || last === BYTE.colon || last === BYTE.comma || last === BYTE.openArray;
  }

  #open(byte: number): boolean {
    const asKey = this.#stack.at(-1) === BYTE.openObject && this.#last !== BYTE.colon;
    if (asKey && this.#last === BYTE.comma && this.#inArray && byte === BYTE.openObject && this.newline < 0) {
      // A closing bracket was forgotten, and this is the next element.
      this.ended = 'broken';
      return false;
    }
    const deep = this.#stack.length === DEEPEST;
    if (asKey || deep || !this.#mayStart()) this.flawed = true;
    if (!deep) this.#stack.push(byte);
    this.#last = byte;
    return true;
  }

  #close(byte: number): boolean {
    const opener = byte - 2;
    this.#last = byte;
    if (this.#stack.at(-1) !== opener) {
      this.flawed = true;
      const place = this.#stack.lastIndexOf(opener);
      if (place < 0) {
        // It closes the array around the value, or nothing.
        const outer = this.#inArray && byte === BYTE.closeArray;
        if (outer) this.ended = 'broken';
        return !outer;
      }
      this.#stack.length = place + 1;
    }
    this.#stack.pop();
    if (this.#stack.length === 0) this.ended = 'complete';
    return true;
  }
}
