import { didYouMean } from '../../suggest.ts';
import { type Decision, proStates } from '../../tables/index.ts';
import { ruleName } from '../compile.ts';
import { NamedRows, type Tables } from './named.ts';
import {
  carrierKey,
  codesOf,
  LAYERS,
  layerOf,
  type Override,
  type OverrideFault,
  type OverrideFaultCode,
} from './override.ts';

const FIELDS = [
  'source',
  'carrier_id',
  'status_code',
  'substatus_code',
  'pro_state',
  'leg',
  'note',
  'layer',
  'define',
  'line',
];

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
  const named = new NamedRows(tables, overrides.filter(isOverride));
  const seen = new Map<string, string>();
  overrides.forEach((override, index) => {
    const line = isOverride(override) && override.line !== undefined;
    const where = line ? `line ${override.line}` : `overrides[${index}]`;
    const fault = (code: OverrideFaultCode, message: string) => faults.push({ code, where, message });
    if (!isOverride(override)) {
      fault(
        'not_an_override',
        `expected an object with source, a code, pro_state and note, found ${show(override)}`,
      );
      return;
    }
    checkFields(override, tables, named, onDemand, fault);
    // Two ways to write a row's codes name the same row.
    const row = named.rowOf(override)?.rule ?? codesOf(override);
    const key = JSON.stringify([layerOf(override), override.source, carrierKey(override.carrier_id), row]);
    const before = seen.get(key);
    if (before !== undefined)
      fault('duplicate', `the same code is overridden in ${before} already: keep one of the two`);
    else seen.set(key, where);
  });
  return faults;
}

function checkFields(
  override: Override,
  tables: Tables,
  named: NamedRows,
  onDemand: boolean,
  fault: (code: OverrideFaultCode, message: string) => void,
): void {
  for (const name of Object.keys(override)) {
    if (!FIELDS.includes(name))
      fault('unknown_field', `there is no field ${show(name)}.${didYouMean(name, FIELDS)}`);
  }
  const state = proStates.get(override.pro_state);
  if (!state) {
    const hint =
      typeof override.pro_state === 'string' ? didYouMean(override.pro_state, proStates.keys()) : '';
    fault(
      'unknown_state',
      `pro_state: expected one of the 42 PRO states, found ${show(override.pro_state)}.${hint}`,
    );
  } else if (state.systemOnly) {
    fault('system_state', `pro_state: ${state.state} is set by PRO alone; choose a state that can be set`);
  } else if (state.onDemandOnly && !onDemand) {
    fault(
      'on_demand_state',
      `pro_state: only on-demand shipments can be ${state.state}; say that yours are (shipmentType, --on-demand)`,
    );
  }
  if (typeof override.note !== 'string' || override.note.trim() === '') {
    fault('missing_note', 'note: expected the reason in a few words; whoever reads this later will need it');
  }
  const expect = (name: 'leg' | 'layer', values: readonly string[]) => {
    const value: unknown = override[name] ?? null;
    if (value !== null && !values.includes(String(value))) {
      fault('invalid_value', `${name}: expected ${values.join(' or ')}, found ${show(value)}`);
    }
  };
  expect('leg', ['outbound', 'return']);
  expect('layer', LAYERS);
  if (override.define != null && typeof override.define !== 'boolean') {
    fault('invalid_value', `define: expected true or false, found ${show(override.define)}`);
  }
  if (override.layer === 'carrier' && carrierKey(override.carrier_id) === null) {
    fault('missing_carrier', 'carrier_id: an override of layer carrier has to name its carrier');
  }
  const rows = tables.get(override.source);
  if (!rows) {
    const hint = typeof override.source === 'string' ? didYouMean(override.source, tables.keys()) : '';
    fault(
      'unknown_source',
      `source: expected one of ${[...tables.keys()].join(', ')}, found ${show(override.source)}.${hint}`,
    );
    return;
  }
  checkCodes(override, rows, named, fault);
}

function checkCodes(
  override: Override,
  rows: readonly Decision[],
  named: NamedRows,
  fault: (code: OverrideFaultCode, message: string) => void,
): void {
  const { source } = override;
  const [status, substatus] = codesOf(override);
  if (status === null && (substatus === null || override.define === true)) {
    fault(
      'missing_code',
      'status_code: expected a code; a new code needs its status, any other override one of the two',
    );
  } else if (override.define === true) {
    const listed = (row: Decision) =>
      substatus === null
        ? [row.status, row.substatus].includes(status ?? '')
        : row.status === status && row.substatus === substatus;
    if (rows.some(listed)) {
      fault(
        'already_listed',
        `${ruleName(source, status ?? '', substatus ?? '')} is listed already: leave define out to override it`,
      );
    }
  } else if (!named.rowOf(override)) {
    const table = named.tablesFor(carrierKey(override.carrier_id)).get(source);
    const own = substatus === null ? undefined : table?.own(substatus);
    const known = [...new Set(rows.flatMap((row) => [row.status, row.substatus]))];
    const hint = own
      ? ` ${substatus} is listed as ${own.rule}.`
      : didYouMean(substatus ?? status ?? '', known);
    const code = [status, substatus].filter((part) => part !== null).join('/');
    fault('unknown_code', `${source} does not list ${code}: correct it, or set define to add it.${hint}`);
  }
}

/** An object, whose fields may still hold anything. */
const isOverride = (value: unknown): value is Override =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown) =>
  value === undefined
    ? 'nothing'
    : typeof value === 'string'
      ? JSON.stringify(value.slice(0, 60))
      : String(value);
