import { isAbsent } from '../../absent.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import type { SourceId } from '../../tables/index.ts';
import { show } from './headings.ts';
import { type Role, toEvent } from './roles.ts';

/** A guessed column has to hold listed values in at least this share of its filled rows. */
const ENOUGH_WORDS = 0.5;
/** Small numbers are in many columns: of them nearly all have to be codes. */
const ENOUGH_NUMBERS = 0.9;

/** A column, read as one of a role of a source. */
interface Place {
  readonly column: number;
  readonly role: Role;
  readonly source: SourceId;
}

/** What the columns of a file's first rows hold. */
export class SampleValues {
  readonly #sample: readonly (readonly string[])[];
  readonly #mapper: Mapper;
  readonly #shares = new Map<string, number>();
  readonly #values = new Map<number, Map<string, number>>();

  constructor(sample: readonly (readonly string[])[], mapper: Mapper) {
    this.#sample = sample;
    this.#mapper = mapper;
  }

  /** The different filled values of a column, and how often each is there. */
  filled(column: number): ReadonlyMap<string, number> {
    let values = this.#values.get(column);
    if (values) return values;
    values = new Map();
    for (const row of this.#sample) {
      const value = row[column] ?? '';
      if (!isAbsent(value)) values.set(value, (values.get(value) ?? 0) + 1);
    }
    this.#values.set(column, values);
    return values;
  }

  /** Whether at least half of a column's filled rows are numbers. */
  isNumeric(column: number): boolean {
    let numbers = 0;
    let all = 0;
    for (const [value, rows] of this.filled(column)) {
      all += rows;
      if (/^\W*\d+([.,]0+)?\W*$/.test(value)) numbers += rows;
    }
    return all > 0 && numbers * 2 >= all;
  }

  /** How many of a column's filled rows hold something that the source lists: from 0 to 1. */
  share({ column, role, source }: Place): number {
    const key = `${column} ${role} ${source}`;
    const known = this.#shares.get(key);
    if (known !== undefined) return known;
    let listed = 0;
    let all = 0;
    for (const [value, rows] of this.filled(column)) {
      const result = this.#mapper.map(toEvent(source, { [role]: value }));
      all += rows;
      if (result.outcome !== 'unmapped' && result.basis !== 'fallback') listed += rows;
    }
    const share = all === 0 ? 0 : listed / all;
    this.#shares.set(key, share);
    return share;
  }

  /** Whether enough of a column is listed for it to be what its name may say. */
  fits(candidate: Place): boolean {
    return this.share(candidate) >= (this.isNumeric(candidate.column) ? ENOUGH_NUMBERS : ENOUGH_WORDS);
  }

  /** Some of a column's values, for a message. */
  examples(column: number): string {
    const values = [...this.filled(column).keys()].slice(0, 5).map(show);
    return values.length === 0 ? 'nothing' : values.join(', ');
  }
}
