import type { Mapper } from '../mapping/mapper.ts';
import type { MappingResult } from '../mapping/result.ts';
import { type Columns, type Role, toEvent } from './columns.ts';
import { type Dialect, decode } from './dialect.ts';
import type { RowFault, RowScanner, RowSink } from './scan.ts';
import { Counts, type UnmappedCode } from './summary.ts';

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
  | 'warnings';

/** What each appended column holds. */
export const APPENDABLE: Readonly<Record<AppendedColumn, (result: MappingResult) => string>> = {
  pro_state: (result) => result.state ?? '',
  leg: (result) => ('leg' in result && result.leg) || '',
  outcome: (result) => result.outcome,
  rule: (result) => ('rule' in result ? result.rule : ''),
  match: (result) => ('match' in result ? result.match : ''),
  basis: (result) => ('basis' in result ? result.basis : ''),
  reason: (result) => ('reason' in result ? result.reason : ''),
  source: (result) => result.source ?? '',
  warnings: (result) => result.warnings.join(' '),
};

/** What one combination of codes gives, and how many rows had it since the last count. */
interface Decided {
  readonly result: MappingResult;
  readonly fields: Buffer;
  readonly unmapped: UnmappedCode | null;
  rows: number;
}

/** Takes rejected rows, in order. */
export interface RejectSink {
  reject(
    row: number,
    offset: number,
    reason: RowFault,
    raw: Buffer,
    part: { continued: boolean; continues: boolean },
  ): void;
}

/** Different codes that are kept apart: more of them, and the memory would grow with the file. */
const MOST_CODES = 10_000;

/** Writes each row's own bytes, then the appended fields, then the row's own line end. */
export class RowAnnotator implements RowSink {
  readonly counts: Counts = new Counts();
  readonly #decided = new Map<string, Decided>();
  readonly #wanted: readonly Role[];
  readonly #delimiter: string;
  #out: Buffer[] = [];
  #lines: number;

  /** @param lines - How many rows stand before the first data row. */
  constructor(
    private readonly mapper: Mapper,
    private readonly columns: Columns,
    private readonly dialect: Dialect,
    private readonly added: readonly AppendedColumn[],
    private readonly rejects: RejectSink,
    lines = 1,
  ) {
    this.#wanted = wantedColumns(columns).map(([role]) => role);
    this.#delimiter = dialect.delimiter;
    this.#lines = lines;
  }

  row(scanner: RowScanner): void {
    const { bytes, start, end, next, fields, continued } = scanner;
    if (!continued) this.#lines++;
    if (start === end && scanner.fault === null) {
      this.counts.blankLines++;
      this.#out.push(bytes.subarray(start, next));
      return;
    }
    const missing = this.dialect.header.length - fields;
    const fault = scanner.fault ?? (missing < 0 ? 'too_many_fields' : null);
    if (fault !== null) {
      if (!continued) this.counts.reject(fault);
      this.rejects.reject(this.#lines, scanner.base + start, fault, bytes.subarray(start, end), scanner);
      return;
    }
    const decided = this.#decide(scanner);
    decided.rows++;
    if (decided.unmapped) decided.unmapped.rows++;
    this.#out.push(bytes.subarray(start, end));
    if (missing > 0) this.#out.push(Buffer.from(this.#delimiter.repeat(missing)));
    this.#out.push(decided.fields, bytes.subarray(end, next));
  }

  /** What was written since the last call. */
  take(): Buffer {
    const bytes = Buffer.concat(this.#out);
    this.#out = [];
    return bytes;
  }

  /** Brings {@link counts} up to date. */
  count(): void {
    for (const decided of this.#decided.values()) {
      this.counts.add(decided.result, decided.rows);
      decided.rows = 0;
    }
  }

  #decide({ bytes, starts, ends }: RowScanner): Decided {
    let key = '';
    for (let i = 0; i < starts.length; i++) {
      const from = starts[i] as number;
      key += from < 0 ? '\n' : `${bytes.toString('latin1', from, ends[i])}\n`;
    }
    let decided = this.#decided.get(key);
    if (decided !== undefined) return decided;
    const values: Partial<Record<Role, string | null>> = {};
    this.#wanted.forEach((role, i) => {
      const from = starts[i] as number;
      values[role] = from < 0 ? null : unquote(decode(bytes.subarray(from, ends[i])));
    });
    const result = this.mapper.map(toEvent(this.columns.source, values));
    const unmapped =
      'reason' in result ? this.counts.unmappedCode(codeOf(values), result.reason, this.#lines) : null;
    decided = { result, fields: this.#fieldsOf(result), unmapped, rows: 0 };
    if (this.#decided.size >= MOST_CODES) {
      this.count();
      this.#decided.clear();
    }
    this.#decided.set(key, decided);
    return decided;
  }

  #fieldsOf(result: MappingResult): Buffer {
    const quoted = (text: string) => (/[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return Buffer.from(this.added.map((name) => this.#delimiter + quoted(APPENDABLE[name](result))).join(''));
  }
}

/** The wanted columns in the order in which a row has them. */
export function wantedColumns(columns: Columns): [Role, number][] {
  return (Object.entries(columns.roles) as [Role, number][]).sort(([, a], [, b]) => a - b);
}

/** A field's value: without its quotes, doubled ones made single. */
function unquote(field: string): string {
  return field.startsWith('"') && field.endsWith('"') && field.length > 1
    ? field.slice(1, -1).replaceAll('""', '"')
    : field;
}

/** A row's codes in one text: `2/999`, `999`, or its label where it has no code. */
function codeOf({ status, substatus, label }: Partial<Record<Role, string | null>>): string {
  return [status, substatus].filter(Boolean).join('/') || (label ?? '');
}
