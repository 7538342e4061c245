import { writeSync } from 'node:fs';
import { writeAll } from '../../csv/read/streams.ts';
import { type ResolveRowsOptions, type ResolveSummary, resolveRows } from '../../csv/resolve/resolve.ts';
import type { ShipmentFormat } from '../../csv/resolve/writer.ts';
import { createMapper } from '../../mapping/mapper.ts';
import { Failure, UsageError } from '../errors.ts';
import { type FileNames, type Files, withFiles } from '../files/job.ts';
import { openOutput } from '../files/output.ts';
import { formatOptions, given, planTogether } from '../files/plan.ts';
import type { Arguments } from '../flags/flags.ts';
import { mapperOptions } from '../flags/mapper.ts';
import { ProgressBar } from '../report/progress.ts';
import { formatRegrouped, formatRejected, formatResolved } from '../report/report.ts';

/** `trackstate resolve` */
export async function resolve({ values, positionals }: Arguments): Promise<number> {
  const text = (name: string) => values[name] as string | undefined;
  const mapper = createMapper(await mapperOptions(values, 'resolve'));
  const names = await planTogether(values, positionals);
  const options: ResolveRowsOptions = given({
    ...formatOptions(values, 'resolve'),
    mapper,
    groupColumns: text('group-columns')
      ?.split(',')
      .map((name) => name.trim()),
    timeColumn: text('time-column'),
    descriptionColumn: text('description-column'),
    locationColumn: text('location-column'),
    timeZone: await zoneFrom(text('time-zone')),
    now: nowFrom(text('now')),
    reuseAfterDays: daysFrom(text('reuse-after-days')),
    format: formatFrom(values),
    grouped: values.grouped === true,
  });
  const bar = values.quiet || !process.stderr.isTTY ? null : new ProgressBar(names.inputs.join(', '), null);
  const summary = await withFiles(names, values.force === true, (files) =>
    run(files, { ...options, ...(bar ? { onProgress: bar.show } : {}) }),
  ).finally(() => bar?.clear());
  process.stderr.write(
    values.quiet
      ? formatRegrouped(summary) + formatRejected(summary, names.rejects)
      : formatResolved(summary, names),
  );
  if (values.summary !== undefined) await writeSummary(text('summary') as string, names, summary);
  const unmapped = summary.unmapped.length > 0;
  return values.strict && (unmapped || summary.rejected > 0 || summary.regrouped > 0) ? 3 : 0;
}

async function run(files: Files, options: ResolveRowsOptions): Promise<ResolveSummary> {
  const json = files.inputs.filter(({ isJson }) => isJson);
  if (json.length === 0) {
    const sources = files.inputs.map(({ source }) => source);
    return writeAll(resolveRows(sources, { ...options, rejects: files.rejects }), files.sink);
  }
  const csv = files.inputs.find(({ isJson }) => !isJson);
  if (csv)
    throw new Failure(`${json[0]?.path} is JSON and ${csv.path} is not: resolve them one after the other.`);
  const { groupColumns, timeColumn, descriptionColumn, locationColumn, noHeader, delimiter } = options;
  const forCsv = { groupColumns, timeColumn, descriptionColumn, locationColumn, noHeader, delimiter };
  const useless = Object.entries({ ...forCsv, grouped: options.grouped || undefined }).find(
    ([, value]) => value !== undefined,
  );
  if (useless) {
    const flag = `--${useless[0].replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(`${flag} is for CSV, and ${json[0]?.path} is JSON: leave it out`, 'resolve');
  }
  const { resolveDump } = await import('./payloads.ts');
  return resolveDump(files, options);
}

function formatFrom({ json, timeline }: Arguments['values']): ShipmentFormat {
  if (json && timeline) throw new UsageError('--json and --timeline exclude each other', 'resolve');
  if (json) return 'json';
  return timeline ? 'text' : 'csv';
}

/** The moment that `--now` names. */
function nowFrom(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const now = text === 'now' ? new Date() : new Date(text);
  const match = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.exec(text);
  const real = match && new Date(`${match[1]}T00:00:00Z`).toJSON()?.startsWith(match[1] ?? '');
  if ((text === 'now' || real) && !Number.isNaN(now.getTime())) return now;
  throw new UsageError(
    `--now: expected a moment with its offset, such as 2026-11-21T12:00:00Z, or the word now; found ${JSON.stringify(text)}`,
    'resolve',
  );
}

/** A zone that is known. */
async function zoneFrom(name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const { Zone } = await import('../../time/zone.ts');
  try {
    return new Zone(name).name;
  } catch (error) {
    throw new UsageError(`--time-zone: ${(error as Error).message}`, 'resolve');
  }
}

function daysFrom(text: string | undefined): number | undefined {
  if (text === undefined || (/^\d{1,5}$/.test(text) && Number(text) > 0))
    return text === undefined ? undefined : Number(text);
  throw new UsageError(
    `--reuse-after-days: expected a number of days over 0, found ${JSON.stringify(text)}`,
    'resolve',
  );
}

async function writeSummary(path: string, names: FileNames, summary: ResolveSummary): Promise<void> {
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  const target = openOutput(path);
  const { inputs, output, rejects: rejectsFiles } = names;
  writeSync(
    target.descriptor,
    `${JSON.stringify({ inputs, output, rejectsFiles, ...summary, peakMemoryBytes }, null, 2)}\n`,
  );
  await target.commit();
}
