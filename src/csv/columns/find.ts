import type { TrackstateError } from '../../errors.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import type { SourceId } from '../../tables/index.ts';
import type { ColumnRule } from '../../tables/rows.ts';
import { columnRules } from './generated.ts';
import {
  columnByRole,
  columnCalled,
  columnNumber,
  invalid,
  listColumns,
  noSuchColumn,
  show,
  singleColumn,
} from './headings.ts';
import { CODE_ROLES, type ColumnOptions, type Columns, type Role } from './roles.ts';
import { isListed, type Place, SampleValues } from './values.ts';

/** A column that may have a role for a source, by its name or by the caller's word. */
interface Candidate extends Place {
  readonly certain: boolean;
  /** The name is that of this source alone. */
  readonly named: boolean;
}

/**
 * Finds the code columns of a file: as the caller says, otherwise by their names, and where a name may mean
 * something else, by whether the values are codes.
 *
 * @throws {TrackstateError} `invalid_input`, with what to do, where no column or no source can be told.
 */
export function findColumns(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  options: ColumnOptions,
  mapper: Mapper,
  sources: readonly SourceId[],
): Columns {
  return new ColumnFinder(header, sample, options, mapper, sources).find();
}

const TELLING = ['status', 'substatus', 'label'] as const;

class ColumnFinder {
  readonly #given: Partial<Record<Role, number>> = {};
  readonly #candidates: readonly Candidate[];
  readonly #values: SampleValues;

  constructor(
    private readonly header: readonly string[],
    sample: readonly (readonly string[])[],
    private readonly options: ColumnOptions,
    private readonly mapper: Mapper,
    private readonly sources: readonly SourceId[],
  ) {
    this.#values = new SampleValues(sample, mapper);
    for (const role of CODE_ROLES) {
      const name = options[`${role}Column`];
      if (name !== undefined) this.#given[role] = columnNumber(header, name, `--${role}-column`);
    }
    const chosen = Object.values(this.#given);
    const twice = chosen.find((column, i) => chosen.indexOf(column) !== i);
    if (twice !== undefined)
      throw invalid(`Column ${show(header[twice])} is named for two things: give each its own column.`);
    this.#candidates = columnRules.flatMap((rule) => this.#candidatesOf(rule));
  }

  find(): Columns {
    const text = this.#textColumn();
    const coded = this.#codes(text);
    return text < 0 ? coded : { ...coded, roles: { ...coded.roles, text } };
  }

  #textColumn(): number {
    const { inferText, textColumn } = this.options;
    if (!inferText) return -1;
    if (textColumn !== undefined) return columnNumber(this.header, textColumn, '--text-column');
    const column = columnByRole(this.header, 'description', '--text-column');
    if (column < 0) throw noSuchColumn(this.header, 'No column of texts found: name it with --text-column.');
    return column;
  }

