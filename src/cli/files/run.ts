import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { REJECTS_HEADER } from '../../csv/read/rejects.ts';
import { type ByteSink, sinkOf } from '../../csv/read/streams.ts';
import { TrackstateError } from '../../errors.ts';
import { type Defer, type Input, openInput, scoped } from '../../node/input.ts';
import { OutputFile } from '../../node/output.ts';
import { explainSystemError, Failure } from '../errors.ts';
import { type Arguments, refuseIdle } from '../flags/parse.ts';
import { inputNames, type Job } from './plan.ts';

export interface Files {
  readonly inputs: readonly Input[];
  readonly sink: ByteSink;
  /** Opens the file for the rejects of an input. */
  readonly rejects: (input: number) => ByteSink;
}

/**
 * Does some work on files. Whatever goes wrong, all are closed and nothing half-written is left behind.
 *
 * @throws {UsageError} where a flag does nothing for an input.
 * @throws {Failure} where a file cannot be read or written.
 */
export async function withFiles<T extends { readonly rejected: number }>(
  job: Job,
  args: Arguments,
  work: (files: Files) => Promise<T>,
): Promise<T> {
  let reading = inputNames(job);
  const outputs: OutputFile[] = [];
  const run = async (defer: Defer) => {
    const open = (path: string) => {
      const output = openOutput(path, defer);
      outputs.push(output);
      return output;
    };
    const inputs: Input[] = [];
    for (const path of job.inputs) {
      reading = inputNames({ inputs: [path] });
      const input = await openInput(path, defer);
      refuseIdle(args, input.kind, reading);
      inputs.push(input);
    }
    reading = inputNames(job);
    const output = job.output === null ? null : open(job.output);
    const zipped = output && job.output?.endsWith('.gz');
    const file = zipped ? (await import('../../node/gzip.ts')).gzipSink(output) : output;
    const sink = file ?? sinkOf(process.stdout);
    const summary = await work({ inputs, sink, rejects: (i) => open(job.rejects[i] as string) });
    if (zipped) await file?.close();
    for (const file of outputs) await file.close();
    for (const file of outputs) file.commit();
    // An old file of rejects would say that there were some.
    if (args.has('force') && summary.rejected === 0) job.rejects.forEach(removeOldRejects);
    return summary;
  };
  try {
    return await scoped(run);
  } catch (error) {
    throw describe(error, reading);
  }
}

/** Writes the figures of a run as JSON. */
export async function writeFigures(path: string, figures: object): Promise<void> {
  // Linux and Windows count it in kilobytes, and Node makes that so everywhere.
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  const text = `${JSON.stringify({ ...figures, peakMemoryBytes }, null, 2)}\n`;
  try {
    await scoped(async (defer) => {
      const output = openOutput(path, defer);
      await output.write(Buffer.from(text));
      await output.close();
      output.commit();
    });
  } catch (error) {
    throw describe(error, path);
  }
}

function openOutput(path: string, defer: Defer): OutputFile {
  const output = new OutputFile(path);
  defer(() => output.discard());
  return output;
}

/** The same error in words that name the file. */
function describe(error: unknown, input: string): unknown {
  const { code, syscall, path, message } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE') return error;
  if (error instanceof TrackstateError) return new Failure(`${input}: ${message}`);
  if (code?.startsWith('Z_')) return new Failure(`${input}: the gzip data is damaged or cut (${message}).`);
  if (syscall === undefined) return error;
  const place = path ?? (syscall === 'write' ? 'standard output' : input);
  return new Failure(explainSystemError(error as NodeJS.ErrnoException, place));
}

/** Removes a file of rejects of an earlier run, which would say that this one had some. Another file stays. */
function removeOldRejects(path: string): void {
  if (!existsSync(path) || !statSync(path).isFile()) return;
  const head = Buffer.alloc(REJECTS_HEADER.length);
  const descriptor = openSync(path, 'r');
  readSync(descriptor, head);
  closeSync(descriptor);
  if (head.toString() === REJECTS_HEADER) rmSync(path, { force: true });
}
