import type { AnnotateRowsOptions } from '../../csv/annotate/annotate.ts';
import type { AppendedColumn } from '../../csv/annotate/appended.ts';
import type { ColumnOptions } from '../../csv/columns/roles.ts';
import type { ReadOptions } from '../../csv/read/open.ts';
import type { ResolveRowsOptions } from '../../csv/resolve/resolve.ts';

import { sourceFrom } from './mapper.ts';
import type { Arguments } from './parse.ts';

const DELIMITERS: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
  '\\t': '\t',
};

/** Without what is not given. */
const given = <T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;

export const annotateOptions = (args: Arguments): AnnotateRowsOptions =>
  given({
    ...fileOptions(args),
    add: args.list('add') as AppendedColumn[] | undefined,
    prefix: args.text('prefix'),
  });

export const resolveOptions = async (args: Arguments): Promise<ResolveRowsOptions> =>
  given({
    ...fileOptions(args),
    groupColumns: args.list('group-columns'),
    timeColumn: args.text('time-column'),
    descriptionColumn: args.text('description-column'),
    locationColumn: args.text('location-column'),
    timeZone: await zoneFrom(args),
    now: nowFrom(args),
    reuseAfterDays: numberFrom(args, 'reuse-after-days', 99_999),
    format: args.has('json') ? 'json' : args.has('timeline') ? 'text' : 'csv',
    grouped: args.has('grouped'),
  });

function fileOptions(args: Arguments): ColumnOptions & ReadOptions {
  const delimiter = args.text('delimiter');
  const quote = characterFrom(args, 'quote');
  if (quote === '' && args.has('escape'))
    throw args.wrong('--escape stands before a quote, and --quote none says that there is none');
  return given({
    source: sourceFrom(args),
    statusColumn: args.text('status-column'),
    substatusColumn: args.text('substatus-column'),
    labelColumn: args.text('label-column'),
    carrierColumn: args.text('carrier-column'),
    inferText: args.has('infer-text') || undefined,
    textColumn: args.text('text-column'),
    delimiter: delimiter === undefined ? undefined : (DELIMITERS[delimiter] ?? delimiter),
    quote,
    escape: characterFrom(args, 'escape'),
    comment: args.text('comment'),
    noHeader: args.has('no-header') || undefined,
    maxRowBytes: numberFrom(args, 'max-row-bytes', 2 ** 26),
  });
}

/** One character; none is the empty text. */
function characterFrom(args: Arguments, flag: string): string | undefined {
  const text = args.text(flag);
  if (text !== undefined && text !== 'none' && !/^[\x20-\x7e]$/.test(text))
    throw args.wrong(`--${flag}: expected one character or none, found ${JSON.stringify(text)}`);
  return text === 'none' ? '' : text;
}

function numberFrom(args: Arguments, flag: string, most: number): number | undefined {
  const text = args.text(flag);
  if (text === undefined) return undefined;
  if (/^\d{1,8}$/.test(text) && Number(text) > 0 && Number(text) <= most) return Number(text);
  throw args.wrong(`--${flag}: expected a number from 1 to ${most}, found ${JSON.stringify(text)}`);
}

function nowFrom(args: Arguments): Date | undefined {
  const text = args.text('now');
  if (text === undefined) return undefined;
  const now = text === 'now' ? new Date() : new Date(text);
  const match = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.exec(text);
  const real = match && new Date(`${match[1]}T00:00:00Z`).toJSON()?.startsWith(match[1] ?? '');
  if ((text === 'now' || real) && !Number.isNaN(now.getTime())) return now;
  throw args.wrong(
    `--now: expected a moment with its offset, such as 2026-11-21T12:00:00Z, or the word now; found ${JSON.stringify(text)}`,
  );
}

async function zoneFrom(args: Arguments): Promise<string | undefined> {
  const name = args.text('time-zone');
  if (name === undefined) return undefined;
  const { Zone } = await import('../../time/zone.ts');
  try {
    return new Zone(name).name;
  } catch (error) {
    throw args.wrong(`--time-zone: ${(error as Error).message}`);
  }
}

/** `--jobs` is of an earlier version, when workers could share a file: 1 is what there is now. */
export function warnOfJobs(args: Arguments): void {
  const jobs = args.text('jobs');
  if (jobs === undefined) return;
  if (jobs !== '1')
    throw args.wrong(
      `--jobs: expected 1, found ${JSON.stringify(jobs)}: one job is as fast as several were; give several files to several runs`,
    );
  process.stderr.write('trackstate: --jobs is deprecated and will go: leave it out.\n');
}
