/** The bytes of a dump that are not done with, and where they stand in it. */
export class Window {
  bytes: Uint8Array = new Uint8Array(0);
  /** The first byte that is still wanted, and the end of those that are there. */
  start = 0;
  end = 0;
  /** The place of `bytes[0]` in the dump. */
  #base = 0;
  /** Our own room, for what is left of a chunk when the next one comes. */
  #room: Uint8Array = new Uint8Array(0);

  get length(): number {
    return this.end - this.start;
  }

  get offset(): number {
    return this.#base + this.start;
  }

  /** Adds a chunk, which is the caller's again after `keep`. */
  push(chunk: Uint8Array): void {
    const kept = this.length;
    if (kept === 0) {
      this.#set(chunk, chunk.length);
    } else {
      this.#moveTo(kept + chunk.length);
      this.bytes.set(chunk, kept);
      this.end += chunk.length;
    }
  }

  /** Copies what is left of the last chunk. */
  keep(): void {
    if (this.bytes !== this.#room && this.length > 0) this.#moveTo(this.length);
  }

  /** Moves what is left to the start of our own room, where that many bytes have to fit. */
  #moveTo(needed: number): void {
    const left = this.bytes.subarray(this.start, this.end);
    // Twice the room, so that a payload of many chunks is copied a few times only.
    if (needed > this.#room.length) this.#room = new Uint8Array(needed * 2);
    this.#room.set(left);
    this.#set(this.#room, left.length);
  }

  #set(bytes: Uint8Array, end: number): void {
    this.#base += this.start;
    this.bytes = bytes;
    this.start = 0;
    this.end = end;
  }
}
