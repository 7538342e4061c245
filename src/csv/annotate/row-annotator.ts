import { encodeUtf8 } from '../bytes.ts';
import { NEED_INPUT, NEED_OUTPUT, NEW_KEY } from '../fast/layout.ts';
import type { Area, Workspace } from '../fast/workspace.ts';
import { fieldValue } from '../field.ts';
import type { RowWorker } from '../read/pipeline.ts';
import type { RejectWriter } from '../read/rejects.ts';
import type { RowScanner } from '../read/scan.ts';
import { Counts } from './counts.ts';
import { type Decided, type DecisionSetup, Decisions, wantedColumns } from './decisions.ts';

/** What an annotator has to know of a file. */
export interface AnnotatorSetup extends DecisionSetup {
  readonly maxRowBytes: number;
  readonly rejects: RejectWriter;
  /** Whether the compiled kernel does the plain rows. The result is the same. */
  readonly kernel: boolean;
  /** Makes the scanner of all other rows. `wanted` are the columns of the codes. */
  readonly reader: (wanted: readonly number[]) => RowScanner;
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
  readonly #workspace: Workspace;
  readonly #setup: AnnotatorSetup;
  readonly #decisions: Decisions;
  readonly #wanted: readonly number[];
  readonly #reader: RowScanner;
  /** Hashes of texts that came once; null where no texts are read. */
  readonly #seen: Int32Array | null;

  constructor(workspace: Workspace, setup: AnnotatorSetup) {
    const { dialect, columns, maxRowBytes } = setup;
    this.#workspace = workspace;
    this.#setup = setup;
    this.#seen = columns.roles.text === undefined ? null : new Int32Array(SEEN);
    this.#wanted = wantedColumns(columns).map(([, column]) => column);
    this.#reader = setup.reader(this.#wanted);
    this.#decisions = new Decisions(setup, this.counts, (entry) => workspace.takeRows(entry));
    this.lines = dialect.headerBytes > 0 ? 1 : 0;
    workspace.configure(dialect.delimiter.charCodeAt(0), dialect.header.length, this.#wanted, maxRowBytes);
  }

  annotate(pos: number, end: number, output: Area, final: boolean): boolean {
    const { kernel } = this.#workspace;
    const { maxRowBytes, kernel: useKernel } = this.#setup;
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
      const start = this.pos;
      if (!this.#reader.read(this.#workspace.bytes, start, end, final)) return false;
      if (!this.#row(output.end)) return true;
    }
    return false;
  }

  /** Brings {@link counts} up to date. */
  count(): void {
    this.#decisions.count();
  }

  /** Does what is to be done with the scanner's row. Returns false where the output has no room for it. */
  #row(outLimit: number): boolean {
    const { bytes } = this.#workspace;
    const { dialect, rejects } = this.#setup;
    const { start, end, next, fields, continued } = this.#reader;
    const missing = dialect.header.length - fields;
    const fault = this.#reader.fault ?? (missing < 0 ? 'too_many_fields' : null);
    if (fault !== null) {
      if (!continued) this.lines++;
      if (!continued) this.counts.reject(fault);
      rejects.reject(this.lines, start - this.origin, fault, bytes.subarray(start, end), this.#reader);
      this.pos = next;
      return true;
    }
    // A blank line is kept as it is.
    const decided = start === end ? null : this.#decide(this.#reader.values(bytes), this.#seen === null);
    const pieces: Uint8Array[] = [bytes.subarray(start, end)];
    if (decided && missing > 0) pieces.push(encodeUtf8(dialect.delimiter.repeat(missing)));
    if (decided) pieces.push(decided.fields);
    pieces.push(bytes.subarray(end, next));
    if (this.out + pieces.reduce((sum, piece) => sum + piece.length, 0) > outLimit) return false;
    this.lines++;
    if (decided) this.#decisions.countRow(decided);
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

  /** What is decided about the next row's values, and kept where they may come again. */
  #decide(values: readonly (string | null)[], keep: boolean): Decided {
    const known = this.#decisions.known(values);
    if (known) return known;
    const decided = this.#decisions.decide(values, this.lines + 1);
    if (!keep) return decided;
    if (this.#decisions.isFull) this.#forget();
    this.#decisions.keep(decided);
    return decided;
  }

  /** Decides on the codes that the kernel met for the first time. */
  #learn(): void {
    const { encoding } = this.#setup.dialect;
    const places = this.#workspace.places(this.#wanted.length);
    const values = this.#wanted.map((_, i) =>
      fieldValue(this.#workspace.bytes.subarray(places[2 * i], places[2 * i + 1]), encoding),
    );
    const decided = this.#decide(values, true);
    let entry = this.#workspace.learn(decided.fields);
    if (entry < 0) {
      this.#forget();
      this.#decisions.keep(decided);
      entry = this.#workspace.learn(decided.fields);
    }
    decided.entries.push(entry);
  }

  #forget(): void {
    this.#decisions.forget();
    this.#workspace.forget();
  }
}
