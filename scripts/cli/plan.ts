import { existsSync, mkdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { AnnotateOptions, AppendedColumn } from '../../src/csv/index.ts';
import { explainSystemError, Failure, UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';
import type { Job } from './job.ts';
import { sourceFrom } from './mapper.ts';
import { checkTarget } from './output.ts';

const DELIMITERS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
  '\\t': '\t',
};

const usage = (message: string): never => {
  throw new UsageError(message, 'map');
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
  const { output, directory, rejects, force } = values as Record<string, string | undefined>;
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
  const files = inputs.filter((input) => input !== '-');
  for (const input of files) {
    if (!existsSync(input))
      throw new Failure(explainSystemError({ code: 'ENOENT' } as NodeJS.ErrnoException, input));
    if (statSync(input).isDirectory())
      throw new Failure(
        `${input} is a directory: expected a CSV file, or a pattern such as "${join(input, '*.csv')}".`,
      );
  }
  if (directory !== undefined) makeFolder(directory);
  const summary = values.summary as string | undefined;
  const targets = [...jobs.flatMap((job) => [job.output, job.rejects]), summary].filter(
    (path) => path != null,
  );
  for (const [i, path] of targets.entries()) {
    const again = targets.findIndex((other) => resolve(other) === resolve(path));
    if (again < i && !path.startsWith('/dev/'))
      usage(`${path} is named for two things that are written: give each its own name`);
  }
  const read = [...files, values.overrides as string | undefined].filter((path) => path !== undefined);
  for (const path of targets) checkTarget(path, read, force !== undefined);
  return jobs;
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
export function readOptions(values: Arguments['values']): AnnotateOptions {
  const text = (name: string) => values[name] as string | undefined;
  const limit = text('max-row-bytes');
  if (limit !== undefined && !(/^\d{1,8}$/.test(limit) && Number(limit) > 0 && Number(limit) <= 2 ** 26)) {
    usage(`--max-row-bytes: expected a number from 1 to ${2 ** 26}, found ${JSON.stringify(limit)}`);
  }
  const single = (name: string) => {
    const value = text(name);
    if (value !== undefined && value !== 'none' && !/^[\x20-\x7e]$/.test(value))
      usage(`--${name}: expected one character or none, found ${JSON.stringify(value)}`);
    return value === 'none' ? '' : value;
  };
  const delimiter = text('delimiter');
  if (delimiter === '') usage('--delimiter: expected comma, semicolon, tab, pipe or any text, found nothing');
  const given = {
    source: sourceFrom(values, 'map'),
    statusColumn: text('status-column'),
    substatusColumn: text('substatus-column'),
    labelColumn: text('label-column'),
    carrierColumn: text('carrier-column'),
    add: text('add')
      ?.split(',')
      .map((name) => name.trim()) as AppendedColumn[] | undefined,
    prefix: text('prefix'),
    delimiter: delimiter === undefined ? undefined : (DELIMITERS[delimiter] ?? delimiter),
    quote: single('quote'),
    escape: single('escape'),
    comment: text('comment'),
    noHeader: values['no-header'] as boolean | undefined,
    maxRowBytes: limit === undefined ? undefined : Number(limit),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** How many workers share a large file. Reading and writing take a core of their own. */
export function jobCount(values: Arguments['values']): number {
  const given = values.jobs as string | undefined;
  if (given === undefined) return Math.max(1, Math.min(4, availableParallelism() - 1));
  if (!/^[1-9]\d?$/.test(given))
    usage(`--jobs: expected a number from 1 to 99, found ${JSON.stringify(given)}`);
  return Number(given);
}
