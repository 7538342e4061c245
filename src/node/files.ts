import { closeSync, fstatSync, fsync, read, write } from 'node:fs';
import { type ByteReader, type ByteSink, byteReader } from '../csv/read/streams.ts';

/** How long to wait for a pipe that is set not to block and has nothing yet, in milliseconds. */
const PAUSE = 5;
/** How much is written to a file before the disk is asked to take it, so that the end does not wait for all. */
const FLUSH_BYTES = 32 * 1024 * 1024;

/**
 * The bytes of an open file from where it stands.
 *
 * @param owned - Whether the file is closed with the input.
 */
export function fileInput(descriptor: number, owned: boolean): ByteReader {
  let closed = !owned;
  let reading: Promise<number> | null = null;
  const once = (into: Uint8Array) =>
    new Promise<number>((resolve, reject) => {
      read(descriptor, into, 0, into.length, null, (error, count) =>
        error ? reject(error) : resolve(count),
      );
    });
  const patient = async (into: Uint8Array) => {
    for (;;) {
      try {
        return await once(into);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  };
  return byteReader(
    (into) => {
      reading = patient(into).finally(() => {
        reading = null;
      });
      return reading;
    },
    async () => {
      if (closed) return;
      closed = true;
      // A read that is under way ends first, but is not waited for: a pipe may never have anything.
      if (reading === null) closeSync(descriptor);
      else reading.catch(() => undefined).then(() => closeSync(descriptor));
    },
  );
}

/** Asks the disk now and then to take what was written. */
class Flusher {
  readonly #flushes: boolean;
  #unflushed = 0;
  #pending = Promise.resolve();

  constructor(private readonly descriptor: number) {
    // Pipes and devices have nothing to flush.
    this.#flushes = fstatSync(descriptor).isFile();
  }

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

/** An open file, from where it stands. It is flushed, and not closed: whoever opened it does. */
export function fileSink(descriptor: number, path: string): ByteSink {
  const flusher = new Flusher(descriptor);
  const writeSome = (bytes: Uint8Array, at: number) =>
    new Promise<number>((resolve, reject) => {
      write(descriptor, bytes, at, bytes.length - at, null, (error, count) =>
        error ? reject(Object.assign(error, { path })) : resolve(count),
      );
    });
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) at += await writeSome(bytes, at);
      flusher.wrote(bytes.length);
    },
    close: () => flusher.settled(),
  };
}
