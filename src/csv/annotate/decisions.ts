import type { Mapper } from '../../mapping/mapper.ts';
import type { MappingResult } from '../../mapping/result.ts';
import { encodeUtf8 } from '../bytes.ts';
import { type Columns, type Role, toEvent } from '../columns/roles.ts';
import type { Workspace } from '../fast/workspace.ts';
import type { OpenedFile } from '../read/open.ts';
import { APPENDABLE, type AppendedColumn, appendedFields } from './appended.ts';
import type { Counts } from './counts.ts';

/** What one combination of codes gives, and how many rows had it since the last count. */
export interface Decided {
  readonly key: string;
  readonly result: MappingResult;
  readonly fields: Uint8Array;
  /** The codes for counting them where they are unmapped: `2/999`, `999`, or the label where there is no code. */
  readonly code: string;
  readonly text: string;
  /** The first row since the last count, where that is known. */
  firstRow: number;
  /** Its entries in the workspace's table: one for each way in which its codes are written. */
  readonly entries: number[];
  rows: number;
}

export interface DecisionSetup extends Pick<OpenedFile, 'dialect'> {
  readonly mapper: Mapper;
  readonly columns: Columns;
  readonly add: readonly AppendedColumn[];
}

/** Different codes that are kept apart: more of them, and the memory would grow with the file. */
const MOST_CODES = 30_000;

/** The wanted columns in the order in which a row has them. */
export function wantedColumns(columns: Columns): [Role, number][] {
  return (Object.entries(columns.roles) as [Role, number][]).sort(([, a], [, b]) => a - b);
}

/** Decides once on each combination of codes, and counts the rows that have it. */
export class Decisions {
  readonly #roles: readonly Role[];
  readonly #decided = new Map<string, Decided>();

  constructor(
    private readonly setup: DecisionSetup,
    private readonly counts: Counts,
    private readonly table: Pick<Workspace, 'takeRows' | 'forget'>,
  ) {
    this.#roles = wantedColumns(setup.columns).map(([role]) => role);
  }

  keep(decided: Decided): void {
    if (this.#decided.size >= MOST_CODES) this.forget();
    this.#decided.set(decided.key, decided);
  }

  /** What is decided about the values of a row's wanted columns. `kept` is whether they may come again. */
  decide(values: readonly (string | null)[], row: number, kept: boolean): Decided {
    const key = values.join('\n');
    const known = this.#decided.get(key);
    if (known) return known;
    const byRole: Partial<Record<Role, string | null>> = Object.fromEntries(
      this.#roles.map((role, i) => [role, values[i] ?? null]),
    );
    const { mapper, columns, add, dialect } = this.setup;
    const result = mapper.map(toEvent(columns.source, byRole));
    const decided: Decided = {
      key,
      result,
      fields: encodeUtf8(
        appendedFields(
          add.map((name) => APPENDABLE[name](result)),
          dialect,
        ),
      ),
      code: [byRole.status, byRole.substatus].filter(Boolean).join('/') || (byRole.label ?? ''),
      text: byRole.text ?? '',
      firstRow: row,
      entries: [],
      rows: 0,
    };
    if (kept) this.keep(decided);
    return decided;
  }

  countRow(decided: Decided): void {
    decided.rows++;
    if (this.#decided.get(decided.key) !== decided) this.#count(decided);
  }

  count(): void {
    for (const decided of this.#decided.values()) {
      for (const entry of decided.entries) decided.rows += this.table.takeRows(entry);
      this.#count(decided);
    }
  }

  /** Forgets all codes, so that the next row of each counts as its first one. */
  forget(): void {
    this.count();
    for (const decided of this.#decided.values()) decided.entries.length = 0;
    this.#decided.clear();
    this.table.forget();
  }

  #count(decided: Decided): void {
    const { result, rows, firstRow, code, text } = decided;
    this.counts.add(result, rows);
    if ('reason' in result && rows > 0) {
      this.counts.addUnmapped(code, result.reason, rows, firstRow);
      if (text !== '') this.counts.addUnread(text, rows, firstRow);
    }
    decided.rows = 0;
    decided.firstRow = Infinity;
  }
}
