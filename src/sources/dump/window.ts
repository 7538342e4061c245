import { BYTE, isSpace } from './scan.ts';

/** How much of a chunk is taken at a time. */
const PART = 256 * 1024;

const MARK = [0xef, 0xbb, 0xbf];

/** The bytes of a dump that are not done with, and where on their line they stand. */
export class Window {
  bytes: Uint8Array = new Uint8Array(2 * PART);
  /** The first byte that is still wanted, and the end of those that are there. */
  start = 0;
  end = 0;
  /** How far the current line is indented, and whether anything but space came on it already. */
  indent = 0;
  begun = false;
  /** The place of `bytes[0]` in the dump. */
  #base = 0;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(private readonly chunks: AsyncIterator<Uint8Array>) {}

  get length(): number {
    return this.end - this.start;
  }

  get offset(): number {
    return this.#base + this.start;
  }

  /** Waits until so many bytes are there; false where the dump ends before. */
  async has(length: number): Promise<boolean> {
    while (this.length < length) {
      while (this.#chunk.length === 0) {
        const { value, done } = await this.chunks.next();
        if (done) return false;
        this.#chunk = value;
      }
      this.#add(this.#chunk.subarray(0, PART));
      this.#chunk = this.#chunk.subarray(PART);
    }
    return true;
  }

  #add(part: Uint8Array): void {
    if (this.end + part.length > this.bytes.length) {
      const left = this.bytes.subarray(this.start, this.end);
      // Twice the room, so that a payload of many chunks is copied a few times only.
      if (left.length + part.length > this.bytes.length) this.bytes = new Uint8Array(2 * this.bytes.length);
      this.bytes.set(left);
      this.#base += this.start;
      [this.start, this.end] = [0, left.length];
    }
    this.bytes.set(part, this.end);
    this.end += part.length;
  }

  /** The next bytes, which count as something on the line. They stay there until more are asked for. */
  take(length: number): Uint8Array {
    this.begun = true;
    this.start += length;
    return this.bytes.subarray(this.start - length, this.start);
  }

  /**
   * Skips what may stand between values: space, commas, byte order marks. Gives the byte behind it; undefined at the
   * end. `skipped` gets what is passed over.
   */
  async skip(skipped?: (bytes: Uint8Array) => void): Promise<number | undefined> {
    while (this.length > 0 || (await this.has(1))) {
      const byte = this.bytes[this.start] as number;
      let length = 1;
      if (byte === BYTE.newline) [this.indent, this.begun] = [0, false];
      else if (byte === BYTE.comma) this.begun = true;
      else if (isSpace(byte)) this.indent += this.begun ? 0 : 1;
      else if (
        byte === MARK[0] &&
        (await this.has(3)) &&
        MARK.every((b, i) => this.bytes[this.start + i] === b)
      )
        length = 3;
      else return byte;
      this.start += length;
      skipped?.(this.bytes.subarray(this.start - length, this.start));
    }
    return undefined;
  }
}
