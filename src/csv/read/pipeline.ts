import type { Area, Workspace } from '../fast/workspace.ts';
import type { ByteSink, ByteSource } from './streams.ts';

/** How far a run has come. */
export interface Progress {
  readonly bytesRead: number;
  readonly rows: number;
}

/** What is in the first input area when a run starts, and how many bytes of the input lie before it. */
export interface Head {
  readonly start: number;
  readonly end: number;
  readonly before: number;
}

/** Does what is to be done with the rows of a chunk. */
export interface RowWorker {
  /** The number of the last row that was read. */
  readonly lines: number;
  /** Where the file's first byte would be in the workspace, were it all there. */
  origin: number;
  /** Where the last call's input and output end. */
  readonly pos: number;
  readonly out: number;
  /**
   * Takes the rows of an input area; what is to be written goes to an output area.
   *
   * @returns Whether more output room is needed. If not, all rows are done that the bytes hold whole.
   */
  annotate(pos: number, end: number, output: Area, final: boolean): boolean;
}

/**
 * Moves all rows from a source to a sink. While one chunk is annotated, the next one is read and the last one's
 * output is written.
 *
 * @returns How many bytes were read and written.
 */
export async function runPipeline(
  workspace: Workspace,
  annotator: RowWorker,
  source: ByteSource,
  sink: ByteSink,
  head: Head,
  chunkBytes: number,
  onProgress: (progress: Progress) => Promise<void> | void,
): Promise<{ bytesRead: number; bytesWritten: number }> {
  const { bytes, inputs, outputs } = workspace;
  let { start, end } = head;
  let bytesRead = head.before + end - start;
  let bytesWritten = 0;
  let output: 0 | 1 = 0;
  let lastWrite = Promise.resolve();
  const free: [Promise<void>, Promise<void>] = [lastWrite, lastWrite];

  /** Annotates what is there. The output areas take turns, so that one is filled while the other is written. */
  const annotate = async (final: boolean) => {
    annotator.origin = end - bytesRead;
    for (let more = true; more; output = output === 0 ? 1 : 0) {
      await free[output];
      more = annotator.annotate(start, end, outputs[output], final);
      start = annotator.pos;
      const written = bytes.subarray(outputs[output].start, annotator.out);
      bytesWritten += written.length;
      if (written.length === 0) continue;
      lastWrite = lastWrite.then(() => sink.write(written));
      // Whoever waits for it is told; until then a failure must not count as unhandled.
      lastWrite.catch(() => undefined);
      free[output] = lastWrite;
    }
    await onProgress({ bytesRead, rows: annotator.lines });
  };

  for (let area = inputs[1]; ; area = area === inputs[1] ? inputs[0] : inputs[1]) {
    const reading = source.read(bytes.subarray(area.start, area.start + chunkBytes));
    reading.catch(() => undefined);
    await annotate(false);
    const count = await reading;
    // The unfinished row goes on in front of the new bytes.
    bytes.copyWithin(area.start - (end - start), start, end);
    start = area.start - (end - start);
    end = area.start + count;
    bytesRead += count;
    if (count === 0) break;
  }
  await annotate(true);
  await lastWrite;
  return { bytesRead, bytesWritten };
}
