import { writeAll } from '../../csv/read/streams.ts';
import { type ResolveRowsOptions, resolveRows } from '../../csv/resolve/resolve.ts';
import type { ResolveSummary } from '../../csv/resolve/summary.ts';
import { createMapper } from '../../mapping/mapper.ts';
import { exitCode, Failure } from '../errors.ts';
import { inputNames, planTogether } from '../files/plan.ts';
import { type Files, withFiles, writeFigures } from '../files/run.ts';
import { mapperOptions } from '../flags/mapper.ts';
import { resolveOptions } from '../flags/options.ts';
import type { Arguments } from '../flags/parse.ts';
import { formatRejected } from '../report/parts.ts';
import { ProgressBar } from '../report/progress.ts';
import { formatRegrouped, formatResolved } from '../report/resolved.ts';

export async function resolve(args: Arguments): Promise<number> {
  const mapper = createMapper(await mapperOptions(args));
  const job = await planTogether(args);
  const options = { ...(await resolveOptions(args)), mapper };
  const bar = ProgressBar.for(args, inputNames(job), null);
  const summary = await withFiles(job, args, (files) => run(files, { ...options, ...bar?.options })).finally(
    () => bar?.clear(),
  );
  process.stderr.write(
    args.has('quiet')
      ? formatRegrouped(summary) + formatRejected(summary, job)
      : formatResolved(summary, job),
  );
  const target = args.text('summary');
  if (target !== undefined) {
    const { rejects: rejectsFiles, ...names } = job;
    await writeFigures(target, { ...names, rejectsFiles, ...summary });
  }
  return codeOf(summary, args.has('strict'));
}

async function run(files: Files, options: ResolveRowsOptions): Promise<ResolveSummary> {
  const json = files.inputs.find(({ kind }) => kind === 'json');
  const csv = files.inputs.find(({ kind }) => kind === 'csv');
  if (json && csv)
    throw new Failure(`${json.path} is JSON and ${csv.path} is not: resolve them one after the other.`);
  if (json) return (await import('./payloads.ts')).resolveDump(files, options);
  const sources = files.inputs.map(({ source }) => source);
  return writeAll(resolveRows(sources, { ...options, rejects: files.rejects }), files.sink);
}

function codeOf(summary: ResolveSummary, strict: boolean): number {
  const { events, shipments, rejected, regrouped, notices = {} } = summary;
  // A payload may say something of no shipment, such as that a quota is used up.
  const said = Object.values(notices).reduce((sum, count) => sum + count, -(notices.unknown_payload ?? 0));
  const unmapped = summary.unmapped.length > 0 || regrouped > 0;
  return exitCode({ read: events + shipments + said, rejected, unmapped, notices, strict });
}
