import { fstatSync, fsync, read, write } from 'node:fs';
import type { Writable } from 'node:stream';

/** Where bytes come from. */
export interface ByteSource {
  /** Fills `into` from its beginning, as far as bytes are there. Returns how many; 0 at the end. */
  read(into: Buffer): Promise<number>;
}

/** Where bytes go. */
export interface ByteSink {
  /** Takes bytes; they may be used again when the promise is settled. */
  write(bytes: Buffer): Promise<void>;
}

/** The bytes of an iterable, such as a Node or web stream. */
export function iterableSource(input: AsyncIterable<Uint8Array>): ByteSource {
  const chunks = input[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  return {
    async read(into) {
      while (chunk.length === 0) {
        const { value, done } = await chunks.next();
        if (done) return 0;
        chunk = value;
      }
      const count = Math.min(into.length, chunk.length);
      into.set(chunk.subarray(0, count));
      chunk = chunk.subarray(count);
      return count;
    },
  };
}

/** The bytes of an open file from a position on, or, without one, from where it stands. */
export function fileSource(descriptor: number, position: number | null = null): ByteSource {
  let at = position;
  const once = (into: Buffer) =>
    new Promise<number>((resolve, reject) => {
      read(descriptor, into, 0, into.length, at, (error, count) => (error ? reject(error) : resolve(count)));
    });
  return {
    async read(into) {
      for (;;) {
        try {
          const count = await once(into);
          if (at !== null) at += count;
          return count;
        } catch (error) {
          // A pipe that is set not to block has nothing yet.
          if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
    },
  };
}

/** A source with bytes put back before it. */
export function withFirst(first: Buffer, source: ByteSource): ByteSource {
  let rest = first;
  return {
    async read(into) {
      if (rest.length === 0) return source.read(into);
      const count = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
  };
}

/** A writable stream. It is not ended. */
export function writableSink(output: Writable): ByteSink {
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        output.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** How much is written to a file before the disk is asked to take it, so that the end does not wait for all. */
const FLUSH_BYTES = 32 * 1024 * 1024;

/** Asks the disk now and then to take what was written. */
export class Flusher {
  readonly #flushes: boolean;
  #unflushed = 0;
  #pending = Promise.resolve();

  constructor(private readonly descriptor: number) {
    // Pipes and devices have nothing to flush.
    this.#flushes = fstatSync(descriptor).isFile();
  }

  /** Says that so many bytes more were written. */
  wrote(bytes: number): void {
    this.#unflushed += bytes;
    if (!this.#flushes || this.#unflushed < FLUSH_BYTES) return;
    this.#unflushed = 0;
    const flushed = new Promise<void>((resolve, reject) => {
      fsync(this.descriptor, (error) => (error ? reject(error) : resolve()));
    });
    this.#pending = Promise.all([this.#pending, flushed]).then(() => undefined);
    this.#pending.catch(() => undefined);
  }

  /** Waits for what was asked; an error of it is thrown here. */
  async settled(): Promise<void> {
    await this.#pending;
  }
}

/** An open file, from a position on, or, without one, from where it stands. */
export function fileSink(descriptor: number, flusher: Flusher, position: number | null = null): ByteSink {
  let place = position;
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const count = await new Promise<number>((resolve, reject) => {
          write(descriptor, bytes, at, bytes.length - at, place, (error, done) =>
            error ? reject(error) : resolve(done),
          );
        });
        at += count;
        if (place !== null) place += count;
      }
      flusher.wrote(bytes.length);
    },
  };
}
