import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type ByteReader, type ByteSink, readerOf, sinkOf } from '../csv/read/streams.ts';

export function gunzip(input: ByteReader): ByteReader {
  const unzipped = createGunzip();
  // An error of either side ends the other, and reaches whoever reads.
  pipeline(Readable.from(input), unzipped).catch(() => undefined);
  const reader = readerOf(unzipped);
  return {
    ...reader,
    async close() {
      await reader.close();
      await input.close();
    },
  };
}

/** A sink that compresses. Closing it waits until all has reached the output, which stays open. */
export function gzipSink(output: Pick<ByteSink, 'write'>): ByteSink {
  const zipped = createGzip();
  const done = (async () => {
    for await (const chunk of zipped) await output.write(chunk);
  })();
  done.catch(() => undefined);
  const { write } = sinkOf(zipped);
  return {
    // Where the output fails, so does the next write here, but only the output knows why.
    write: (bytes) => write(bytes).catch(() => done),
    async close() {
      zipped.end();
      await done;
    },
  };
}
