import { createWriteStream, fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AnnotateOptions, annotateBytes } from '../../src/csv/annotate-csv.ts';
import type { Summary } from '../../src/csv/index.ts';
import type { SharedFile } from '../../src/csv/parallel.ts';
import { type ByteSink, Flusher, fileSink, writableSink } from '../../src/csv/streams.ts';
import { TrackstateError } from '../../src/errors.ts';
import type { MapperOptions } from '../../src/mapping/mapper.ts';
import { explainSystemError, Failure } from './errors.ts';
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
  /** The output where it is a file of its own. */
  readonly output: {
    readonly descriptor: number;
    readonly flusher: Flusher;
    readonly zipped: boolean;
  } | null;
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
    const output = descriptor === null || flusher === null ? null : { descriptor, flusher, zipped };
    const rejects = (i: number): Writable => {
      const path = names.rejects[i] ?? '';
      const stream = createWriteStream('', { fd: open(path), autoClose: false });
      return stream.on('error', (error: NodeJS.ErrnoException) => {
        error.path = path;
      });
    };
    const summary = await work({ inputs, sink, output, rejects });
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

/** Maps one CSV file whose inputs and outputs are open. */
export async function mapCsv(
  { inputs, sink, output, rejects }: Files,
  options: AnnotateOptions,
  mapperOptions: MapperOptions,
  { jobs, asked }: { jobs: number; asked: boolean },
): Promise<Summary> {
  const { source, descriptor } = inputs[0] as Input;
  const atLeast = asked ? SHARED_BYTES_IF_ASKED : SHARED_BYTES;
  let shared: SharedFile | undefined;
  // What reads texts cannot be sent to a worker.
  if (
    jobs > 1 &&
    mapperOptions.inferFromText === undefined &&
    output &&
    !output.zipped &&
    descriptor !== null &&
    suits(descriptor, output.descriptor, atLeast)
  ) {
    const worker = new URL('./csv-worker.js', import.meta.url);
    const { flusher } = output;
    const { size } = fstatSync(descriptor);
    shared = { input: descriptor, output: output.descriptor, size, jobs, mapperOptions, flusher, worker };
  }
  return annotateBytes(source, sink, { ...options, rejects: () => rejects(0) }, shared);
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

/** A file has to be so large that starting the workers pays; who asks for them gets them earlier. */
const SHARED_BYTES = 256 * 1024 * 1024;
const SHARED_BYTES_IF_ASKED = 128 * 1024 * 1024;

const suits = (input: number, output: number, atLeast: number) =>
  fstatSync(input).isFile() && fstatSync(output).isFile() && fstatSync(input).size >= atLeast;

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
