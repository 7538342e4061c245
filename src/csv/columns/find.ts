import { TrackstateError } from '../../errors.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import { didYouMean } from '../../suggest.ts';
import type { SourceId } from '../../tables/index.ts';
import type { ColumnRule } from '../../tables/rows.ts';
import { columnRules } from './generated.ts';

/** What a column can be to the mapping of an event. */
export type Role = 'status' | 'substatus' | 'label' | 'carrier' | 'text';

/** What else a column can be, for the way of a shipment. */
export type ShipmentRole = Exclude<ColumnRule['role'], Role>;

/** A column by its name, or by its number counted from 1. */
export type ColumnName = string | number;

/** What the caller says about the columns; what it leaves out is found by name. */
export interface ColumnOptions {
  /** The file has no header line: its columns are named by number, and none are appended to a header. */
  readonly noHeader?: boolean;
  readonly source?: SourceId;
  readonly statusColumn?: ColumnName;
  readonly substatusColumn?: ColumnName;
  readonly labelColumn?: ColumnName;
  readonly carrierColumn?: ColumnName;
  /** The mapper reads texts too: the column of what happened is looked for, and a file may have no codes. */
  readonly inferText?: boolean;
  /** The column of what happened, in words. */
  readonly textColumn?: ColumnName;
}

/** Where the codes of a file are: the column of each role, counted from 0, and their source; null without codes. */
export interface Columns {
  readonly source: SourceId | null;
  readonly roles: Readonly<Partial<Record<Role, number>>>;
}

/** The event field that each role fills, for a source that is named. */
const FIELDS = {
  status: 'status_code',
  substatus: 'substatus_code',
  label: 'status_description',
  carrier: 'carrier_id',
  text: 'description',
} as const;

const ROLES = ['status', 'substatus', 'label', 'carrier'] as const;
const FILLED = Object.keys(FIELDS) as Role[];

/** The event that a row's values make. */
export function toEvent(
  source: SourceId | null,
  values: Readonly<Partial<Record<Role, string | null>>>,
): object {
  const event: Record<string, unknown> = source === null ? {} : { source };
  for (const role of FILLED) if (values[role] != null) event[FIELDS[role]] = values[role];
  return event;
}

/** A guessed column has to hold listed values in at least this share of its filled rows. */
const ENOUGH_WORDS = 0.5;
/** Small numbers are in many columns: of them nearly all have to be codes. */
const ENOUGH_NUMBERS = 0.9;

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

const plain = (name: string) =>
  name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_\-.]+/g, '_');
const invalid = (message: string) => new TrackstateError('invalid_input', message);
const show = (text = '') => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

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

function listColumns(header: readonly string[]): string {
  const more = header.length > 40 ? `, and ${header.length - 40} more` : '';
  return `The columns are: ${header.slice(0, 40).map(show).join(', ')}${more}`;
}

/** A heading that stands twice does not say which column is meant. */
function singleColumn(header: readonly string[], column: number, flag: string): number {
  const same = header.filter((heading) => plain(heading) === plain(header[column] ?? ''));
  if (same.length < 2) return column;
  throw invalid(
    `Two columns are called ${show(header[column])}: give ${flag} the number of one, counted from 1.`,
  );
}

/** The column that a flag names, by its heading or its number from 1. */
export function columnNumber(header: readonly string[], name: ColumnName, flag: string): number {
  const text = String(name);
  const byName = header.indexOf(text);
  if (byName >= 0 && header.indexOf(text, byName + 1) < 0) return byName;
  if (byName >= 0) return singleColumn(header, byName, flag);
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= header.length) return number - 1;
  const hint = didYouMean(text, header);
  throw invalid(
    `${flag}: expected the name of a column or a number from 1 to ${header.length}, found ${show(text)}.${hint}\n${listColumns(header)}`,
  );
}

/** The first column whose heading says that it has a role; -1 where none does. */
export function columnByRole(header: readonly string[], role: ShipmentRole, flag: string): number {
  for (const rule of columnRules) {
    if (rule.role !== role) continue;
    const column = header.findIndex((heading) => plain(heading) === plain(rule.header));
    if (column >= 0) return singleColumn(header, column, flag);
  }
  return -1;
}

/** Whether a heading is one of tracking numbers. */
export const isTrackingNumber = (heading: string): boolean =>
  columnRules.some((rule) => rule.role === 'tracking_number' && plain(rule.header) === plain(heading));

/** An error that names the columns that there are. */
export const noSuchColumn = (header: readonly string[], message: string): TrackstateError =>
  invalid(`${message}\n${listColumns(header)}`);

class ColumnFinder {
  readonly #given: Partial<Record<Role, number>> = {};
  readonly #candidates: readonly Candidate[];
  readonly #shares = new Map<string, number>();
  readonly #values = new Map<number, Map<string, number>>();