  #codes(text: number): Columns {
    const explicit = TELLING.some((role) => this.#given[role] !== undefined);
    const source = this.options.source ?? (explicit ? this.#sourceOfGiven() : this.#sourceByName(text));
    if (source === null) return { source, roles: {} };
    const roles = { ...this.#given };
    for (const role of CODE_ROLES) {
      if (roles[role] !== undefined) continue;
      const taken = new Set(Object.values(roles));
      const best = this.#candidates
        .filter((c) => c.source === source && c.role === role && !taken.has(c.column))
        .filter((c) => c.certain || (!explicit && this.#values.fits(c)))
        .sort((a, b) => Number(b.certain) - Number(a.certain))[0];
      if (best) roles[role] = singleColumn(this.header, best.column, `--${role}-column`);
    }
    this.#checkHeader(source, roles);
    if (TELLING.some((role) => roles[role] !== undefined)) return { source, roles };
    // A file of texts needs no codes.
    if (text < 0) throw this.#noColumn();
    return { source: null, roles: {} };
  }

  /** A heading that is a code is no heading: the file has none. */
  #checkHeader(source: SourceId, roles: Partial<Record<Role, number>>): void {
    for (const role of ['status', 'substatus'] as const) {
      const heading = this.header[roles[role] ?? -1];
      const named = String(this.options[`${role}Column`] ?? '') === heading;
      if (heading === undefined || named || this.options.noHeader || !/\d/.test(heading)) continue;
      if (!isListed(this.mapper, source, role, heading)) continue;
      throw invalid(
        `The first line looks like data: its ${role} column says ${show(heading)}, which is a code of ${source}. If the file has no header line, give --no-header.`,
      );
    }
  }

  #candidatesOf({ header: name, role: any, source: only, certainty }: ColumnRule): Candidate[] {
    const role = CODE_ROLES.find((other) => other === any);
    if (role === undefined) return [];
    const column = columnCalled(this.header, name);
    if (column < 0) return [];
    const { source: chosen } = this.options;
    const isOwn = (source: SourceId) => only === '' || only === source;
    return this.sources.filter(chosen ? (source) => source === chosen : isOwn).map((source) => ({
      column,
      role,
      source,
      certain: certainty === 'certain' && (isOwn(source) || role === 'carrier'),
      named: only === source,
    }));
  }

  #sourceByName(text: number): SourceId | null {
    const coded = this.#candidates.filter(({ role }) => role !== 'carrier');
    const certain = [...new Set(coded.filter((c) => c.certain).map(({ source }) => source))];
    if (certain.length > 1)
      throw invalid(`The columns are those of ${certain.join(' and ')}: choose with --source.`);
    if (certain[0]) return certain[0];
    const numbers = coded.find((c) => !c.named && this.#values.isNumeric(c.column));
    const best = this.#bestOf(coded.filter((c) => c.named || !this.#values.isNumeric(c.column)));
    if (best) return best;
    // Numbers that may be codes are a question, unless the caller has said which column tells what happened.
    if (numbers && this.options.textColumn === undefined) throw this.#ambiguous(numbers.column);
    if (text < 0) throw this.#noColumn();
    return null;
  }

  #sourceOfGiven(): SourceId {
    const columns = TELLING.flatMap((role) => {
      const column = this.#given[role];
      return column === undefined ? [] : { role, column };
    });
    const numeric = columns.find(({ column }) => this.#values.isNumeric(column));
    if (numeric) throw this.#ambiguous(numeric.column);
    const best = this.#bestOf(
      this.sources.flatMap((source) => columns.map((place) => ({ ...place, source }))),
    );
    if (best) return best;
    const column = columns[0]?.column ?? 0;
    throw invalid(
      `Nothing says whose codes they are: column ${show(this.header[column])} holds ${this.#values.examples(column)}. Name the source with --source ${this.sources.join('|')}.`,
    );
  }

  #bestOf(places: readonly Place[]): SourceId | undefined {
    const fitting = places.filter((place) => this.#values.fits(place));
    return fitting.sort((a, b) => this.#values.share(b) - this.#values.share(a))[0]?.source;
  }

  #ambiguous(column: number): TrackstateError {
    return invalid(
      `Column ${show(this.header[column])} holds numbers (${this.#values.examples(column)}), which mean different things at different sources: if they are tracking codes, name theirs with --source ${this.sources.join('|')}.`,
    );
  }

  #noColumn(): TrackstateError {
    const guessed = new Set(this.#candidates.flatMap((c) => (c.role === 'carrier' ? [] : c.column)));
    const expected = this.sources.flatMap((source) => {
      const own = columnRules.filter((rule) => rule.source === source && rule.certainty === 'certain');
      const found = ['status', 'substatus'].flatMap(
        (role) => own.find((rule) => rule.role === role)?.header ?? [],
      );
      return found.length > 0 ? `${found.join(', ')} (${source})` : [];
    });
    return invalid(
      [
        `No column of tracking codes found. Expected headings such as ${expected.join(' or ')}.`,
        ...Array.from(
          guessed,
          (column) =>
            `  ${show(this.header[column])} may be such a column by its name, but too few of its values are codes or names: ${this.#values.examples(column)}`,
        ),
        listColumns(this.header),
        'Name the right one with --status-column, --substatus-column or --label-column, and its codes with --source.',
      ].join('\n'),
    );
  }
}
