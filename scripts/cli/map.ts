import { existsSync, mkdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import type { AnnotateOptions, AppendedColumn, Dialect } from '../../src/csv/index.ts';
import { createMapper } from '../../src/mapping/mapper.ts';
import { didYouMean } from '../../src/suggest.ts';
import { crosswalks, type SourceId } from '../../src/tables/index.ts';
import { explainSystemError, Failure, UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';
import { type Job, runJob } from './job.ts';
import { mapperOptions } from './mapper.ts';

import { checkTarget } from './output.ts';
import { formatSummary } from './report.ts';

const DELIMITERS: Readonly<Record<string, Dialect['delimiter']>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
  ',': ',',
  ';': ';',
  '\t': '\t',
  '\\t': '\t',
  '|': '|',
};

/** `trackstate map` */
export async function map({ values, positionals }: Arguments): Promise<number> {
  const jobs = planJobs(values, positionals);
  const mapping = mapperOptions(values);
  const options = { ...readOptions(values), mapper: createMapper(mapping) };
  const run = { force: values.force === true, jobs: jobCount(values) };
  let bad = false;
  for (const job of jobs) {
    const summary = await runJob(job, options, mapping, run);
    bad ||= summary.outcomes.unmapped > 0 || summary.rejected > 0;
    if (!values.quiet) process.stderr.write(formatSummary(summary, job));
  }
  return values.strict && bad ? 3 : 0;
}

function planJobs(values: Arguments['values'], inputs: readonly string[]): Job[] {
  const usage = (message: string): never => {
    throw new UsageError(message, 'map');
  };
  if (inputs.length === 0) usage('expected at least one CSV file, or - for standard input; found none');
  if (values.output !== undefined && values.directory !== undefined)
    usage('--output and --directory exclude each other');
  if (inputs.length > 1 && values.directory === undefined)
    usage(`expected --directory DIR for ${inputs.length} files`);
  if (inputs.length > 1 && values.rejects !== undefined)
    usage('--rejects takes one file: leave it out, and each input gets its own');
  const directory = values.directory as string | undefined;
  const jobs = inputs.map((input) => {
    const name = input === '-' ? 'stdin.csv' : basename(input);
    const given = values.output === '-' ? null : ((values.output as string | undefined) ?? null);
    const output = directory === undefined ? given : join(directory, name);
    const beside = output ?? (input === '-' ? 'stdin.csv' : input);
    return {
      input,
      output,
      rejects: (values.rejects as string | undefined) ?? `${beside}.rejects.csv`,
    };
  });
  const twice = jobs.find(
    ({ output }, i) => output !== null && jobs.findIndex((job) => job.output === output) !== i,
  );
  if (twice) usage(`two of the files would both be written to ${twice.output}: map them one by one`);
  const files = inputs.filter((input) => input !== '-');
  for (const input of files) {
    if (!existsSync(input))
      throw new Failure(explainSystemError({ code: 'ENOENT' } as NodeJS.ErrnoException, input));
    if (statSync(input).isDirectory()) throw new Failure(`${input} is a directory: expected a CSV file.`);
  }
  for (const { output, rejects } of jobs) {
    if (output !== null) checkTarget(output, files, values.force === true);
    checkTarget(rejects, files, values.force === true);
  }
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  return jobs;
}

function readOptions(values: Arguments['values']): AnnotateOptions {
  const text = (name: string) => values[name] as string | undefined;
  const usage = (message: string): never => {
    throw new UsageError(message, 'map');
  };
  const source = text('source');
  if (source !== undefined && !crosswalks.has(source as SourceId)) {
    usage(
      `--source: expected ${[...crosswalks.keys()].join(', ')}, found ${source}.${didYouMean(source, crosswalks.keys())}`,
    );
  }
  const delimiter = text('delimiter');
  if (delimiter !== undefined && DELIMITERS[delimiter] === undefined) {
    usage(`--delimiter: expected comma, semicolon, tab or pipe, found ${JSON.stringify(delimiter)}`);
  }
  const limit = text('max-row-bytes');
  if (limit !== undefined && !/^[1-9]\d{0,8}$/.test(limit)) {
    usage(`--max-row-bytes: expected a number from 1 to 999999999, found ${JSON.stringify(limit)}`);
  }
  const given = {
    source: source as SourceId | undefined,
    statusColumn: text('status-column'),
    substatusColumn: text('substatus-column'),
    labelColumn: text('label-column'),
    carrierColumn: text('carrier-column'),
    add: text('add')
      ?.split(',')
      .map((name) => name.trim()) as AppendedColumn[] | undefined,
    prefix: text('prefix'),
    delimiter: delimiter === undefined ? undefined : DELIMITERS[delimiter],
    maxRowBytes: limit === undefined ? undefined : Number(limit),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** How many workers share a large file: as many as there are cores, but not more than help. */
function jobCount(values: Arguments['values']): number {
  const given = values.jobs as string | undefined;
  if (given === undefined) return Math.min(4, availableParallelism());
  if (!/^[1-9]\d?$/.test(given))
    throw new UsageError(`--jobs: expected a number from 1 to 99, found ${JSON.stringify(given)}`, 'map');
  return Number(given);
}
