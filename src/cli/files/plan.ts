import { existsSync, mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Failure } from '../errors.ts';
import type { Arguments } from '../flags/parse.ts';
import { checkInput, checkTargets } from './targets.ts';

/** What is read together, and where it goes. */
export interface Job {
  /** `-` is standard input. */
  readonly inputs: readonly string[];
  /** Null for standard output. */
  readonly output: string | null;
  /** One for each input. */
  readonly rejects: readonly string[];
}

export const inputNames = ({ inputs }: Pick<Job, 'inputs'>): string =>
  inputs.map((input) => (input === '-' ? 'standard input' : input)).join(', ');

/**
 * Plans what `map` reads and where it goes: each input to an output of its own.
 *
 * @throws {UsageError} where the flags do not go together.
 * @throws {Failure} where a file is missing, or a target is not to be written.
 */
export async function planEach(args: Arguments): Promise<Job[]> {
  const inputs = await inputsFrom(args);
  const directory = args.text('directory');
  if (inputs.length > 1 && directory === undefined)
    throw args.wrong(`expected --directory DIR for ${inputs.length} files`);
  const jobs = inputs.map((input): Job => {
    const name = input === '-' ? 'stdin.csv' : basename(input);
    const output = directory === undefined ? outputFrom(args) : join(directory, name);
    const beside = output ?? (input === '-' ? name : input);
    return { inputs: [input], output, rejects: [rejectsFrom(args, beside)] };
  });
  const outputs = jobs.map(({ output }) => output);
  const twice = outputs.find((output, i) => output !== null && outputs.indexOf(output) < i);
  if (twice) throw args.wrong(`two of the files would both be written to ${twice}: map them one by one`);
  inputs.forEach(checkInput);
  if (directory !== undefined) makeFolder(directory);
  checkTargets(
    args,
    inputs,
    jobs.flatMap((job) => [job.output, ...job.rejects]),
  );
  return jobs;
}

/**
 * Plans what `resolve` reads and where it goes: all inputs together.
 *
 * @throws {UsageError} where the flags do not go together.
 * @throws {Failure} where a file is missing, or a target is not to be written.
 */
export async function planTogether(args: Arguments): Promise<Job> {
  const inputs = await inputsFrom(args);
  const paths = inputs.map((input) => resolve(input));
  const twice = inputs.find((_, i) => paths.indexOf(paths[i] as string) < i);
  if (twice !== undefined) throw args.wrong(`${twice} is named twice: name each file once`);
  const rejects = inputs.map((input) => rejectsFrom(args, input === '-' ? 'stdin.csv' : input));
  const job = { inputs, output: outputFrom(args), rejects };
  inputs.forEach(checkInput);
  checkTargets(args, inputs, [job.output, ...rejects]);
  return job;
}

async function inputsFrom(args: Arguments): Promise<string[]> {
  if (args.positionals.length === 0)
    throw args.wrong('expected at least one file, or - for standard input; found none');
  const inputs = (await Promise.all(args.positionals.map(expand))).flat();
  if (inputs.length > 1 && args.has('rejects'))
    throw args.wrong('--rejects takes one file: leave it out, and each input gets its own');
  return inputs;
}

/** The files that an argument names: a pattern that the shell left as it is stands for what it matches. */
async function expand(argument: string): Promise<string[]> {
  if (argument === '-' || existsSync(argument) || !/[*?[{]/.test(argument)) return [argument];
  const { globSync } = await import('tinyglobby');
  const found = globSync(argument, { expandDirectories: false }).sort();
  if (found.length === 0) throw new Failure(`No file matches ${argument}.`);
  return found;
}

function outputFrom(args: Arguments): string | null {
  const output = args.text('output') ?? '-';
  return output === '-' || output === '/dev/stdout' ? null : output;
}

const rejectsFrom = (args: Arguments, beside: string) => args.text('rejects') ?? `${beside}.rejects.csv`;

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Failure(`${path} is a file: expected a folder.`);
    throw error;
  }
}
