import {
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  openSync,
  readSync,
  rmSync,
} from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type AnnotateOptions, annotateBytes } from '../../src/csv/annotate-csv.ts';
import type { Summary } from '../../src/csv/index.ts';
import {
  type ByteSink,
  type ByteSource,
  Flusher,
  fileSink,
  fileSource,
  iterableSource,
  writableSink,
} from '../../src/csv/streams.ts';
import { TrackstateError } from '../../src/errors.ts';
import type { MapperOptions } from '../../src/mapping/mapper.ts';
import { explainSystemError, Failure } from './errors.ts';
import { type Output, openOutput } from './output.ts';

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
    const input = openInput(job.input, finish);
    const output = job.output === null ? null : open(job.output);
    const flusher = output === null ? null : new Flusher(output);
    const sink =
      job.output === null || output === null || flusher === null
        ? writableSink(process.stdout)
        : job.output.endsWith('.gz')
          ? gzipSink(output, finish)
          : fileSink(output, flusher);
    const shared =
      output !== null &&
      flusher !== null &&
      input.descriptor !== null &&
      jobs > 1 &&
      suits(input.descriptor, output, asked ? SHARED_BYTES_IF_ASKED : SHARED_BYTES)
        ? {
            input: input.descriptor,
            output,
            size: fstatSync(input.descriptor).size,
            jobs,
            mapperOptions,
            flusher,
          }
        : undefined;
    const rejects = (): Writable =>
      createWriteStream('', { fd: open(job.rejects), autoClose: false }).on(
        'error',
        (error: NodeJS.ErrnoException) => {
          error.path = job.rejects;
        },
      );
    const summary = await annotateBytes(
      input.source,
      sink,
      { ...options, rejects },
      job.output?.endsWith('.gz') ? undefined : shared,
    );
    await flusher?.settled();
    for (const step of finish) await step();
    for (const output of outputs) await output.commit();
    // An old file of rejects would say that there were some.
    if (force && summary.rejected === 0) rmSync(job.rejects, { force: true });
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

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** A file has to be so large that starting the workers pays; who asks for them gets them earlier. */
const SHARED_BYTES = 256 * 1024 * 1024;
const SHARED_BYTES_IF_ASKED = 8 * 1024 * 1024;

const suits = (input: number, output: number, atLeast: number) =>
  fstatSync(input).isFile() && fstatSync(output).isFile() && fstatSync(input).size >= atLeast;

/** An input, and its descriptor where it is a plain file. */
interface Input {
  readonly source: ByteSource;
  readonly descriptor: number | null;
}

function openInput(path: string, finish: (() => Promise<void>)[]): Input {
  if (path === '-') return { source: iterableSource(maybeGunzip(process.stdin)), descriptor: null };
  const descriptor = openSync(path, 'r');
  finish.push(async () => closeSync(descriptor));
  const stream = () => createReadStream('', { fd: descriptor, autoClose: false });
  // Pipes and devices cannot be looked at twice.
  if (!fstatSync(descriptor).isFile())
    return { source: iterableSource(maybeGunzip(stream())), descriptor: null };
  const first = Buffer.alloc(2);
  readSync(descriptor, first, 0, 2, 0);
  if (!isGzip(first)) return { source: fileSource(descriptor), descriptor };
  return { source: iterableSource(gunzip(stream())), descriptor: null };
}

async function* maybeGunzip(input: Readable): AsyncGenerator<Uint8Array> {
  const chunks = input[Symbol.asyncIterator]();
  const { value, done } = (await chunks.next()) as IteratorResult<Buffer>;
  if (done) return;
  const all = (async function* () {
    yield value;
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  yield* isGzip(value) ? gunzip(all) : all;
}

function gunzip(input: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unzipped = createGunzip();
  // An error of either side ends the other, and reaches whoever reads.
  pipeline(input, unzipped).catch(() => undefined);
  return unzipped;
}

function gzipSink(descriptor: number, finish: (() => Promise<void>)[]): ByteSink {
  const zipped = createGzip();
  const written = pipeline(zipped, createWriteStream('', { fd: descriptor, autoClose: false }));
  written.catch(() => undefined);
  finish.push(async () => {
    zipped.end();
    await written;
  });
  return writableSink(zipped);
}
