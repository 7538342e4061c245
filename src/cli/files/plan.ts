import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { AnnotateRowsOptions } from '../../csv/annotate/annotate.ts';
import type { AppendedColumn } from '../../csv/annotate/appended.ts';
import type { ColumnOptions } from '../../csv/columns/roles.ts';
import type { ReadOptions } from '../../csv/read/open.ts';
import { explainSystemError, Failure, UsageError } from '../errors.ts';
import type { Arguments } from '../flags/flags.ts';
import { sourceFrom } from '../flags/mapper.ts';
import type { FileNames, Job } from './job.ts';
import { checkTarget } from './output.ts';

const DELIMITERS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
  '\\t': '\t',
};

const usage = (message: string, command = 'map'): never => {
  throw new UsageError(message, command);
};

/** The files that the arguments name: a pattern that the shell left as it is stands for what it matches. */
async function expand(argument: string): Promise<string[]> {
  if (argument === '-' || existsSync(argument) || !/[*?[{]/.test(argument)) return [argument];
  const { globSync } = await import('tinyglobby');
  const found = globSync(argument, { expandDirectories: false }).sort();
  if (found.length === 0) throw new Failure(`No file matches ${argument}.`);
  return found;
}

/**
 * Plans what is read and where it goes.
 *
 * @throws {UsageError} where the flags do not go together.
 * @throws {Failure} where a file is missing, or a target is not to be written.
 */
export async function planJobs(values: Arguments['values'], positionals: readonly string[]): Promise<Job[]> {
  const { output, directory, rejects } = values as Record<string, string | undefined>;
  if (positionals.length === 0) usage('expected at least one CSV file, or - for standard input; found none');
  if (output === '') usage('--output: expected a file name, found nothing');
  if (output !== undefined && directory !== undefined) usage('--output and --directory exclude each other');
  const inputs = (await Promise.all(positionals.map(expand))).flat();
  if (inputs.length > 1 && directory === undefined)
    usage(`expected --directory DIR for ${inputs.length} files`);
  if (inputs.length > 1 && rejects !== undefined)
    usage('--rejects takes one file: leave it out, and each input gets its own');
  const jobs = inputs.map((input): Job => {
    const name = input === '-' ? 'stdin.csv' : basename(input);
    const single = output === undefined || output === '-' || output === '/dev/stdout' ? null : output;
    const target = directory === undefined ? single : join(directory, name);
    const beside = target ?? (input === '-' ? 'stdin.csv' : input);
    return { input, output: target, rejects: rejects ?? `${beside}.rejects.csv` };
  });
  const twice = jobs.find(
    ({ output: target }, i) => target !== null && jobs.findIndex((job) => job.output === target) !== i,
  );
  if (twice) usage(`two of the files would both be written to ${twice.output}: map them one by one`);
  checkInputs(inputs);
  if (directory !== undefined) makeFolder(directory);
  checkTargets(
    jobs.flatMap((job) => [job.output, job.rejects]),
    inputs,
    values,
  );
  return jobs;
}

/**
 * Plans what is read together, and where it goes.
 *
 * @throws {UsageError} where the flags do not go together.
 * @throws {Failure} where a file is missing, or a target is not to be written.
 */
export async function planTogether(
  values: Arguments['values'],
  positionals: readonly string[],
): Promise<FileNames> {
  const { output, rejects } = values as Record<string, string | undefined>;
  const fail = (message: string) => usage(message, 'resolve');
  if (positionals.length === 0) fail('expected at least one file, or - for standard input; found none');
  if (output === '') fail('--output: expected a file name, found nothing');
  const inputs = (await Promise.all(positionals.map(expand))).flat();
  const twice = inputs.find((input, i) => inputs.findIndex((other) => resolve(other) === resolve(input)) < i);
  if (twice !== undefined) fail(`${twice} is named twice: name each file once`);
  if (inputs.length > 1 && rejects !== undefined)
    fail('--rejects takes one file: leave it out, and each input gets its own');
  const target = output === undefined || output === '-' || output === '/dev/stdout' ? null : output;
  const names = {
    inputs,
    output: target,
    rejects: inputs.map((input) => rejects ?? `${input === '-' ? 'stdin.csv' : input}.rejects.csv`),
  };
  checkInputs(inputs);
  checkTargets([target, ...names.rejects], inputs, values, 'resolve');
  return names;
}

function checkInputs(inputs: readonly string[]): void {
  for (const input of inputs.filter((name) => name !== '-')) {
    if (!existsSync(input))
      throw new Failure(explainSystemError({ code: 'ENOENT' } as NodeJS.ErrnoException, input));
    if (statSync(input).isDirectory())
      throw new Failure(
        `${input} is a directory: expected a CSV file, or a pattern such as "${join(input, '*.csv')}".`,
      );
  }
}

function checkTargets(
  paths: readonly (string | null)[],
  inputs: readonly string[],
  values: Arguments['values'],
  command = 'map',
): void {
  const summary = values.summary as string | undefined;
  const targets = [...paths, summary].filter((path) => path != null);
  for (const [i, path] of targets.entries()) {
    const again = targets.findIndex((other) => resolve(other) === resolve(path));
    if (again < i && !path.startsWith('/dev/'))
      usage(`${path} is named for two things that are written: give each its own name`, command);
  }
  const files = inputs.filter((input) => input !== '-');
  const read = [...files, values.overrides as string | undefined].filter((path) => path !== undefined);
  for (const path of targets) checkTarget(path, read, values.force === true);
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Failure(`${path} is a file: expected a folder.`);
    throw new Failure(explainSystemError(error as NodeJS.ErrnoException, path));
  }
}

/** What the flags say of the files and of what is appended. */
export function readOptions(values: Arguments['values']): AnnotateRowsOptions {
  const add = values.add as string | undefined;
  return given({
    ...formatOptions(values, 'map'),
    add: add?.split(',').map((name) => name.trim()) as AppendedColumn[] | undefined,
    prefix: values.prefix as string | undefined,
  });
}

/** Without what is not given. */
export const given = <T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;

/** What the flags say of how files are written and where their codes are. */
export function formatOptions(values: Arguments['values'], command: string): ColumnOptions & ReadOptions {
  const text = (name: string) => values[name] as string | undefined;
  const fail = (message: string) => usage(message, command);
  const limit = text('max-row-bytes');
  if (limit !== undefined && !(/^\d{1,8}$/.test(limit) && Number(limit) > 0 && Number(limit) <= 2 ** 26)) {
    fail(`--max-row-bytes: expected a number from 1 to ${2 ** 26}, found ${JSON.stringify(limit)}`);
  }
  const single = (name: string) => {
    const value = text(name);
    if (value !== undefined && value !== 'none' && !/^[\x20-\x7e]$/.test(value))
      fail(`--${name}: expected one character or none, found ${JSON.stringify(value)}`);
    return value === 'none' ? '' : value;
  };
  if (text('text-column') !== undefined && !values['infer-text'])
    fail('--text-column is read with --infer-text only: give that too');
  const delimiter = text('delimiter');
  if (delimiter === '') fail('--delimiter: expected comma, semicolon, tab, pipe or any text, found nothing');
  return given({
    source: sourceFrom(values, command),
    statusColumn: text('status-column'),
    substatusColumn: text('substatus-column'),
    labelColumn: text('label-column'),
    carrierColumn: text('carrier-column'),
    inferText: values['infer-text'] as boolean | undefined,
    textColumn: text('text-column'),
    delimiter: delimiter === undefined ? undefined : (DELIMITERS[delimiter] ?? delimiter),
    quote: single('quote'),
    escape: single('escape'),
    comment: text('comment'),
    noHeader: values['no-header'] as boolean | undefined,
    maxRowBytes: limit === undefined ? undefined : Number(limit),
  });
}

/** `--jobs` is of an earlier version, when workers could share a file: 1 is what there is now. */
export function checkJobs(values: Arguments['values']): void {
  const given = values.jobs as string | undefined;
  if (given === undefined) return;
  if (given !== '1')
    usage(
      `--jobs: expected 1, found ${JSON.stringify(given)}: one job is as fast as several were; give several files to several runs`,
    );
  process.stderr.write('trackstate: --jobs is deprecated and will go: leave it out.\n');
}
