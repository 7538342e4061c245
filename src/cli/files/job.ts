import { type ByteSink, sinkOf } from '../../csv/read/streams.ts';
import { TrackstateError } from '../../errors.ts';
import { fileSink } from '../../node/files.ts';
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
  readonly rejects: (input: number) => ByteSink;
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
  const inputs: Input[] = [];
  let input = names.inputs[0] ?? '-';
  try {
    for (input of names.inputs) inputs.push(await openInput(input));
    if (inputs.length > 1) input = names.inputs.join(', ');
    const file = names.output === null ? null : await sinkFor(names.output, open(names.output));
    const sink = file ?? sinkOf(process.stdout);
    const rejects = (i: number) => {
      const path = names.rejects[i] ?? '';
      return fileSink(open(path), path);
    };
    const summary = await work({ inputs, sink, rejects });
    await file?.close();
    for (const output of outputs) await output.commit();
    // An old file of rejects would say that there were some.
    if (force && summary.rejected === 0) names.rejects.forEach(removeOldRejects);
    return summary;
  } catch (error) {
    for (const output of outputs) output.discard();
    throw describe(error, input, names.output);
  } finally {
    for (const { source } of inputs) await source.close();
  }
}

async function sinkFor(path: string, descriptor: number): Promise<ByteSink> {
  if (!path.endsWith('.gz')) return fileSink(descriptor, path);
  return (await import('../../node/gzip.ts')).gzipSink(descriptor);
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
