import type { MappingResult, UnmappedReason, WarningCode } from '../../mapping/result.ts';
import type { ProState, SourceId } from '../../tables/index.ts';
import { maskText } from '../../text/mask.ts';
import type { Role } from '../columns/roles.ts';
import type { Dialect } from '../read/dialect.ts';
import type { RowFault } from '../read/scan.ts';
import type { Utf16 } from '../read/utf16.ts';

/** A code, or a lack of one, that gave no state: how often, and where it stands first. */
export interface UnmappedCode {
  /** The values of the row's code columns, as they stand there. */
  readonly code: string;
  readonly reason: UnmappedReason;
  readonly rows: number;
  /** The first such row, counted as a spreadsheet does: the header is row 1. */
  readonly exampleRow: number;
}

/** A text that no rule read: how often it stands there, and where first. */
export interface UnreadText {
  /** With numbers as #, and places and names as *. */
  readonly text: string;
  readonly rows: number;
  readonly exampleRow: number;
}

/** What became of the rows of one file. `rows` is always `written` and `rejected` together. */
export interface Summary {
  /** Data rows read: without the header and without blank lines. */
  readonly rows: number;
  readonly written: number;
  readonly rejected: number;
  /** Lines with nothing on them: kept as they are, and not counted as rows. */
  readonly blankLines: number;
  readonly outcomes: Readonly<Record<MappingResult['outcome'], number>>;
  readonly states: Readonly<Partial<Record<ProState, number>>>;
  readonly rules: Readonly<Record<string, number>>;
  /** Rows by what decided: the sub-status, the status, the label, the text. */
  readonly bases: Readonly<Record<string, number>>;
  readonly warnings: Readonly<Partial<Record<WarningCode, number>>>;
  /** Texts that no rule read, with numbers and places masked, most frequent first. Only where texts are read. */
  readonly unreadTexts: readonly UnreadText[];
  readonly rejects: Readonly<Partial<Record<RowFault, number>>>;
  /** By number of rows, most first: the first 1,000 different ones of the file. */
  readonly unmapped: readonly UnmappedCode[];
  /** Rows with an unmapped code that is not among {@link unmapped}. */
  readonly unmappedElsewhere: number;
  /** How many of them took the compiled fast path. */
  readonly fastRows: number;
  /** Whose codes they are; null where the file has texts only. */
  readonly source: SourceId | null;
  /** The name of the column of each role. */
  readonly columns: Readonly<Partial<Record<Role, string>>>;
  readonly dialect: Pick<Dialect, 'delimiter' | 'lineEnd'> & {
    readonly encoding: Dialect['encoding'] | Utf16;
  };
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly seconds: number;
}

const MOST_UNMAPPED = 1_000;

const bump = (counts: Map<string, number>, key: string, by: number) =>
  counts.set(key, (counts.get(key) ?? 0) + by);

/** Adds rows to an entry. Returns false where there is no room for another one. */
function note<Entry extends UnmappedCode | UnreadText>(
  entries: Map<string, Entry>,
  key: string,
  entry: Entry,
): boolean {
  const before = entries.get(key);
  if (!before && entries.size >= MOST_UNMAPPED) return false;
  const exampleRow = Math.min(before?.exampleRow ?? Infinity, entry.exampleRow);
  entries.set(key, { ...entry, rows: (before?.rows ?? 0) + entry.rows, exampleRow });
  return true;
}

const mostRows = <Entry extends UnmappedCode | UnreadText>(entries: ReadonlyMap<string, Entry>): Entry[] =>
  [...entries.values()].sort((a, b) => b.rows - a.rows || a.exampleRow - b.exampleRow);

/** Most first; equal ones by name. */
export const ranked = <K extends string>(counts: ReadonlyMap<K, number>): Record<K, number> =>
  Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))) as Record<K, number>;

export class Counts {
  written = 0;
  rejected = 0;
  blankLines = 0;
  fastRows = 0;
  readonly outcomes: Record<MappingResult['outcome'], number> = { mapped: 0, no_change: 0, unmapped: 0 };
  readonly states: Map<string, number> = new Map();
  readonly rules: Map<string, number> = new Map();
  readonly bases: Map<string, number> = new Map();
  readonly warnings: Map<string, number> = new Map();
  readonly rejects: Map<string, number> = new Map();
  readonly unmapped: Map<string, UnmappedCode> = new Map();
  unmappedElsewhere = 0;
  readonly unread: Map<string, UnreadText> = new Map();

  add(result: MappingResult, rows: number): void {
    if (rows === 0) return;
    this.written += rows;
    this.outcomes[result.outcome] += rows;
    if (result.state !== null) bump(this.states, result.state, rows);
    if (result.rule !== null) bump(this.rules, result.rule, rows);
    if (result.basis !== null) bump(this.bases, result.basis, rows);
    for (const warning of result.warnings) bump(this.warnings, warning, rows);
  }

  reject(fault: string): void {
    this.rejected++;
    bump(this.rejects, fault, 1);
  }

  /** Counts rows with an unmapped code. `exampleRow` is the first one, or Infinity where that is not known. */
  addUnmapped(code: string, reason: UnmappedReason, rows: number, exampleRow: number): void {
    if (!note(this.unmapped, `${reason} ${code}`, { code, reason, rows, exampleRow }))
      this.unmappedElsewhere += rows;
  }

  addUnread(text: string, rows: number, exampleRow: number): void {
    const masked = maskText(text);
    note(this.unread, masked, { text: masked, rows, exampleRow });
  }

  figures(): Omit<Summary, 'source' | 'columns' | 'dialect' | 'bytesRead' | 'bytesWritten' | 'seconds'> {
    return {
      rows: this.written + this.rejected,
      written: this.written,
      rejected: this.rejected,
      blankLines: this.blankLines,
      fastRows: this.fastRows,
      outcomes: { ...this.outcomes },
      states: ranked(this.states),
      rules: ranked(this.rules),
      bases: ranked(this.bases),
      warnings: ranked(this.warnings),
      unreadTexts: mostRows(this.unread),
      rejects: ranked(this.rejects),
      unmapped: mostRows(this.unmapped),
      unmappedElsewhere: this.unmappedElsewhere,
    };
  }
}
