import type { Mapper } from '../../mapping/mapper.ts';
import type { MappingResult } from '../../mapping/result.ts';
import { encodeUtf8 } from '../bytes.ts';
import { type Columns, type Role, toEvent } from '../columns/roles.ts';
import type { Dialect } from '../read/dialect.ts';
import { APPENDABLE, type AppendedColumn, appendedFields } from './appended.ts';
import type { Counts } from './counts.ts';

/** What one combination of codes gives, and how many rows had it since the last count. */
export interface Decided {
  /** The values of its columns, by which it is known. */
  readonly key: string;
  readonly result: MappingResult;
  readonly fields: Uint8Array;
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

/** What is decided about codes, and where they stand. */
export interface DecisionSetup {
  readonly mapper: Mapper;
  readonly columns: Columns;
  readonly dialect: Dialect;
  readonly add: readonly AppendedColumn[];
}

/** Different codes that are kept apart: more of them, and the memory would grow with the file. */
const MOST_CODES = 30_000;

/** The wanted columns in the order in which a row has them. */
export function wantedColumns(columns: Columns): [Role, number][] {
  return (Object.entries(columns.roles) as [Role, number][]).sort(([, a], [, b]) => a - b);
}

/** A row's codes in one text: `2/999`, `999`, or its label where it has no code. */
function codeOf({ status, substatus, label }: Partial<Record<Role, string | null>>): string {
  return [status, substatus].filter(Boolean).join('/') || (label ?? '');
}

/** Decides once on each combination of codes, and counts the rows that have it. */
export class Decisions {
  readonly #setup: DecisionSetup;
  readonly #counts: Counts;
  readonly #roles: readonly Role[];
  readonly #takeRows: (entry: number) => number;
  readonly #decided = new Map<string, Decided>();

  /** @param takeRows - How many rows an entry of the workspace's table was used for since it was asked last. */
  constructor(setup: DecisionSetup, counts: Counts, takeRows: (entry: number) => number) {
    this.#setup = setup;
    this.#counts = counts;
    this.#roles = wantedColumns(setup.columns).map(([role]) => role);
    this.#takeRows = takeRows;
  }

  /** Whether there are so many that they have to be forgotten before another one is kept. */
  get isFull(): boolean {
    return this.#decided.size >= MOST_CODES;
  }

  known(values: readonly (string | null)[]): Decided | undefined {
    return this.#decided.get(values.join('\n'));
  }

  keep(decided: Decided): void {
    this.#decided.set(decided.key, decided);
  }

  /** Decides on the values of the wanted columns of a row, which are not kept. */
  decide(values: readonly (string | null)[], row: number): Decided {
    const byRole: Partial<Record<Role, string | null>> = {};
    this.#roles.forEach((role, i) => {
      byRole[role] = values[i] ?? null;
    });
    const { mapper, columns, add, dialect } = this.#setup;
    const result = mapper.map(toEvent(columns.source, byRole));
    const fields = add.map((name) => APPENDABLE[name](result));
    return {
      key: values.join('\n'),
      result,
      fields: encodeUtf8(appendedFields(fields, dialect)),
      code: codeOf(byRole),
      text: byRole.text ?? '',
      firstRow: row,
      entries: [],
      rows: 0,
    };
  }

  /** Counts one row. */
  countRow(decided: Decided): void {
    decided.rows++;
    if (this.#decided.get(decided.key) !== decided) this.#count(decided);
  }

  /** Brings the counts up to date. */
  count(): void {
    for (const decided of this.#decided.values()) {
      for (const entry of decided.entries) decided.rows += this.#takeRows(entry);
      this.#count(decided);
    }
  }

  /** Forgets all codes, so that the next row of each counts as its first one. */
  forget(): void {
    this.count();
    for (const decided of this.#decided.values()) decided.entries.length = 0;
    this.#decided.clear();
  }

  #count(decided: Decided): void {
    const { result, rows, firstRow, code, text } = decided;
    this.#counts.add(result, rows);
    if ('reason' in result && rows > 0) {
      this.#counts.addUnmapped(code, result.reason, rows, firstRow);
      if (text !== '') this.#counts.addUnread(text, rows, firstRow);
    }
    decided.rows = 0;
    decided.firstRow = Infinity;
  }
}
