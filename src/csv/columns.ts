import { TrackstateError } from '../errors.ts';
import type { Mapper } from '../mapping/mapper.ts';
import { didYouMean } from '../suggest.ts';
import type { SourceId } from '../tables/index.ts';
import { columnRules } from './columns.generated.ts';

/** What a column can be to an event. */
export type Role = 'status' | 'substatus' | 'label' | 'carrier';

const ROLES: readonly Role[] = ['status', 'substatus', 'label', 'carrier'];

/** A column by its name, or by its number counted from 1. */
export type ColumnName = string | number;

/** What the caller says about the columns; what it leaves out is found by name. */
export interface ColumnOptions {
  readonly source?: SourceId;
  readonly statusColumn?: ColumnName;
  readonly substatusColumn?: ColumnName;
  readonly labelColumn?: ColumnName;
  readonly carrierColumn?: ColumnName;
}

/** Where the codes of a file are: the column of each role, counted from 0, and their source. */
export interface Columns {
  readonly source: SourceId;
  readonly roles: Readonly<Partial<Record<Role, number>>>;
}

/** The event field that each role fills, for a source that is named. */
const FIELDS = {
  status: 'status_code',
  substatus: 'substatus_code',
  label: 'status_description',
  carrier: 'carrier_id',
} as const;

/** The event that a row's values make. */
export function toEvent(
  source: SourceId,
  values: Readonly<Partial<Record<Role, string | null>>>,
): { source: SourceId } {
  const event: Record<string, unknown> = {};
  for (const role of ROLES) if (values[role] != null) event[FIELDS[role]] = values[role];
  return { ...event, source };
}

/** A guessed column has to hold listed values in at least this share of its filled rows. */
const ENOUGH = 0.5;

interface Candidate {
  column: number;
  role: Role;
  source: SourceId;
  certain: boolean;
  share: number;
}

const plain = (name: string) =>
  name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_\-.]+/g, '_');

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
  const given: Partial<Record<Role, number>> = {};
  for (const role of ROLES) {
    const name = options[`${role}Column`];
    if (name !== undefined) given[role] = columnNumber(header, name, role);
  }
  const explicit = given.status !== undefined || given.substatus !== undefined || given.label !== undefined;
  const share = (column: number, role: Role, source: SourceId) =>
    listedShare(sample, column, role, source, mapper);

  const candidates: Candidate[] = [];
  for (const { header: name, role, source: only, certainty } of columnRules) {
    const column = header.findIndex((heading) => plain(heading) === plain(name));
    if (column < 0) continue;
    const certain = certainty === 'certain';
    for (const source of sources) {
      if ((only !== '' && only !== source) || (options.source && options.source !== source)) continue;
      candidates.push({
        column,
        role,
        source,
        certain,
        share: role === 'carrier' ? 1 : share(column, role, source),
      });
    }
    // With a named source, a heading of another source is a guess like any other.
    if (options.source && only !== '' && only !== options.source && role !== 'carrier') {
      const { source } = options;
      candidates.push({ column, role, source, certain: false, share: share(column, role, source) });
    }
  }

  const source = options.source ?? tellSource(header, sample, given, explicit, candidates, sources, share);
  const roles = { ...given };
  for (const role of ROLES) {
    if (roles[role] !== undefined || (explicit && role !== 'carrier')) continue;
    const fitting = candidates.filter(
      (c) => c.source === source && c.role === role && (c.certain || c.share >= ENOUGH),
    );
    const taken = new Set(Object.values(roles));
    const best = fitting
      .filter((c) => !taken.has(c.column))
      .sort((a, b) => Number(b.certain) - Number(a.certain) || b.share - a.share)[0];
    if (best) roles[role] = best.column;
  }
  if (roles.status === undefined && roles.substatus === undefined && roles.label === undefined) {
    throw noColumn(header, sample, candidates);
  }
  return { source, roles };
}

