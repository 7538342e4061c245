import { closeSync, fstatSync, openSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type ByteSource, fileSource, iterableSource, withFirst } from '../../csv/read/streams.ts';
import { fromUtf16, utf16Order } from '../../csv/read/utf16.ts';

/** An input, and its descriptor where it is a plain file. */
export interface Input {
  /** As it was named. */
  readonly path: string;
  readonly source: ByteSource;
  /** Whether it begins as JSON does. */
  readonly isJson: boolean;
  readonly descriptor: number | null;
}

/** How much is looked at to tell what an input is. */
const PEEKED_BYTES = 64;

/** Opens an input, which may be gzip. */
export async function openInput(path: string, finish: (() => Promise<void>)[]): Promise<Input> {
  const descriptor = path === '-' ? 0 : openSync(path, 'r');
  if (path !== '-') finish.push(async () => closeSync(descriptor));
  const plain = await peek(fileSource(descriptor));
  const zipped = plain.first[0] === 0x1f && plain.first[1] === 0x8b;
  const { first, source } = zipped ? await peek(iterableSource(await gunzip(plain.source))) : plain;
  const order = utf16Order(first);
  const isJson = /^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?[\s\0]*[[{]/.test(first.toString('latin1'));
  return {
    path,
    source: order && isJson ? fromUtf16(source, order) : source,
    isJson,
    descriptor: !zipped && fstatSync(descriptor).isFile() ? descriptor : null,
  };
}

/** The first bytes of a source, and the source with them put back. */
async function peek(source: ByteSource): Promise<{ first: Buffer; source: ByteSource }> {
  const first = Buffer.alloc(PEEKED_BYTES);
  let length = 0;
  while (length < PEEKED_BYTES) {
    const count = await source.read(first.subarray(length));
    if (count === 0) break;
    length += count;
  }
  return { first: first.subarray(0, length), source: withFirst(first.subarray(0, length), source) };
}

/** The bytes of a source in chunks. */
export async function* chunksOf(source: ByteSource): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(256 * 1024);
    const count = await source.read(chunk);
    if (count === 0) return;
    yield chunk.subarray(0, count);
  }
}

async function gunzip(source: ByteSource): Promise<AsyncIterable<Uint8Array>> {
  const { createGunzip } = await import('node:zlib');
  const unzipped = createGunzip();
  // An error of either side ends the other, and reaches whoever reads.
  pipeline(chunksOf(source), unzipped).catch(() => undefined);
  return unzipped;
}
