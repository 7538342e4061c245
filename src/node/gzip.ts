import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type ByteReader, type ByteSink, readerOf, sinkOf } from '../csv/read/streams.ts';

/** What gzip holds. */
export function gunzip(input: ByteReader): ByteReader {
  const unzipped = createGunzip();
  // An error of either side ends the other, and reaches whoever reads.
  pipeline(Readable.from(input), unzipped).catch(() => undefined);
  return readerOf(unzipped);
}

/** An open file that gets gzip. Closing it waits until all is written; the file stays open. */
export function gzipSink(descriptor: number): ByteSink {
  const zipped = createGzip();
  const written = pipeline(zipped, createWriteStream('', { fd: descriptor, autoClose: false }));
  written.catch(() => undefined);
  const { write } = sinkOf(zipped);
  return {
    write,
    async close() {
      zipped.end();
      await written;
    },
  };
}
