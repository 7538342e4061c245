import { closeSync, createWriteStream, fstatSync, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AnnotateOptions, annotateBytes } from '../../src/csv/annotate-csv.ts';
import type { Summary } from '../../src/csv/index.ts';
import type { SharedFile } from '../../src/csv/parallel.ts';
import {
  type ByteSink,
  type ByteSource,
  Flusher,
  fileSink,
  fileSource,
  iterableSource,
  withFirst,
  writableSink,
} from '../../src/csv/streams.ts';
import { TrackstateError } from '../../src/errors.ts';
import type { MapperOptions } from '../../src/mapping/mapper.ts';
import { explainSystemError, Failure } from './errors.ts';
import { type Output, openOutput, removeOldRejects } from './output.ts';

/** Where one input goes. A null output stands for standard output. */
export interface Job {
  readonly input: string;
  readonly output: string | null;
  readonly rejects: string;
}

/** Maps one file. Whatever goes wrong, nothing half-written is left behind. */
export async function runJob(
  job: Job,
  options: AnnotateOptions,
  mapperOptions: MapperOptions,
  { force, jobs, asked }: { force: boolean; jobs: number; asked: boolean },
): Promise<Summary> {
  const outputs: Output[] = [];
  const open = (path: string): number => {
    const output = openOutput(path);
    outputs.push(output);
    return output.descriptor;
  };
  const finish: (() => Promise<void>)[] = [];
  try {
    const input = await openInput(job.input, finish);
    const output = job.output === null ? null : open(job.output);
    const flusher = output === null ? null : new Flusher(output);
    const zipped = job.output?.endsWith('.gz') === true;
    let sink = writableSink(process.stdout);
    if (output !== null && flusher !== null)
      sink = zipped ? await gzipSink(output, finish) : fileSink(output, flusher);
    const atLeast = asked ? SHARED_BYTES_IF_ASKED : SHARED_BYTES;
    const { descriptor } = input;
    let shared: SharedFile | undefined;
    if (
      jobs > 1 &&
      !zipped &&
      flusher !== null &&
      output !== null &&
      descriptor !== null &&
      suits(descriptor, output, atLeast)
    ) {
      const worker = new URL('./csv-worker.js', import.meta.url);
      shared = {
        input: descriptor,
        output,
        size: fstatSync(descriptor).size,
        jobs,
        mapperOptions,
        flusher,
        worker,
      };
    }
    const rejects = (): Writable =>
      createWriteStream('', { fd: open(job.rejects), autoClose: false }).on(
        'error',
        (error: NodeJS.ErrnoException) => {
          error.path = job.rejects;
        },
      );
    const summary = await annotateBytes(input.source, sink, { ...options, rejects }, shared);
    await flusher?.settled();
    for (const step of finish) await step();
    for (const output of outputs) await output.commit();
    // An old file of rejects would say that there were some.
    if (force && summary.rejected === 0) removeOldRejects(job.rejects);
    return summary;
  } catch (error) {
    for (const output of outputs) output.discard();
    throw describe(error, job);
  }
}

/** The same error in words that name the file. */
function describe(error: unknown, job: Job): unknown {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE') return error;
  const name = job.input === '-' ? 'standard input' : job.input;
  if (error instanceof TrackstateError) return new Failure(`${name}: ${error.message}`);
  if (code?.startsWith('Z_'))
    return new Failure(`${name}: the gzip data is damaged or cut (${(error as Error).message}).`);
  if (syscall === undefined) return error;
  const place = syscall === 'write' || syscall === 'fsync' ? (job.output ?? 'standard output') : job.input;
  return new Failure(explainSystemError(error as NodeJS.ErrnoException, path ?? place));
}

/** A file has to be so large that starting the workers pays; who asks for them gets them earlier. */
const SHARED_BYTES = 256 * 1024 * 1024;
const SHARED_BYTES_IF_ASKED = 128 * 1024 * 1024;

const suits = (input: number, output: number, atLeast: number) =>
  fstatSync(input).isFile() && fstatSync(output).isFile() && fstatSync(input).size >= atLeast;

/** An input, and its descriptor where it is a plain file. */
interface Input {
  readonly source: ByteSource;
  readonly descriptor: number | null;
}

async function openInput(path: string, finish: (() => Promise<void>)[]): Promise<Input> {
  const descriptor = path === '-' ? 0 : openSync(path, 'r');
  if (path !== '-') finish.push(async () => closeSync(descriptor));
  const source = fileSource(descriptor);
  const first = Buffer.alloc(2);
  let length = 0;
  while (length < 2) {
    const count = await source.read(first.subarray(length));
    if (count === 0) break;
    length += count;
  }
  const whole = withFirst(first.subarray(0, length), source);
  const zipped = first[0] === 0x1f && first[1] === 0x8b;
  if (zipped) return { source: iterableSource(await gunzip(whole)), descriptor: null };
  return { source: whole, descriptor: fstatSync(descriptor).isFile() ? descriptor : null };
}

async function gunzip(source: ByteSource): Promise<AsyncIterable<Uint8Array>> {
  const { createGunzip } = await import('node:zlib');
  const chunks = async function* () {
    for (;;) {
      const chunk = Buffer.allocUnsafe(256 * 1024);
      const count = await source.read(chunk);
      if (count === 0) return;
      yield chunk.subarray(0, count);
    }
  };
  const unzipped = createGunzip();
  // An error of either side ends the other, and reaches whoever reads.
  pipeline(chunks, unzipped).catch(() => undefined);
  return unzipped;
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
