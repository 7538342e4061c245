import type { Area, Workspace } from '../fast/workspace.ts';
import type { ByteReader } from './streams.ts';

/** How far a run has come. */
export interface Progress {
  readonly bytesRead: number;
  readonly rows: number;
}

export interface RowWorker {
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

/** What a step gave, and what is to be written, which may be empty. */
type Step = Progress & { readonly output: Uint8Array };

/**
 * Takes all rows of an input through a worker, chunk by chunk. While one chunk is worked on, the next one is read.
 * Two output areas take turns: an output is valid until the one after the next is asked for.
 *
 * @param before - How many bytes of the file stand before the input.
 */
export async function* runPipeline(
  workspace: Workspace,
  worker: RowWorker,
  input: ByteReader,
  before: number,
  chunkBytes: number,
): AsyncGenerator<Step, void> {
  const { bytes, inputs, outputs } = workspace;
  let { start } = inputs[0];
  let end = start;
  let bytesRead = before;
  let output: 0 | 1 = 0;

  function* work(final: boolean): Generator<Step, void> {
    worker.origin = end - bytesRead;
    for (let more = true; more; ) {
      const area = outputs[output];
      more = worker.annotate(start, end, area, final);
      start = worker.pos;
      const written = bytes.subarray(area.start, Math.max(area.start, worker.out));
      if (written.length > 0) output = output === 0 ? 1 : 0;
      yield { output: written, bytesRead, rows: worker.lines };
    }
  }

  for (let area = inputs[1]; ; area = area === inputs[1] ? inputs[0] : inputs[1]) {
    const reading = input.readInto(bytes.subarray(area.start, area.start + chunkBytes));
    // Whoever waits for it is told; until then a failure must not count as unhandled.
    reading.catch(() => undefined);
    yield* work(false);
    const count = await reading;
    // The unfinished row goes on in front of the new bytes.
    bytes.copyWithin(area.start - (end - start), start, end);
    start = area.start - (end - start);
    end = area.start + count;
    bytesRead += count;
    if (count === 0) break;
  }
  yield* work(true);
}
