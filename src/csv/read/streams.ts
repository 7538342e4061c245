/** An input that fills memory of ours, such as a file. */
export interface ByteReader extends AsyncIterable<Uint8Array> {
  /** Fills `into` from its beginning, as far as bytes are there. Returns how many; 0 at the end. */
  readInto(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

export type ByteInput = AsyncIterable<Uint8Array> | ByteReader;

export interface ByteSink {
  /** Takes bytes; they may be used again when the promise is settled. */
  write(bytes: Uint8Array): Promise<void>;
  /** Says that none follow, and waits until all are taken. */
  close(): Promise<void>;
}

/** What a Node stream offers to write to. */
export interface NodeOutput {
  write(chunk: Uint8Array, callback: (error?: Error | null) => void): unknown;
  end(callback: (error?: Error | null) => void): unknown;
  on?(event: 'error', listener: (error: Error) => void): unknown;
  off?(event: 'error', listener: (error: Error) => void): unknown;
}

/** What a web stream offers to write to. */
export interface WebOutput {
  getWriter(): {
    write(chunk: Uint8Array): Promise<void>;
    close(): Promise<void>;
    releaseLock(): void;
  };
}

/** A stream to write to, of Node or of the web. */
export type ByteOutput = NodeOutput | WebOutput;

export const isOutput = (output: unknown): boolean =>
  typeof (output as { write?: unknown })?.write === 'function' ||
  typeof (output as { getWriter?: unknown })?.getWriter === 'function';

const CHUNK_BYTES = 256 * 1024;

export const byteReader = (
  readInto: ByteReader['readInto'],
  close: ByteReader['close'] = async () => undefined,
): ByteReader => ({
  readInto,
  close,
  async *[Symbol.asyncIterator]() {
    try {
      for (;;) {
        const chunk = new Uint8Array(CHUNK_BYTES);
        const count = await readInto(chunk);
        if (count === 0) return;
        yield chunk.subarray(0, count);
      }
    } finally {
      await close();
    }
  },
});

export function readerOf(input: ByteInput): ByteReader {
  if ('readInto' in input) return input;
  const chunks = input[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  let reading = false;
  let done = false;
  return byteReader(
    async (into) => {
      while (chunk.length === 0 && !done) {
        reading = true;
        const next = await chunks.next().finally(() => {
          reading = false;
        });
        done = next.done === true;
        if (!done) chunk = next.value;
      }
      const count = Math.min(into.length, chunk.length);
      into.set(chunk.subarray(0, count));
      chunk = chunk.subarray(count);
      return count;
    },
    async () => {
      if (done) return;
      done = true;
      // A Node stream whose iteration has not begun is closed only so.
      (input as { destroy?(): void }).destroy?.();
      const closed = Promise.resolve(chunks.return?.()).catch(() => undefined);
      // A read that is under way may never end, and would keep the iterator from closing.
      if (!reading) await closed;
    },
  );
}

export function withFirst(first: Uint8Array, reader: ByteReader): ByteReader {
  let rest = first;
  return byteReader(
    async (into) => {
      if (rest.length === 0) return reader.readInto(into);
      const count = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    () => reader.close(),
  );
}

/** Fills `into` from an input; returns how many bytes there were, less than asked at the end only. */
export async function fill(into: Uint8Array, reader: ByteReader): Promise<number> {
  let length = 0;
  while (length < into.length) {
    const count = await reader.readInto(into.subarray(length));
    if (count === 0) break;
    length += count;
  }
  return length;
}

/**
 * Writes to a stream of Node or of the web. Whatever fails is an error of the write that waits for it, or of the next.
 * `release` lets go of a stream that others go on with.
 */
export function sinkOf(output: ByteOutput): ByteSink & { release(): void } {
  if ('getWriter' in output) {
    const writer = output.getWriter();
    return {
      write: (bytes) => writer.write(bytes),
      close: () => writer.close(),
      release: () => writer.releaseLock(),
    };
  }
  let fail: (error: Error) => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => undefined);
  output.on?.('error', fail);
  const settled = (start: (done: (error?: Error | null) => void) => void) =>
    Promise.race([
      failure,
      new Promise<void>((resolve, reject) => start((error) => (error ? reject(error) : resolve()))),
    ]);
  return {
    write: (bytes) => settled((done) => output.write(bytes, done)),
    close: () => settled((done) => output.end(done)),
    release: () => output.off?.('error', fail),
  };
}

/** Writes chunks, each while the next one is worked out. Returns what the generator returns. */
export async function writeAll<T>(
  chunks: AsyncGenerator<Uint8Array, T>,
  sink: Pick<ByteSink, 'write'>,
): Promise<T> {
  let writing = Promise.resolve();
  try {
    for (;;) {
      const { value, done } = await chunks.next();
      await writing;
      if (done) return value;
      writing = sink.write(value);
      // Whoever waits for it is told; until then a failure must not count as unhandled.
      writing.catch(() => undefined);
    }
  } catch (error) {
    await chunks.return(undefined as never);
    throw error;
  }
}

/** {@link writeAll} to a stream, which is not ended. */
export async function writeTo<T>(chunks: AsyncGenerator<Uint8Array, T>, output: ByteOutput): Promise<T> {
  const sink = sinkOf(output);
  const result = await writeAll(chunks, sink);
  // Not after a failure: a stream may tell of it a second time, by an event.
  sink.release();
  return result;
}