function columnNumber(header: readonly string[], name: ColumnName, role: Role): number {
  const text = String(name);
  const byName = header.indexOf(text);
  if (byName >= 0) {
    if (header.indexOf(text, byName + 1) < 0) return byName;
    throw invalid(
      `Two columns are called ${show(text)}: give --${role}-column the number of one, counted from 1.`,
    );
  }
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= header.length) return number - 1;
  throw invalid(
    `--${role}-column: expected one of the columns, found ${show(text)}.${didYouMean(text, header)}\nThe columns are: ${header.map(show).join(', ')}`,
  );
}

/** How many of a column's filled rows hold something that the source lists: from 0 to 1. */
function listedShare(
  sample: readonly (readonly string[])[],
  column: number,
  role: Role,
  source: SourceId,
  mapper: Mapper,
): number {
  const values = filled(sample, column);
  const listed = values.filter((value) => {
    const result = mapper.map(toEvent(source, { [role]: value }));
    return result.outcome !== 'unmapped' && result.basis !== 'fallback';
  });
  return values.length === 0 ? 0 : listed.length / values.length;
}

const filled = (sample: readonly (readonly string[])[], column: number) =>
  sample.map((row) => row[column] ?? '').filter((value) => !/^\s*(null)?\s*$/i.test(value));

function tellSource(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  given: Partial<Record<Role, number>>,
  explicit: boolean,
  candidates: readonly Candidate[],
  sources: readonly SourceId[],
  share: (column: number, role: Role, source: SourceId) => number,
): SourceId {
  const named = candidates
    .filter(({ certain, role }) => certain && role !== 'carrier')
    .map(({ source }) => source);
  const first = named[0];
  if (!explicit) {
    if (first && named.some((source) => source !== first)) {
      throw invalid(`The columns are those of ${[...new Set(named)].join(' and ')}: choose with --source.`);
    }
    if (first) return first;
  }
  const fits = explicit
    ? sources.map((source) => {
        const shares = ROLES.filter((role) => role !== 'carrier').flatMap((role) =>
          given[role] === undefined ? [] : share(given[role], role, source),
        );
        return { source, column: Object.values(given)[0] ?? 0, share: Math.max(...shares) };
      })
    : candidates.filter(({ role }) => role !== 'carrier');
  const good = fits.filter((fit) => fit.share >= ENOUGH).sort((a, b) => b.share - a.share);
  const best = good[0];
  if (!best) throw explicit ? noSource(header, sample, given, sources) : noColumn(header, sample, candidates);
  const others = [...new Set(good.map(({ source }) => source))];
  const numbers = filled(sample, best.column).every((value) => /^\D?\d+(\.0+)?\W?$/.test(value.trim()));
  if (numbers && others.length > 1) {
    throw invalid(
      `Column ${show(header[best.column] ?? '')} holds numbers that mean different things at ${others.join(' and ')}: choose with --source.`,
    );
  }
  return best.source;
}

const invalid = (message: string) => new TrackstateError('invalid_input', message);
const show = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

function examples(sample: readonly (readonly string[])[], column: number): string {
  const values = [...new Set(filled(sample, column))].slice(0, 5).map(show);
  return values.length === 0 ? 'nothing' : values.join(', ');
}

function noSource(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  given: Partial<Record<Role, number>>,
  sources: readonly SourceId[],
): TrackstateError {
  const column = given.status ?? given.substatus ?? given.label ?? 0;
  const found = `column ${show(header[column] ?? '')} holds ${examples(sample, column)}`;
  return invalid(
    `Nothing says whose codes they are: ${found}. Name the source with --source ${sources.join('|')}.`,
  );
}

function noColumn(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  candidates: readonly Candidate[],
): TrackstateError {
  const guessed = [
    ...new Set(candidates.filter(({ role }) => role !== 'carrier').map(({ column }) => column)),
  ];
  const found = guessed.map(
    (column) =>
      `  ${show(header[column] ?? '')} may be such a column by its name, but mostly holds other things: ${examples(sample, column)}`,
  );
  return invalid(
    [
      'No column of tracking codes found. Expected order_status_code, substatus_code (kd100), status, sub_status (17TRACK) or 状态码.',
      ...found,
      `The columns are: ${header.map(show).join(', ')}`,
      'Name the right one with --status-column, --substatus-column or --label-column, and its codes with --source.',
    ].join('\n'),
  );
}
