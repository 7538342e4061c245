import { readSync, writeSync } from 'node:fs';
import { createMapper, type MapperOptions } from '../mapping/mapper.ts';
import { type AnnotatorSetup, RowAnnotator } from './annotate.ts';
import { type RowFault, RowScanner } from './scan.ts';
import { Counts } from './summary.ts';
import { Workspace } from './workspace.ts';

/** How much of the file one segment is. */
const SEGMENT_BYTES: number = 1024 * 1024;

/** What the workers of one file are told. */
export interface SegmentTask {
  readonly input: number;
  readonly output: number;
  /** Where the rows begin in the input, and where they go in the output. */
  readonly bodyStart: number;
  readonly outStart: number;
  /** How long the input was when the run began. */
  readonly size: number;
  readonly setup: Pick<AnnotatorSetup, 'columns' | 'dialect' | 'add' | 'maxRowBytes'>;
  readonly mapperOptions: MapperOptions;
  readonly shared: SharedArrayBuffer;
}

/** A rejected row of a segment: its number counts from the segment's first row. */
export interface SegmentReject {
  readonly row: number;
  readonly offset: number;
  readonly reason: RowFault;
  readonly raw: Uint8Array;
}

/** What became of one segment. */
export interface SegmentDone {
  readonly segment: number;
  /** How many rows and blank lines it has. */
  readonly lines: number;
  readonly counts: Counts;
  readonly rejects: readonly SegmentReject[];
}

/** How many segments a file has. */
export const segmentCount = (size: number, bodyStart: number): number =>
  Math.ceil((size - bodyStart) / SEGMENT_BYTES);

/**
 * What the workers tell each other: which segment is next, whether the work was given up, and for each segment,
 * once it is known, where its last row ends and where its output ends.
 */
export class SharedProgress {
  readonly #control: Int32Array;
  readonly #known: Int32Array;
  readonly #ends: Float64Array;

  constructor(shared: SharedArrayBuffer) {
    const count = (shared.byteLength - 16) / 24;
    this.#control = new Int32Array(shared, 0, 4);
    this.#ends = new Float64Array(shared, 16, 2 * count);
    this.#known = new Int32Array(shared, 16 + 16 * count, count);
  }

  /** The shared memory for so many segments. */
  static allocate(segments: number): SharedArrayBuffer {
    return new SharedArrayBuffer(16 + 24 * segments);
  }

