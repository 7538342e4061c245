import { statSync } from 'node:fs';
import { annotateRows } from '../../csv/annotate/annotate.ts';
import type { Summary } from '../../csv/index.ts';
import type { PayloadSummary } from '../../csv/read/payloads.ts';
import { type ByteReader, writeAll } from '../../csv/read/streams.ts';
import { createMapper } from '../../mapping/mapper.ts';
import { peekKind } from '../../node/input.ts';
import { exitCode, Failure } from '../errors.ts';
import { inputNames, type Job, planEach } from '../files/plan.ts';
import { withFiles, writeFigures } from '../files/run.ts';
import { mapperOptions } from '../flags/mapper.ts';
import { annotateOptions, warnOfJobs } from '../flags/options.ts';
import { type Arguments, refuseIdle } from '../flags/parse.ts';
import { formatMapped, formatTotal, totalOf } from '../report/mapped.ts';
import { formatRejected } from '../report/parts.ts';
import { ProgressBar } from '../report/progress.ts';

type Done = readonly [Job, Summary | PayloadSummary];

export async function map(args: Arguments): Promise<number> {
  const options = annotateOptions(args);
  warnOfJobs(args);
  const mapper = createMapper(await mapperOptions(args));
  const jobs = await planEach(args);
  if (jobs.length > 1) await checkKinds(args, jobs);
  const done: Done[] = [];
  let failed = false;
  for (const job of jobs) {
    const bar = ProgressBar.for(args, inputNames(job), sizeOf(job));
    try {
      const summary = await withFiles(job, args, async (files) =>
        files.inputs[0]?.kind === 'json'
          ? (await import('./payloads.ts')).mapDump(files, { ...options, mapper })
          : writeAll(
              annotateRows(files.inputs[0]?.source as ByteReader, {
                ...options,
                ...bar?.options,
                mapper,
                rejects: () => files.rejects(0),
              }),
              files.sink,
            ),
      ).finally(() => bar?.clear());
      done.push([job, summary]);
      process.stderr.write(args.has('quiet') ? formatRejected(summary, job) : formatMapped(summary, job));
    } catch (error) {
      // One of several files that cannot be mapped does not keep the others from it.
      if (jobs.length === 1 || !(error instanceof Failure)) throw error;
      process.stderr.write(`trackstate: ${error.message}\n`);
      failed = true;
    }
  }
  const total = totalOf(done.map(([, summary]) => summary));
  if (done.length > 1 && !args.has('quiet')) process.stderr.write(formatTotal(total));
  const target = args.text('summary');
  if (target !== undefined) await writeFigures(target, { files: done.map(figuresOf), total });
  return failed ? 1 : Math.max(...done.map(([, summary]) => codeOf(summary, args.has('strict'))));
}

/** Wrong usage shows before the first of several files is written; what cannot be read is told at its turn. */
async function checkKinds(args: Arguments, jobs: readonly Job[]): Promise<void> {
  for (const path of jobs.flatMap(({ inputs }) => inputs)) {
    if (path === '-' || !statSync(path).isFile()) continue;
    const kind = await peekKind(path).catch(() => null);
    if (kind !== null) refuseIdle(args, kind, path);
  }
}

/** How many bytes an input has, where that can be known. */
function sizeOf({ inputs: [path = '-'] }: Job): number | null {
  const stats = path === '-' ? null : statSync(path);
  return stats?.isFile() && !path.endsWith('.gz') ? stats.size : null;
}

function codeOf(summary: Summary | PayloadSummary, strict: boolean): number {
  const { written, rejected, outcomes } = summary;
  const { payloads, notices } = 'payloads' in summary ? summary : { payloads: written, notices: {} };
  const read = payloads - (notices.unknown_payload ?? 0);
  return exitCode({ read, rejected, unmapped: outcomes.unmapped > 0, notices, strict });
}

const figuresOf = ([{ inputs, output, rejects }, summary]: Done) => ({
  input: inputs[0],
  output,
  rejectsFile: rejects[0],
  ...summary,
  megabytesPerSecond: summary.bytesRead / 1e6 / summary.seconds,
});
