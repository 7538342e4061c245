import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ByteSink, Flusher, fileSink, writableSink } from '../../csv/read/streams.ts';
import { TrackstateError } from '../../errors.ts';
import { explainSystemError, Failure } from '../errors.ts';
import { type Input, openInput } from './input.ts';
import { type Output, openOutput, removeOldRejects } from './output.ts';

/** Where one input goes. A null output stands for standard output. */
export interface Job {
  readonly input: string;
  readonly output: string | null;
  readonly rejects: string;
}

/** The open files of a run. */
export interface Files {
  readonly inputs: readonly Input[];
  readonly sink: ByteSink;
  /** Opens the file for the rejects of an input. */
  readonly rejects: (input: number) => Writable;
}

/** Where several inputs go together. A null output stands for standard output. */
export interface FileNames {
  readonly inputs: readonly string[];
  readonly output: string | null;
  /** One for each input. */
  readonly rejects: readonly string[];
}

/** Does some work on files. Whatever goes wrong, nothing half-written is left behind. */
export async function withFiles<T extends { readonly rejected: number }>(
  names: FileNames,
  force: boolean,
  work: (files: Files) => Promise<T>,
): Promise<T> {
  const outputs: Output[] = [];
  const open = (path: string): number => {
    const output = openOutput(path);
    outputs.push(output);
    return output.descriptor;
  };
  const finish: (() => Promise<void>)[] = [];
  let input = names.inputs[0] ?? '-';
  try {
    const inputs: Input[] = [];
    for (input of names.inputs) inputs.push(await openInput(input, finish));
    if (inputs.length > 1) input = names.inputs.join(', ');
    const descriptor = names.output === null ? null : open(names.output);
    const flusher = descriptor === null ? null : new Flusher(descriptor);
    const zipped = names.output?.endsWith('.gz') === true;
    let sink = writableSink(process.stdout);
    if (descriptor !== null && flusher !== null)
      sink = zipped ? await gzipSink(descriptor, finish) : fileSink(descriptor, flusher);
    const rejects = (i: number): Writable => {
      const path = names.rejects[i] ?? '';
      const stream = createWriteStream('', { fd: open(path), autoClose: false });
      return stream.on('error', (error: NodeJS.ErrnoException) => {
        error.path = path;
      });
    };
    const summary = await work({ inputs, sink, rejects });
    await flusher?.settled();
    for (const step of finish) await step();
    for (const file of outputs) await file.commit();
    // An old file of rejects would say that there were some.
    if (force && summary.rejected === 0) names.rejects.forEach(removeOldRejects);
    return summary;
  } catch (error) {
    for (const output of outputs) output.discard();
    throw describe(error, input, names.output);
  }
}

/** The same error in words that name the file. */
function describe(error: unknown, input: string, output: string | null): unknown {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE') return error;
  const name = input === '-' ? 'standard input' : input;
  if (error instanceof TrackstateError) return new Failure(`${name}: ${error.message}`);
  if (code?.startsWith('Z_'))
    return new Failure(`${name}: the gzip data is damaged or cut (${(error as Error).message}).`);
  if (syscall === undefined) return error;
  const place = syscall === 'write' || syscall === 'fsync' ? (output ?? 'standard output') : input;
  return new Failure(explainSystemError(error as NodeJS.ErrnoException, path ?? place));
}

async function gzipSink(descriptor: number, finish: (() => Promise<void>)[]): Promise<ByteSink> {
  const { createGzip } = await import('node:zlib');
  const zipped = createGzip();
  const written = pipeline(zipped, createWriteStream('', { fd: descriptor, autoClose: false }));
  written.catch(() => undefined);
  finish.push(async () => {
    zipped.end();
    await written;
  });
  return writableSink(zipped);
}