  /** Takes the next segment. */
  take(): number {
    return Atomics.add(this.#control, 0, 1);
  }

  /** Gives up: one job does the rest of the file. */
  abandon(): void {
    Atomics.store(this.#control, 1, 1);
  }

  get abandoned(): boolean {
    return Atomics.load(this.#control, 1) === 1;
  }

  publish(segment: number, inputEnd: number, outputEnd: number): void {
    this.#ends[2 * segment] = inputEnd;
    this.#ends[2 * segment + 1] = outputEnd;
    Atomics.store(this.#known, segment, 1);
    Atomics.notify(this.#known, segment);
  }

  /** Waits for a segment's ends; null where the work was given up. */
  wait(segment: number): { inputEnd: number; outputEnd: number } | null {
    while (Atomics.load(this.#known, segment) === 0) {
      if (this.abandoned) return null;
      Atomics.wait(this.#known, segment, 0, 20);
    }
    return this.ends(segment);
  }

  /** A segment's ends, once it is done. */
  ends(segment: number): { inputEnd: number; outputEnd: number } {
    return { inputEnd: this.#ends[2 * segment] as number, outputEnd: this.#ends[2 * segment + 1] as number };
  }
}

/**
 * Annotates segments until none is left. Each segment is begun at the first line break behind its border, which may
 * lie inside quotes; the segment before tells where its last row really ends, and if that is elsewhere, the segment
 * is done again from there. So the output is that of one job, byte for byte.
 */
export class SegmentWorker {
  readonly #task: SegmentTask;
  readonly #progress: SharedProgress;
  readonly #workspace: Workspace;
  readonly #annotator: RowAnnotator;
  readonly #piece = Buffer.alloc(64 * 1024);
  #rejects: SegmentReject[] = [];

  constructor(task: SegmentTask) {
    const { setup } = task;
    this.#task = task;
    this.#progress = new SharedProgress(task.shared);
    // A segment may be longer than its share by the rows that cross its borders.
    this.#workspace = new Workspace(2 * SEGMENT_BYTES, setup.maxRowBytes);
    const rejects: AnnotatorSetup['rejects'] = {
      reject: (row, offset, reason, raw) =>
        this.#rejects.push({ row, offset, reason, raw: Uint8Array.from(raw) }),
    };
    const reader = (wanted: readonly number[]) =>
      new RowScanner(
        setup.dialect.delimiter.charCodeAt(0),
        wanted,
        setup.maxRowBytes,
        setup.dialect.encoding,
      );
    const mapper = createMapper(task.mapperOptions);
    this.#annotator = new RowAnnotator(
      this.#workspace,
      { ...setup, mapper, rejects, reader, kernel: true },
      0,
    );
  }

  /** @param tell - Told of each segment that is done. */
  run(tell: (done: SegmentDone) => void): void {
    const { size, bodyStart } = this.#task;
    const count = segmentCount(size, bodyStart);
    try {
      for (let segment = this.#progress.take(); segment < count; segment = this.#progress.take()) {
        if (this.#progress.abandoned || !this.#segment(segment, count, tell)) return;
      }
    } catch (error) {
      this.#progress.abandon();
      throw error;
    }
  }

  #segment(segment: number, count: number, tell: (done: SegmentDone) => void): boolean {
    const { bodyStart, outStart, size } = this.#task;
    const begin = segment === 0 ? bodyStart : this.#lineStart(bodyStart + segment * SEGMENT_BYTES);
    const end = segment === count - 1 ? size : this.#lineStart(bodyStart + (segment + 1) * SEGMENT_BYTES);
    let from = begin;
    let done = this.#annotate(from, end);
    const before =
      segment === 0 ? { inputEnd: bodyStart, outputEnd: outStart } : this.#progress.wait(segment - 1);
    if (before && before.inputEnd !== from) {
      from = before.inputEnd;
      this.#annotator.forget();
      done = this.#annotate(from, end);
    }
    if (!before || !done) {
      this.#progress.abandon();
      return false;
    }
    const [area] = this.#workspace.outputs;
    const bytes = this.#workspace.bytes.subarray(area.start, this.#annotator.out);
    this.#progress.publish(segment, done.inputEnd, before.outputEnd + bytes.length);
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.#task.output, bytes, at, bytes.length - at, before.outputEnd + at);
    }
    this.#annotator.count();
    tell({ segment, lines: this.#annotator.lines, counts: this.#annotator.counts, rejects: this.#rejects });
    return true;
  }

  /**
   * Annotates the rows that begin in `from..to` into the output area. Returns where the last one ends, or null where
   * they need more room than there is.
   */
  #annotate(from: number, to: number): { inputEnd: number } | null {
    const annotator = this.#annotator;
    const [area] = this.#workspace.inputs;
    const [output] = this.#workspace.outputs;
    this.#rejects = [];
    annotator.counts = new Counts();
    annotator.lines = 0;
    annotator.origin = area.start - from;
    annotator.out = output.start;
    let pos = area.start;
    let filled = area.start;
    for (let target = Math.max(from, to), step = 1024; ; target = this.#lineStart(target + step), step *= 2) {
      if (area.start + target - from > area.end) return null;
      while (filled < area.start + target - from) {
        const read = readSync(
          this.#task.input,
          this.#workspace.bytes,
          filled,
          area.start + target - from - filled,
          from + filled - area.start,
        );
        // The file has become shorter: one job alone finds out what is left.
        if (read === 0) return null;
        filled += read;
      }
      const room = { start: annotator.out, end: output.end };
      if (annotator.annotate(pos, filled, room, false)) return null;
      pos = annotator.pos;
      const inputEnd = from + pos - area.start;
      // A row that crosses the border is finished with some more lines; one without an end is left to the last job.
      if (inputEnd >= to || target >= this.#task.size) return { inputEnd };
    }
  }

  /** Where the first line begins at or behind an offset, as the line breaks say. */
  #lineStart(offset: number): number {
    const piece = this.#piece;
    for (let at = offset - 1; at < this.#task.size; ) {
      const read = readSync(this.#task.input, piece, 0, piece.length, at);
      if (read === 0) break;
      const lf = piece.subarray(0, read).indexOf(10);
      if (lf >= 0) return Math.min(at + lf + 1, this.#task.size);
      at += read;
    }
    return this.#task.size;
  }
}
