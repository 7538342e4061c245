import { isAbsent } from '../../absent.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import type { SourceId } from '../../tables/index.ts';
import { show } from './headings.ts';
import { type Role, toEvent } from './roles.ts';

/** A guessed column has to hold listed values in at least this share of its filled rows. */
const ENOUGH_WORDS = 0.5;
/** Small numbers are in many columns: of them nearly all have to be codes. */
const ENOUGH_NUMBERS = 0.9;

export interface Place {
  readonly column: number;
  readonly role: Role;
  readonly source: SourceId;
}

export function isListed(mapper: Mapper, source: SourceId, role: Role, value: string): boolean {
  const { outcome, basis } = mapper.map(toEvent(source, { [role]: value }));
  return outcome !== 'unmapped' && basis !== 'fallback';
}

export class SampleValues {
  constructor(
    private readonly sample: readonly (readonly string[])[],
    private readonly mapper: Mapper,
  ) {}

  /** The different filled values of a column, and how often each is there. */
  #filled(column: number): ReadonlyMap<string, number> {
    const values = new Map<string, number>();
    for (const row of this.sample) {
      const value = row[column] ?? '';
      if (!isAbsent(value)) values.set(value, (values.get(value) ?? 0) + 1);
    }
    return values;
  }

  isNumeric(column: number): boolean {
    return this.#part(column, (value) => /^\W*\d+([.,]0+)?\W*$/.test(value)) >= 0.5;
  }

  #part(column: number, counts: (value: string) => boolean): number {
    let part = 0;
    let all = 0;
    for (const [value, rows] of this.#filled(column)) {
      all += rows;
      if (counts(value)) part += rows;
    }
    return all === 0 ? 0 : part / all;
  }

  share({ column, role, source }: Place): number {
    return this.#part(column, (value) => isListed(this.mapper, source, role, value));
  }

  fits(candidate: Place): boolean {
    return this.share(candidate) >= (this.isNumeric(candidate.column) ? ENOUGH_NUMBERS : ENOUGH_WORDS);
  }

  examples(column: number): string {
    return [...this.#filled(column).keys()].slice(0, 5).map(show).join(', ') || 'nothing';
  }
}