  constructor(
    private readonly header: readonly string[],
    private readonly sample: readonly (readonly string[])[],
    private readonly options: ColumnOptions,
    private readonly mapper: Mapper,
    private readonly sources: readonly SourceId[],
  ) {
    for (const role of ROLES) {
      const name = options[`${role}Column`];
      if (name !== undefined) this.#given[role] = this.#number(name, role);
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
    for (const role of ROLES) {
      if (roles[role] !== undefined) continue;
      const taken = new Set(Object.values(roles));
      const best = this.#candidates
        .filter((c) => c.source === source && c.role === role && !taken.has(c.column))
        .filter((c) => c.certain || (!explicit && this.#fits(c)))
        .sort((a, b) => Number(b.certain) - Number(a.certain))[0];
      if (best) roles[role] = this.#single(best);
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
    const role = ROLES.find((other) => other === any);
    if (role === undefined) return [];
    const column = this.header.findIndex((heading) => plain(heading) === plain(name));
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

  /** A heading that stands twice does not say which column is meant. */
  #single({ column, role }: Candidate): number {
    return singleColumn(this.header, column, `--${role}-column`);
  }

  #number(name: ColumnName, role: Role): number {
    return columnNumber(this.header, name, `--${role}-column`);
  }

  /** The different filled values of a column, and how often each is there. */
  #filled(column: number): ReadonlyMap<string, number> {
    let values = this.#values.get(column);
    if (values) return values;
    values = new Map();
    for (const row of this.sample) {
      const value = row[column] ?? '';
      if (!/^\s*(null)?\s*$/i.test(value)) values.set(value, (values.get(value) ?? 0) + 1);
    }
    this.#values.set(column, values);
    return values;
  }

  /** Whether at least half of a column's filled rows are numbers. */
  #isNumeric(column: number): boolean {
    let numbers = 0;
    let all = 0;
    for (const [value, rows] of this.#filled(column)) {
      all += rows;
      if (/^\W*\d+([.,]0+)?\W*$/.test(value)) numbers += rows;
    }
    return all > 0 && numbers * 2 >= all;
  }

  /** How many of a column's filled rows hold something that the source lists: from 0 to 1. */
  #share({ column, role, source }: Pick<Candidate, 'column' | 'role' | 'source'>): number {
    const key = `${column} ${role} ${source}`;
    const known = this.#shares.get(key);
    if (known !== undefined) return known;
    let listed = 0;
    let all = 0;
    for (const [value, rows] of this.#filled(column)) {
      const result = this.mapper.map(toEvent(source, { [role]: value }));
      all += rows;
      if (result.outcome !== 'unmapped' && result.basis !== 'fallback') listed += rows;
    }
    const share = all === 0 ? 0 : listed / all;
    this.#shares.set(key, share);
    return share;
  }

  #fits(candidate: Pick<Candidate, 'column' | 'role' | 'source'>): boolean {
    return this.#share(candidate) >= (this.#isNumeric(candidate.column) ? ENOUGH_NUMBERS : ENOUGH_WORDS);
  }

  /** The source whose codes the named columns hold. */
  #sourceByName(text: number): SourceId | null {
    const coded = this.#candidates.filter(({ role }) => role !== 'carrier');
    const certain = [...new Set(coded.filter((c) => c.certain).map(({ source }) => source))];
    if (certain.length > 1)
      throw invalid(`The columns are those of ${certain.join(' and ')}: choose with --source.`);
    if (certain[0]) return certain[0];
    const numbers = coded.find(
      (c) => !c.named && this.#filled(c.column).size > 0 && this.#isNumeric(c.column),
    );
    const fitting = coded.filter((c) => (c.named || !this.#isNumeric(c.column)) && this.#fits(c));
    const best = fitting.sort((a, b) => this.#share(b) - this.#share(a))[0];
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
    const numeric = columns.find(({ column }) => this.#isNumeric(column));
    if (numeric) throw this.#ambiguous(numeric.column);
    const fits = this.sources.flatMap((source) => columns.map((place) => ({ ...place, source })));
    const best = fits.filter((fit) => this.#fits(fit)).sort((a, b) => this.#share(b) - this.#share(a))[0];
    if (best) return best.source;
    const column = columns[0]?.column ?? 0;
    throw invalid(
      `Nothing says whose codes they are: column ${show(this.header[column])} holds ${this.#examples(column)}. Name the source with --source ${this.sources.join('|')}.`,
    );
  }

  #ambiguous(column: number): TrackstateError {
    return invalid(
      `Column ${show(this.header[column])} holds numbers (${this.#examples(column)}), which mean different things at different sources: if they are tracking codes, name theirs with --source ${this.sources.join('|')}.`,
    );
  }

  #examples(column: number): string {
    const values = [...this.#filled(column).keys()].slice(0, 5).map(show);
    return values.length === 0 ? 'nothing' : values.join(', ');
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
    return invalid(
      [
        'No column of tracking codes found. Expected order_status_code, substatus_code (kd100), status, sub_status (17TRACK) or 状态码.',
        ...guessed.map(
          (column) =>
            `  ${show(this.header[column])} may be such a column by its name, but too few of its values are codes or names: ${this.#examples(column)}`,
        ),
        listColumns(this.header),
        'Name the right one with --status-column, --substatus-column or --label-column, and its codes with --source.',
      ].join('\n'),
    );
  }
}
