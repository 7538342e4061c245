import { didYouMean } from '../../suggest.ts';
import { type Decision, proStates } from '../../tables/index.ts';
import { type CompiledSource, type Ruling, ruleName } from '../compile.ts';
import { carrierKey, codesOf, LAYERS, type Override, placeOf } from './override.ts';
import { definedRow, type Tables, Targets } from './target.ts';

/** What can be wrong with an override. */
export type OverrideFaultCode =
  | 'not_an_override'
  | 'unknown_field'
  | 'unknown_source'
  | 'missing_code'
  | 'unknown_code'
  | 'already_listed'
  | 'unknown_state'
  | 'system_state'
  | 'on_demand_state'
  | 'invalid_value'
  | 'missing_note'
  | 'missing_carrier'
  | 'duplicate';

/** One fault of one override. */
export interface OverrideFault {
  readonly code: OverrideFaultCode;
  /** Where: a line of the file, or a place in the array counted from 0. */
  readonly where: string;
  /** What was expected, what was found, and what to do. */
  readonly message: string;
}

type Report = (code: OverrideFaultCode, message: string) => void;

const CODES = ['carrier_id', 'status_code', 'substatus_code'] as const;
const FIELDS = ['source', ...CODES, 'pro_state', 'leg', 'note', 'layer', 'define', 'line'];

/**
 * Checks overrides whole: every fault of every override, in their order.
 *
 * @param onDemand - Whether states that only on-demand shipments can have are allowed.
 */
export function overrideFaults(
  tables: Tables,
  overrides: readonly unknown[],
  onDemand: boolean,
): OverrideFault[] {
  const faults: OverrideFault[] = [];
  const targets = new Targets(tables, overrides.filter(isOverride), onDemand);
  const seen = new Map<string, string>();
  overrides.forEach((override, index) => {
    const written = isOverride(override);
    const where = written && override.line !== undefined ? `line ${override.line}` : `overrides[${index}]`;
    const fault: Report = (code, message) => faults.push({ code, where, message });
    if (!written) {
      fault(
        'not_an_override',
        `expected an object with source, a code, pro_state and note, found ${show(override)}`,
      );
      return;
    }
    checkFields(override, onDemand, fault);
    const table = targets.seenBy(carrierKey(override.carrier_id)).get(override.source);
    if (!table) {
      const known = [...tables.keys()];
      const hint = didYouMean(override.source, known);
      fault(
        'unknown_source',
        `source: expected one of ${known.join(', ')}, found ${show(override.source)}.${hint}`,
      );
      return;
    }
    const rows = targets.named(override);
    checkCodes(override, table, tables.get(table.id) ?? [], rows, fault);
    const keys = new Set(rows.map(({ rule }) => `${placeOf(override)}:${rule}`));
    const twice = [...keys].find((key) => seen.has(key));
    if (twice !== undefined)
      fault('duplicate', `the same row is overridden in ${seen.get(twice)} already: keep one of the two`);
    for (const key of keys) if (!seen.has(key)) seen.set(key, where);
  });
  return faults;
}

function checkFields(override: Override, onDemand: boolean, fault: Report): void {
  for (const name of Object.keys(override)) {
    if (!FIELDS.includes(name))
      fault('unknown_field', `there is no field ${show(name)}.${didYouMean(name, FIELDS)}`);
  }
  const state = proStates.get(override.pro_state);
  if (!state) {
    const hint = didYouMean(override.pro_state, proStates.keys());
    fault(
      'unknown_state',
      `pro_state: expected one of the ${proStates.size} PRO states, found ${show(override.pro_state)}.${hint}`,
    );
  } else if (state.systemOnly) {
    fault('system_state', `pro_state: ${state.state} is set by PRO alone; choose a state that can be set`);
  } else if (state.onDemandOnly && !onDemand) {
    fault(
      'on_demand_state',
      `pro_state: only on-demand shipments can be ${state.state}; say that yours are (shipmentType, --on-demand)`,
    );
  }
  if (typeof override.note !== 'string' || override.note.trim() === '')
    fault('missing_note', 'note: expected the reason in a few words; whoever reads this later will need it');
  const expect = (name: 'leg' | 'layer', values: readonly string[]) => {
    const value: unknown = override[name] ?? null;
    if (value !== null && !values.includes(String(value)))
      fault('invalid_value', `${name}: expected ${values.join(' or ')}, found ${show(value)}`);
  };
  expect('leg', ['outbound', 'return']);
  expect('layer', LAYERS);
  for (const name of CODES) {
    if (!['string', 'number'].includes(typeof (override[name] ?? '')))
      fault('invalid_value', `${name}: expected a text or a number, found ${show(override[name])}`);
  }
  if (override.define != null && typeof override.define !== 'boolean')
    fault('invalid_value', `define: expected true or false, found ${show(override.define)}`);
  if (override.layer === 'carrier' && carrierKey(override.carrier_id) === null)
    fault('missing_carrier', 'carrier_id: an override of layer carrier has to name its carrier');
}

function checkCodes(
  override: Override,
  table: CompiledSource,
  published: readonly Decision[],
  rows: readonly Ruling[],
  fault: Report,
): void {
  const [status, substatus] = codesOf(override);
  const added = override.define === true ? definedRow(override) : null;
  if (status === null && (substatus === null || override.define === true)) {
    fault(
      'missing_code',
      'status_code: expected a code; a new code needs its status, any other override one of the two',
    );
  } else if (added) {
    const listed = (row: Decision) =>
      added.generic
        ? [row.status, row.substatus].includes(added.status)
        : ruleName(table.id, row.status, row.substatus) === added.rule;
    // Two new codes may be one as well: 99, and 99 with the sub-status 99.
    const other = ({ status, substatus }: Ruling) => status !== added.status || substatus !== added.substatus;
    if (published.some(listed) || rows.length === 0 || rows.some(other))
      fault('already_listed', `${added.rule} is listed already: leave define out to override it`);
  } else if (rows.length === 0) {
    const own = substatus === null ? undefined : table.own(substatus);
    const known = [...new Set(published.flatMap((row) => [row.status, row.substatus]))];
    const hint = own
      ? ` ${substatus} is listed as ${own.rule}.`
      : didYouMean(substatus ?? status ?? '', known);
    const code = [status, substatus].filter((part) => part !== null).join('/');
    fault('unknown_code', `${table.id} does not list ${code}: correct it, or set define to add it.${hint}`);
  }
}

const isOverride = (value: unknown): value is Override =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown) =>
  value === undefined
    ? 'nothing'
    : typeof value === 'string'
      ? JSON.stringify(value.slice(0, 60))
      : String(value);
