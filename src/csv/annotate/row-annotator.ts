import type { Mapper } from '../../mapping/mapper.ts';
import type { MappingResult } from '../../mapping/result.ts';
import { type Columns, type Role, toEvent } from '../columns/find.ts';
import { NEED_INPUT, NEED_OUTPUT, NEW_KEY } from '../fast/layout.ts';
import type { Area, Workspace } from '../fast/workspace.ts';
import type { Dialect } from '../read/dialect.ts';
import { fieldValue, type RowFault, type RowReader } from '../read/scan.ts';
import { Counts } from './counts.ts';

/** A column that can be appended. */
export type AppendedColumn =
  | 'pro_state'
  | 'leg'
  | 'outcome'
  | 'rule'
  | 'match'
  | 'basis'
  | 'reason'
  | 'source'
  | 'warnings'
  | 'confidence'
  | 'words';

/** What each appended column holds. */
export const APPENDABLE: Readonly<Record<AppendedColumn, (result: MappingResult) => string>> = {
  pro_state: (result) => result.state ?? '',
  leg: (result) => result.leg ?? '',
  outcome: (result) => result.outcome,
  rule: (result) => result.rule ?? '',
  match: (result) => result.match ?? '',
  basis: (result) => result.basis ?? '',
  reason: (result) => ('reason' in result ? result.reason : ''),
  source: (result) => result.source ?? '',
  warnings: (result) => result.warnings.join(' '),
  confidence: (result) => ('text' in result ? (result.text?.confidence ?? '') : ''),
  words: (result) => ('text' in result ? (result.text?.words ?? '') : ''),
};

/** What is appended unless the caller chooses. */
export const DEFAULT_COLUMNS: readonly AppendedColumn[] = ['pro_state', 'leg', 'outcome', 'rule'];

/** What one combination of codes gives, and how many rows had it since the last count. */
interface Decided {
  /** The values of its columns, by which it is known. */
  readonly key: string;
  readonly result: MappingResult;
  readonly fields: Buffer;
  /** The codes in words, for counting them where they are unmapped. */
  readonly code: string;
  /** The text, where texts are read. */
  readonly text: string;
  /** The first row since the last count, where that is known. */
  firstRow: number;
  /** Its entries in the workspace's table: one for each way in which its codes are written. */
  readonly entries: number[];
  rows: number;
}

/** Takes rejected rows, in order. */
export interface RejectSink {
  reject(
    row: number,
    offset: number,
    reason: RowFault,
    raw: Buffer,
    part: Pick<RowReader, 'continued' | 'continues'>,
  ): void;
}

/** What an annotator has to know of a file. */
export interface AnnotatorSetup {
  readonly mapper: Mapper;
  readonly columns: Columns;
  readonly dialect: Dialect;
  readonly add: readonly AppendedColumn[];
  readonly maxRowBytes: number;
  readonly rejects: RejectSink;
  /** Whether the compiled kernel does the plain rows. The result is the same. */
  readonly kernel: boolean;
  /** Makes the reader of all other rows. `wanted` are the columns of the codes. */
  readonly reader: (wanted: readonly number[]) => RowReader;
}

/** Different codes that are kept apart: more of them, and the memory would grow with the file. */
const MOST_CODES = 30_000;
/** How many hashes of texts are remembered: a power of two. */
const SEEN = 1 << 16;

/** Writes each row's own bytes, then the appended fields, then the row's own line end. */
export class RowAnnotator {
  counts: Counts = new Counts();
  /** The number of the last row that was read, as a spreadsheet counts: the header is row 1. */
  lines: number;
  /** Where the file's first byte would be in the workspace, were it all there. */
  origin = 0;
  /** Where the last call's input and output end. */
  pos = 0;
  out = 0;
  readonly #workspace: Workspace;
  readonly #setup: AnnotatorSetup;
  readonly #decided = new Map<string, Decided>();
  readonly #wanted: readonly Role[];
  readonly #reader: RowReader;
  /** Hashes of texts that came once; null where no texts are read. */
  readonly #seen: Int32Array | null;

  /** @param lines - How many rows stand before the first data row. */
  constructor(workspace: Workspace, setup: AnnotatorSetup, lines: number) {
    const { dialect, columns, maxRowBytes } = setup;
    const wanted = wantedColumns(columns);
    const numbers = wanted.map(([, column]) => column);
    this.#workspace = workspace;
    this.#setup = setup;
    this.#seen = columns.roles.text === undefined ? null : new Int32Array(SEEN);
    this.#wanted = wanted.map(([role]) => role);
    this.#reader = setup.reader(numbers);
    this.lines = lines;
    workspace.configure(dialect.delimiter.charCodeAt(0), dialect.header.length, numbers, maxRowBytes);
  }

