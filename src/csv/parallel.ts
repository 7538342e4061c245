import { Worker } from 'node:worker_threads';
import type { MapperOptions } from '../mapping/mapper.ts';
import type { Plan } from './annotate-csv.ts';
import type { Progress } from './pipeline.ts';
import type { RejectWriter } from './rejects.ts';
import { type SegmentDone, type SegmentTask, SharedProgress, segmentCount } from './segments.ts';
import type { Flusher } from './streams.ts';
import { Counts } from './summary.ts';

/** How far the workers came. */
export interface Done {
  readonly counts: Counts;
  /** How many rows and blank lines there were so far, the header included. */
  readonly lines: number;
  readonly inputEnd: number;
  readonly outputEnd: number;
}

/** A file that several jobs are to share. */
export interface SharedFile {
  readonly input: number;
  readonly output: number;
  readonly size: number;
  readonly jobs: number;
  readonly mapperOptions: MapperOptions;
  readonly flusher: Flusher;
  /** The compiled worker.ts. */
  readonly worker: URL;
}

/**
 * Annotates the rows of a file with several workers at once, as far as that goes: an unfinished last row, and all
 * that follows a row that does not suit, are left.
 */
export async function annotateShared(
  file: SharedFile,
  plan: Plan,
  bodyStart: number,
  rejects: RejectWriter,
  onProgress: (progress: Progress) => void,
): Promise<Done> {
  const { input, output, size, jobs, mapperOptions } = file;
  const segments = segmentCount(size, bodyStart);
  const shared = SharedProgress.allocate(segments);
  const { columns, dialect, add, maxRowBytes } = plan;
  const setup = { columns, dialect, add, maxRowBytes };
  const outStart = plan.header.length;
  const task: SegmentTask = { input, output, bodyStart, outStart, size, setup, mapperOptions, shared };
  const progress = new SharedProgress(shared);

  const counts = new Counts();
  const waiting = new Map<number, SegmentDone>();
  let next = 0;
  let lines = dialect.headerBytes > 0 ? 1 : 0;
  /** Takes segments in their order, whichever is done first. */
  const take = (done: SegmentDone) => {
    waiting.set(done.segment, done);
    for (let ready = waiting.get(next); ready; ready = waiting.get(next)) {
      waiting.delete(next++);
      file.flusher.wrote(size / segments);
      // A message carries data only.
      counts.merge(Object.assign(new Counts(), ready.counts), lines);
      for (const { row, offset, reason, raw } of ready.rejects) {
        rejects.reject(lines + row, offset, reason, Buffer.from(raw), { continued: false, continues: false });
      }
      lines += ready.lines;
      onProgress({ bytesRead: Math.min(size, next * (size / segments)), rows: lines });
    }
  };
  // Even after an error all workers have to end first: they hold the files.
  let failed: unknown;
  const fail = (error: unknown) => {
    failed ??= error;
    progress.abandon();
  };
  const work = () =>
    new Promise<void>((resolve) => {
      const worker = new Worker(file.worker, {
        workerData: task,
        // A worker keeps its rows outside the heap, and little in it.
        resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
      });
      worker.on('message', (done: SegmentDone) => {
        try {
          take(done);
        } catch (error) {
          fail(error);
        }
      });
      worker.on('error', fail);
      worker.on('exit', () => resolve());
    });
  await Promise.all(Array.from({ length: Math.min(jobs, segments) }, work));
  if (failed !== undefined) throw failed;
  const ends = next === 0 ? { inputEnd: bodyStart, outputEnd: outStart } : progress.ends(next - 1);
  return { counts, lines, ...ends };
}
