import { encodeUtf8 } from '../bytes.ts';
import { NEED_INPUT, NEED_OUTPUT, NEW_KEY } from '../fast/layout.ts';
import type { Area } from '../fast/workspace.ts';
import { fieldValue } from '../field.ts';
import type { OpenedFile } from '../read/open.ts';
import type { RowWorker } from '../read/pipeline.ts';
import type { RejectWriter } from '../read/rejects.ts';
import type { RowScanner } from '../read/scan.ts';
import { Counts } from './counts.ts';
import { type DecisionSetup, Decisions, wantedColumns } from './decisions.ts';

export interface AnnotatorSetup extends DecisionSetup, OpenedFile {
  readonly rejects: RejectWriter;
}

/** How many hashes of texts are remembered: a power of two. */
const SEEN = 1 << 16;

/** Writes each row's own bytes, then the appended fields, then the row's own line end. */
export class RowAnnotator implements RowWorker {
  readonly counts: Counts = new Counts();
  /** The number of the last row that was read, as a spreadsheet counts: the header is row 1. */
  lines: number;
  origin = 0;
  pos = 0;
  out = 0;
  readonly decisions: Decisions;
  readonly #wanted: readonly number[];
  readonly #reader: RowScanner;
  /** Hashes of texts that came once; null where no texts are read. */
  readonly #seen: Int32Array | null;

  constructor(private readonly setup: AnnotatorSetup) {
    const { workspace, dialect, columns, maxRowBytes } = setup;
    this.#seen = columns.roles.text === undefined ? null : new Int32Array(SEEN);
    this.#wanted = wantedColumns(columns).map(([, column]) => column);
    this.#reader = setup.reader(this.#wanted);
    this.decisions = new Decisions(setup, this.counts, workspace);
    this.lines = dialect.headerBytes > 0 ? 1 : 0;
    workspace.configure(dialect.delimiter.charCodeAt(0), dialect.header.length, this.#wanted, maxRowBytes);
  }

  annotate(pos: number, end: number, output: Area, final: boolean): boolean {
    const { workspace, maxRowBytes, kernel: useKernel } = this.setup;
    const { kernel, bytes } = workspace;
    this.pos = pos;
    this.out = output.start;
    while (this.pos < end || (final && this.#reader.continues)) {
      if (useKernel && !this.#reader.continues) {
        this.pos = kernel.annotate(this.pos, end, this.out, output.end);
        this.out = kernel.outEnd.value;
        this.lines += kernel.rows.value;
        this.counts.fastRows += kernel.rows.value;
        const reason = kernel.reason.value;
        if (reason === NEED_OUTPUT) return true;
        if (reason === NEW_KEY && this.#isWorthLearning(kernel.keyHash.value)) {
          this.#learn();
          continue;
        }
        if (reason === NEED_INPUT && !final && end - this.pos < maxRowBytes + 2) return false;
        if (this.pos >= end) break;
      }
      if (!this.#reader.read(bytes, this.pos, end, final)) return false;
      if (!this.#row(output.end)) return true;
    }
    return false;
  }

  /** Returns false where the output has no room for the scanner's row. */
  #row(outLimit: number): boolean {
    const { workspace, dialect, rejects } = this.setup;
    const { bytes } = workspace;
    const { start, end, next, fields, continued } = this.#reader;
    const missing = dialect.header.length - fields;
    const fault = this.#reader.fault ?? (missing < 0 ? 'too_many_fields' : null);
    if (fault !== null) {
      if (!continued) {
        this.lines++;
        this.counts.reject(fault);
      }
      rejects.reject(this.lines, start - this.origin, fault, bytes.subarray(start, end), this.#reader);
      this.pos = next;
      return true;
    }
    // A blank line is kept as it is.
    const values = start === end ? null : this.#reader.values(bytes);
    const decided = values && this.decisions.decide(values, this.lines + 1, this.#seen === null);
    const added = decided ? [encodeUtf8(dialect.delimiter.repeat(missing)), decided.fields] : [];
    const pieces = [bytes.subarray(start, end), ...added, bytes.subarray(end, next)];
    if (this.out + pieces.reduce((sum, piece) => sum + piece.length, 0) > outLimit) return false;
    this.lines++;
    if (decided) this.decisions.countRow(decided);
    else this.counts.blankLines++;
    for (const piece of pieces) {
      bytes.set(piece, this.out);
      this.out += piece.length;
    }
    this.pos = next;
    return true;
  }

  /** Most texts come once: what is read from a text is kept when it comes again. */
  #isWorthLearning(hash: number): boolean {
    if (!this.#seen) return true;
    const slot = hash & (SEEN - 1);
    if (this.#seen[slot] === (hash | 0)) return true;
    this.#seen[slot] = hash;
    return false;
  }

  #learn(): void {
    const { workspace, dialect } = this.setup;
    const places = workspace.places(this.#wanted.length);
    const values = this.#wanted.map((_, i) =>
      fieldValue(workspace.bytes.subarray(places[2 * i], places[2 * i + 1]), dialect.encoding),
    );
    const decided = this.decisions.decide(values, this.lines + 1, true);
    let entry = workspace.learn(decided.fields);
    if (entry < 0) {
      this.decisions.forget();
      this.decisions.keep(decided);
      entry = workspace.learn(decided.fields);
    }
    decided.entries.push(entry);
  }
}
