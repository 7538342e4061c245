import { isUtf8 } from 'node:buffer';

/** How the names and labels of a file are read. */
export type Encoding = 'utf-8' | 'gb18030';

let chinese: InstanceType<typeof TextDecoder> | undefined;

/** Bytes as text. */
export function decode(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'utf-8') return bytes.toString('utf8');
  chinese ??= new TextDecoder('gb18030');
  return chinese.decode(bytes);
}

/**
 * The encoding of the beginning of a file: UTF-8 where all its whole lines are, otherwise GB18030, the usual one of
 * Chinese exports. A single field would not tell: 状态 in GB18030 is valid UTF-8 too.
 */
export function tellEncoding(beginning: Buffer): Encoding {
  const end = beginning.lastIndexOf(10) + 1;
  return isUtf8(end > 0 ? beginning.subarray(0, end) : beginning) ? 'utf-8' : 'gb18030';
}
