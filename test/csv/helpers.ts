import { Readable, Writable } from 'node:stream';
import { type AnnotateOptions, annotateCsv, type Summary } from '../../src/csv/index.ts';

/** A stream that keeps what is written to it. */
export class Sink extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk));
    done();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** Maps bytes in chunks of a given size, and gives what came out. */
export async function annotate(
  input: Buffer | string,
  options: AnnotateOptions & { chunk?: number } = {},
): Promise<{ summary: Summary; output: Buffer; rejects: Buffer }> {
  const { chunk = 65_536, ...rest } = options;
  const bytes = Buffer.from(input);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  );
  const output = new Sink();
  const rejects = new Sink();
  const summary = await annotateCsv(Readable.from(chunks), output, { rejects: () => rejects, ...rest });
  return { summary, output: output.bytes, rejects: rejects.bytes };
}
