import { statSync, writeSync } from 'node:fs';
import { annotateRows } from '../../csv/annotate/annotate.ts';
import type { Summary } from '../../csv/index.ts';
import { type ByteReader, writeAll } from '../../csv/read/streams.ts';
import { createMapper } from '../../mapping/mapper.ts';
import { Failure } from '../errors.ts';
import { type Job, withFiles } from '../files/job.ts';
import { openOutput } from '../files/output.ts';
import { checkJobs, planJobs, readOptions } from '../files/plan.ts';
import type { Arguments } from '../flags/flags.ts';
import { mapperOptions } from '../flags/mapper.ts';
import { ProgressBar } from '../report/progress.ts';
import { formatRejects, formatSummary, formatTotal, type Total, totalOf } from '../report/report.ts';
import type { DumpSummary } from './payloads.ts';

/** `trackstate map` */
export async function map({ values, positionals }: Arguments): Promise<number> {
  const options = readOptions(values);
  const force = values.force === true;
  checkJobs(values);
  const mapper = createMapper(await mapperOptions(values));
  const jobs = await planJobs(values, positionals);
  const done: [Job, Summary | DumpSummary][] = [];
  let failed = false;
  for (const job of jobs) {
    const bar = values.quiet || !process.stderr.isTTY ? null : new ProgressBar(job.input, sizeOf(job.input));
    const onProgress = bar ? { onProgress: bar.show } : {};
    try {
      const names = { inputs: [job.input], output: job.output, rejects: [job.rejects] };
      const summary = await withFiles(names, force, async (files) =>
        files.inputs[0]?.isJson
          ? (await import('./payloads.ts')).mapPayloads(files, mapper, options)
          : writeAll(
              annotateRows(files.inputs[0]?.source as ByteReader, {
                ...options,
                mapper,
                ...onProgress,
                rejects: () => files.rejects(0),
              }),
              files.sink,
            ),
      );
      done.push([job, summary]);
      bar?.clear();
      process.stderr.write(values.quiet ? formatRejects(summary, job) : formatSummary(summary, job));
    } catch (error) {
      bar?.clear();
      // One of several files that cannot be mapped does not keep the others from it.
      if (jobs.length === 1 || !(error instanceof Failure)) throw error;
      process.stderr.write(`trackstate: ${error.message}\n`);
      failed = true;
    }
  }
  const total = totalOf(done.map(([, summary]) => summary));
  if (done.length > 1 && !values.quiet) process.stderr.write(formatTotal(total));
  if (values.summary !== undefined) await writeSummary(values.summary as string, done, total);
  if (failed) return 1;
  return values.strict && (total.outcomes.unmapped > 0 || total.rejected > 0) ? 3 : 0;
}

/** How many bytes an input has, where that can be known. */
function sizeOf(path: string): number | null {
  const stats = path === '-' ? null : statSync(path);
  return stats?.isFile() && !path.endsWith('.gz') ? stats.size : null;
}

async function writeSummary(
  path: string,
  done: readonly [Job, Summary | DumpSummary][],
  total: Total,
): Promise<void> {
  // Linux and Windows count it in kilobytes, and Node makes that so everywhere.
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  const speed = ({ bytesRead, seconds }: Pick<Summary, 'bytesRead' | 'seconds'>) => ({
    megabytesPerSecond: bytesRead / 1e6 / seconds,
  });
  const files = done.map(([{ input, output, rejects: rejectsFile }, summary]) => ({
    input,
    output,
    rejectsFile,
    ...summary,
    ...speed(summary),
  }));
  const target = openOutput(path);
  writeSync(target.descriptor, `${JSON.stringify({ files, total, peakMemoryBytes }, null, 2)}\n`);
  await target.commit();
}
