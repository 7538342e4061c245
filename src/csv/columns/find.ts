import type { TrackstateError } from '../../errors.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import type { SourceId } from '../../tables/index.ts';
import type { ColumnRule } from '../../tables/rows.ts';
import { columnRules } from './generated.ts';
import {
  columnByRole,
  columnNumber,
  invalid,
  listColumns,
  noSuchColumn,
  plainHeading,
  show,
  singleColumn,
} from './headings.ts';
import { CODE_ROLES, type ColumnOptions, type Columns, type Role, toEvent } from './roles.ts';
import { SampleValues } from './values.ts';

/** A column that may have a role for a source, by its name or by the caller's word. */
interface Candidate {
  readonly column: number;
  readonly role: Role;
  readonly source: SourceId;
  /** The name is enough. */
  readonly certain: boolean;
  /** The name is that of this source, or of no source at all. */
  readonly named: boolean;
}

/**
 * Finds the code columns of a file: as the caller says, otherwise by their names, and where a name may mean
 * something else, by whether the values are codes.
 *
 * @param sample - The first rows, each as its fields.
 * @param sources - The known sources.
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

  /** The column of texts where they are asked for; -1 without one. */
  #textColumn(): number {
    const { inferText, textColumn } = this.options;
    if (!inferText) return -1;
    if (textColumn !== undefined) return columnNumber(this.header, textColumn, '--text-column');
    const column = columnByRole(this.header, 'description', '--text-column');
    if (column < 0) throw noSuchColumn(this.header, 'No column of texts found: name it with --text-column.');
    return column;
  }

  #codes(text: number): Columns {
    const { status, substatus, label } = this.#given;
    const explicit = [status, substatus, label].some((column) => column !== undefined);
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
    if ([roles.status, roles.substatus, roles.label].every((column) => column === undefined))
      return this.#without(text, this.#noColumn());
    return { source, roles };
  }

  /** A heading that is a code is no heading: the file has none. */
  #checkHeader(source: SourceId, roles: Partial<Record<Role, number>>): void {
    for (const role of ['status', 'substatus'] as const) {
      const heading = this.header[roles[role] ?? -1];
      const named = String(this.options[`${role}Column`] ?? '') === heading;
      if (heading === undefined || named || this.options.noHeader || !/\d/.test(heading)) continue;
      const { outcome, basis } = this.mapper.map(toEvent(source, { [role]: heading }));
      if (outcome === 'unmapped' || basis === 'fallback') continue;
      throw invalid(
        `The first line looks like data: its ${role} column says ${show(heading)}, which is a code of ${source}. If the file has no header line, give --no-header.`,
      );
    }
  }

  #candidatesOf({ header: name, role: any, source: only, certainty }: ColumnRule): Candidate[] {
    const role = CODE_ROLES.find((other) => other === any);
    if (role === undefined) return [];
    const column = this.header.findIndex((heading) => plainHeading(heading) === plainHeading(name));
    if (column < 0) return [];
    const { source: chosen } = this.options;
    return this.sources
      .filter((source) => (chosen ? source === chosen : only === '' || only === source))
      .map((source) => {
        const named = only === '' || only === source;
        return {
          column,
          role,
          source,
          certain: certainty === 'certain' && (named || role === 'carrier'),
          named: only === source,
        };
      });
  }

  /** The source whose codes the named columns hold. */
  #sourceByName(text: number): SourceId | null {
    const coded = this.#candidates.filter(({ role }) => role !== 'carrier');
    const certain = [...new Set(coded.filter((c) => c.certain).map(({ source }) => source))];
    if (certain.length > 1)
      throw invalid(`The columns are those of ${certain.join(' and ')}: choose with --source.`);
    if (certain[0]) return certain[0];
    const numbers = coded.find(
      (c) => !c.named && this.#values.filled(c.column).size > 0 && this.#values.isNumeric(c.column),
    );
    const fitting = coded.filter(
      (c) => (c.named || !this.#values.isNumeric(c.column)) && this.#values.fits(c),
    );
    const best = fitting.sort((a, b) => this.#values.share(b) - this.#values.share(a))[0];
    if (best) return best.source;
    // Numbers that may be codes are a question, unless the caller has said which column tells what happened.
    const ask = numbers && this.options.textColumn === undefined;
    if (ask) throw this.#ambiguous(numbers.column);
    return this.#without(text, this.#noColumn()).source;
  }

  /** The source whose codes the columns hold that the caller named. */
  #sourceOfGiven(): SourceId {
    const roles = (['status', 'substatus', 'label'] as const).filter(
      (role) => this.#given[role] !== undefined,
    );
    const columns = roles.map((role) => ({ role, column: this.#given[role] as number }));
    const numeric = columns.find(({ column }) => this.#values.isNumeric(column));
    if (numeric) throw this.#ambiguous(numeric.column);
    const fits = this.sources.flatMap((source) => columns.map((place) => ({ ...place, source })));
    const best = fits
      .filter((fit) => this.#values.fits(fit))
      .sort((a, b) => this.#values.share(b) - this.#values.share(a))[0];
    if (best) return best.source;
    const column = columns[0]?.column ?? 0;
    throw invalid(
      `Nothing says whose codes they are: column ${show(this.header[column])} holds ${this.#values.examples(column)}. Name the source with --source ${this.sources.join('|')}.`,
    );
  }

  #ambiguous(column: number): TrackstateError {
    return invalid(
      `Column ${show(this.header[column])} holds numbers (${this.#values.examples(column)}), which mean different things at different sources: if they are tracking codes, name theirs with --source ${this.sources.join('|')}.`,
    );
  }

  /** A file of texts needs no codes. */
  #without(text: number, error: TrackstateError): Columns {
    if (text >= 0) return { source: null, roles: {} };
    throw error;
  }

  #noColumn(): TrackstateError {
    const guessed = [
      ...new Set(this.#candidates.filter(({ role }) => role !== 'carrier').map(({ column }) => column)),
    ];
    const expected = this.sources.flatMap((source) => {
      const own = columnRules.filter((rule) => rule.source === source && rule.certainty === 'certain');
      const names = (['status', 'substatus'] as const).map((role) => own.find((rule) => rule.role === role));
      const found = names.flatMap((rule) => rule?.header ?? []);
      return found.length > 0 ? `${found.join(', ')} (${source})` : [];
    });
    return invalid(
      [
        `No column of tracking codes found. Expected headings such as ${expected.join(' or ')}.`,
        ...guessed.map(
          (column) =>
            `  ${show(this.header[column])} may be such a column by its name, but too few of its values are codes or names: ${this.#values.examples(column)}`,
        ),
        listColumns(this.header),
        'Name the right one with --status-column, --substatus-column or --label-column, and its codes with --source.',
      ].join('\n'),
    );
  }
}
