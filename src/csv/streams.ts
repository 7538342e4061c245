import { fsync, read, write } from 'node:fs';
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

/** The bytes of an open file, from where it stands. */
export function fileSource(descriptor: number): ByteSource {
  return {
    read: (into) =>
      new Promise((resolve, reject) => {
        read(descriptor, into, 0, into.length, null, (error, count) =>
          error ? reject(error) : resolve(count),
        );
      }),
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

/** An open file. */
export function fileSink(descriptor: number): ByteSink {
  let unflushed = 0;
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        at += await new Promise<number>((resolve, reject) => {
          write(descriptor, bytes, at, bytes.length - at, null, (error, count) =>
            error ? reject(error) : resolve(count),
          );
        });
      }
      unflushed += bytes.length;
      if (unflushed < FLUSH_BYTES) return;
      unflushed = 0;
      // Nobody waits for it here: the last flush, before the file gets its name, tells of errors.
      fsync(descriptor, () => undefined);
    },
  };
}
