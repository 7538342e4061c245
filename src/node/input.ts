import { openSync } from 'node:fs';
import { type ByteReader, fill, withFirst } from '../csv/read/streams.ts';
import { fromUtf16, utf16Order } from '../csv/read/utf16.ts';
import { fileInput } from './files.ts';

/** Has something closed at the end of the work. */
export type Defer = (close: () => Promise<void> | void) => void;

/**
 * Does some work, and then closes in reverse what it opened, whatever happened. An error of closing is left out:
 * what has to reach the disk is committed before.
 */
export async function scoped<T>(work: (defer: Defer) => Promise<T>): Promise<T> {
  const closers: (() => Promise<void> | void)[] = [];
  try {
    return await work((close) => closers.push(close));
  } finally {
    for (const close of closers.reverse()) {
      try {
        await close();
      } catch {
        // The others are closed all the same.
      }
    }
  }
}

export interface Input {
  /** As it was named; `-` is standard input. */
  readonly path: string;
  readonly source: ByteReader;
  /** JSON where it begins as JSON does. */
  readonly kind: 'csv' | 'json';
}

const PEEKED_BYTES = 64;

/** Opens an input, which may be gzip. `defer` gets what closes it. */
export async function openInput(path: string, defer: Defer): Promise<Input> {
  const file = path === '-' ? fileInput(0, false) : fileInput(openSync(path, 'r'), true);
  defer(() => file.close());
  const plain = await peek(file);
  const zipped = plain.first[0] === 0x1f && plain.first[1] === 0x8b;
  const { first, source } = zipped ? await peek((await import('./gzip.ts')).gunzip(plain.source)) : plain;
  defer(() => source.close());
  const order = utf16Order(first);
  const text = String.fromCharCode(...first);
  const isJson = /^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)?[\s\0]*[[{]/.test(text);
  if (!isJson) return { path, source, kind: 'csv' };
  return { path, source: order ? fromUtf16(source, order) : source, kind: 'json' };
}

/** What kind an input is, which is closed again: not for pipes, whose bytes would be gone. */
export const peekKind = (path: string): Promise<Input['kind']> =>
  scoped(async (defer) => (await openInput(path, defer)).kind);

/** The first bytes of an input, and the input with them put back. */
async function peek(reader: ByteReader): Promise<{ first: Uint8Array; source: ByteReader }> {
  const bytes = new Uint8Array(PEEKED_BYTES);
  const first = bytes.subarray(0, await fill(bytes, reader));
  return { first, source: withFirst(first, reader) };
}