  /**
   * Annotates the rows of an input area into an output area; {@link pos} and {@link out} say how far it came.
   *
   * @param final - Whether no bytes follow.
   * @returns Whether more output room is needed. If not, all rows are done that the bytes hold whole.
   */
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
    for (const decided of this.#decided.values()) {
      for (const entry of decided.entries) decided.rows += this.#workspace.takeRows(entry);
      this.#countOne(decided);
    }
  }

  #countOne(decided: Decided): void {
    this.counts.add(decided.result, decided.rows);
    if ('reason' in decided.result && decided.rows > 0) {
      this.counts.addUnmapped(decided.code, decided.result.reason, decided.rows, decided.firstRow);
      if (decided.text !== '') this.counts.addUnread(decided.text, decided.rows, decided.firstRow);
    }
    decided.rows = 0;
    decided.firstRow = Infinity;
  }

  /** Does what is to be done with the scanner's row. Returns false where the output has no room for it. */
  #row(outLimit: number): boolean {
    const { bytes } = this.#workspace;
    const { start, end, next, fields, continued } = this.#reader;
    const missing = this.#setup.dialect.header.length - fields;
    const fault = this.#reader.fault ?? (missing < 0 ? 'too_many_fields' : null);
    if (fault !== null) {
      if (!continued) this.lines++;
      if (!continued) this.counts.reject(fault);
      this.#setup.rejects.reject(
        this.lines,
        start - this.origin,
        fault,
        bytes.subarray(start, end),
        this.#reader,
      );
      this.pos = next;
      return true;
    }
    // A blank line is kept as it is.
    const values = start === end ? null : this.#reader.values(bytes);
    const decided = values && (this.#seen ? this.#decideOnce(values) : this.#decide(values));
    const pieces = [bytes.subarray(start, end)];
    if (decided) pieces.push(Buffer.from(this.#setup.dialect.delimiter.repeat(missing)), decided.fields);
    pieces.push(bytes.subarray(end, next));
    if (this.out + pieces.reduce((sum, piece) => sum + piece.length, 0) > outLimit) return false;
    this.lines++;
    if (!decided) this.counts.blankLines++;
    else if (this.#seen) this.#countOnce(decided);
    else decided.rows++;
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

  /** Decides on a row whose text is not kept. */
  #decideOnce(values: readonly (string | null)[]): Decided {
    return this.#decided.get(values.join('\n')) ?? this.#newDecided(values);
  }

  #countOnce(decided: Decided): void {
    if (this.#decided.get(decided.key) === decided) {
      decided.rows++;
      return;
    }
    decided.rows = 1;
    this.#countOne(decided);
  }

  /** Decides on the codes that the kernel met for the first time. */
  #learn(): void {
    const { encoding } = this.#setup.dialect;
    const places = this.#workspace.places(this.#wanted.length);
    const values = this.#wanted.map((_, i) =>
      fieldValue(this.#workspace.bytes.subarray(places[2 * i], places[2 * i + 1]), encoding),
    );
    const decided = this.#decide(values);
    let entry = this.#workspace.learn(decided.fields);
    if (entry < 0) {
      this.forget();
      this.#decided.set(values.join('\n'), decided);
      entry = this.#workspace.learn(decided.fields);
    }
    decided.entries.push(entry);
  }

  /** Forgets all codes, so that the next row of each counts as its first one. */
  forget(): void {
    this.count();
    for (const decided of this.#decided.values()) decided.entries.length = 0;
    this.#decided.clear();
    this.#workspace.forget();
  }

  #decide(values: readonly (string | null)[]): Decided {
    const known = this.#decided.get(values.join('\n'));
    if (known !== undefined) return known;
    const decided = this.#newDecided(values);
    if (this.#decided.size >= MOST_CODES) this.forget();
    this.#decided.set(decided.key, decided);
    return decided;
  }

  #newDecided(values: readonly (string | null)[]): Decided {
    const byRole: Partial<Record<Role, string | null>> = {};
    this.#wanted.forEach((role, i) => {
      byRole[role] = values[i] ?? null;
    });
    const { mapper, columns } = this.#setup;
    const result = mapper.map(toEvent(columns.source, byRole));
    return {
      key: values.join('\n'),
      result,
      fields: this.#fieldsOf(result),
      code: codeOf(byRole),
      text: byRole.text ?? '',
      firstRow: this.lines + 1,
      entries: [],
      rows: 0,
    };
  }

  #fieldsOf(result: MappingResult): Buffer {
    const { add, dialect } = this.#setup;
    const quoted = (text: string) => (/[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return Buffer.from(add.map((name) => dialect.delimiter + quoted(APPENDABLE[name](result))).join(''));
  }
}

/** The wanted columns in the order in which a row has them. */
export function wantedColumns(columns: Columns): [Role, number][] {
  return (Object.entries(columns.roles) as [Role, number][]).sort(([, a], [, b]) => a - b);
}

/** A row's codes in one text: `2/999`, `999`, or its label where it has no code. */
function codeOf({ status, substatus, label }: Partial<Record<Role, string | null>>): string {
  return [status, substatus].filter(Boolean).join('/') || (label ?? '');
}
