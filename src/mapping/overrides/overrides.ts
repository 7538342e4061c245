import { TrackstateError } from '../../errors.ts';
import { didYouMean } from '../../suggest.ts';
import { type Decision, type Leg, type ProState, proStates, type SourceId } from '../../tables/index.ts';
import { readCode } from '../codes.ts';
import { CompiledSource, type Ruling, ruleName } from '../compile.ts';

/** The layers of decisions, the last one winning. Below them all stand the tables. */
const LAYERS = ['source', 'carrier', 'customer'] as const;

/** One decision of your own. It names a row the way an event does: by both codes, or by one. */
export interface Override {
  readonly source: SourceId;
  /** Limits the override to one carrier, as events name it in `carrier_id` or `carrier`. */
  readonly carrier_id?: string | number | null;
  readonly status_code?: string | number | null;
  readonly substatus_code?: string | number | null;
  readonly pro_state: ProState;
  /** Default: the leg of the row that it takes the place of, or `outbound` for a new code. */
  readonly leg?: Leg | null;
  /** The reason, for whoever reads it later. */
  readonly note: string;
  /** Default: `carrier` where a carrier is named, `source` otherwise. */
  readonly layer?: (typeof LAYERS)[number] | null;
  /** Adds a code that the source does not list. */
  readonly define?: boolean | null;
  /** The line of the file that it came from, for messages. */
  readonly line?: number;
}

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

/** The tables with the overrides laid over them, for any carrier and for each carrier that one names. */
export interface Layers {
  readonly base: ReadonlyMap<string, CompiledSource>;
  readonly carriers: ReadonlyMap<string, ReadonlyMap<string, CompiledSource>>;
}

/** A carrier's name as it is compared; null where there is none. */
export function carrierKey(raw: unknown): string | null {
  return readCode(raw)?.code.toLowerCase() ?? null;
}

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

type Tables = ReadonlyMap<SourceId, readonly Decision[]>;

const tableRulings = (source: SourceId, rows: readonly Decision[]): Ruling[] =>
  rows.map((row) => ({ ...row, rule: ruleName(source, row.status, row.substatus) }));

/** The row that an override's codes name, by the rules that hold for events. */
function target(table: CompiledSource, override: Override): Ruling | undefined {
  const status = readCode(override.status_code)?.code ?? null;
  const substatus = readCode(override.substatus_code)?.code ?? null;
  const hit = table.direct(status, substatus);
  return hit && table.rulings.get(hit.rule);
}

/** The row that a `define` adds. */
function defined(override: Override): Ruling {
  const status = readCode(override.status_code)?.code ?? '';
  const substatus = readCode(override.substatus_code)?.code ?? '';
  const rule = ruleName(override.source, status, substatus);
  const { pro_state: state, note } = override;
  const row = {
    status,
    substatus,
    generic: substatus === '' || substatus === status,
    label: rule,
    aliases: [],
    also: [],
  };
  return {
    ...row,
    state,
    match: 'assigned',
    leg: override.leg ?? 'outbound',
    onDemand: null,
    note,
    origin: 'override',
    rule,
  };
}

/** The tables with every defined code in them: what an override may name. */
function withDefinitions(tables: Tables, overrides: readonly unknown[]): Map<string, CompiledSource> {
  const added = overrides.filter((o): o is Override => isObject(o) && o.define === true);
  return new Map(
    [...tables].map(([source, rows]) => {
      const own = added.filter((override) => override.source === source).map(defined);
      const rulings = new Map([...own, ...tableRulings(source, rows)].map((row) => [row.rule, row]));
      return [source, new CompiledSource(source, [...rulings.values()], false)];
    }),
  );
}

const layerOf = (override: Override) =>
  override.layer ?? (override.carrier_id == null ? 'source' : 'carrier');

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
  const compiled = withDefinitions(tables, overrides);
  const seen = new Map<string, string>();
  overrides.forEach((override, index) => {
    const line = isObject(override) && override.line !== undefined;
    const where = line ? `line ${override.line}` : `overrides[${index}]`;
    const fault = (code: OverrideFaultCode, message: string) => faults.push({ code, where, message });
    if (!isObject(override)) {
      fault(
        'not_an_override',
        `expected an object with source, a code, pro_state and note, found ${show(override)}`,
      );
      return;
    }
    checkFields(override as unknown as Override, tables, compiled, onDemand, fault);
    const { source, carrier_id, status_code, substatus_code } = override as unknown as Override;
    const codes = [status_code, substatus_code].map((code) => readCode(code)?.code ?? '');
    const key = [
      layerOf(override as unknown as Override),
      source,
      carrierKey(carrier_id) ?? '',
      ...codes,
    ].join(' ');
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
  compiled: ReadonlyMap<string, CompiledSource>,
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
  const table = compiled.get(override.source);
  if (!table) {
    const hint = typeof override.source === 'string' ? didYouMean(override.source, compiled.keys()) : '';
    fault(
      'unknown_source',
      `source: expected one of ${[...compiled.keys()].join(', ')}, found ${show(override.source)}.${hint}`,
    );
    return;
  }
  checkCodes(override, table, tables.get(override.source) ?? [], fault);
}

function checkCodes(
  override: Override,
  table: CompiledSource,
  rows: readonly Decision[],
  fault: (code: OverrideFaultCode, message: string) => void,
): void {
  const status = readCode(override.status_code)?.code ?? null;
  const substatus = readCode(override.substatus_code)?.code ?? null;
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
        `${ruleName(table.id, status ?? '', substatus ?? '')} is listed already: leave define out to override it`,
      );
    }
  } else if (!target(table, override)) {
    const own = substatus === null ? undefined : table.own(substatus);
    const known = [...new Set(rows.flatMap((row) => [row.status, row.substatus]))];
    const hint = own
      ? ` ${substatus} is listed as ${own.rule}.`
      : didYouMean(substatus ?? status ?? '', known);
    const code = [status, substatus].filter((part) => part !== null).join('/');
    fault('unknown_code', `${table.id} does not list ${code}: correct it, or set define to add it.${hint}`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown) =>
  value === undefined
    ? 'nothing'
    : typeof value === 'string'
      ? JSON.stringify(value.slice(0, 60))
      : String(value);

/** What an override changes: the row that it takes the place of, and the states before and after. */
export interface OverrideEffect {
  readonly rule: string;
  /** The state of the tables; null where the code changes nothing, or is new. */
  readonly before: ProState | null;
  readonly after: ProState;
}

/** What faultless overrides change, in their order. */
export function overrideEffects(tables: Tables, overrides: readonly Override[]): OverrideEffect[] {
  const known = withDefinitions(tables, overrides);
  return overrides.map((override) => {
    const table = known.get(override.source);
    const row =
      override.define || !table ? defined(override) : (target(table, override) ?? defined(override));
    return {
      rule: row.rule,
      before: row.origin === 'override' ? null : row.state,
      after: override.pro_state,
    };
  });
}

/**
 * Lays overrides over tables.
 *
 * @throws {TrackstateError} `invalid_overrides`, with every fault.
 */
export function layer(tables: Tables, overrides: readonly Override[], onDemand: boolean): Layers {
  const faults = overrides.length === 0 ? [] : overrideFaults(tables, overrides, onDemand);
  if (faults.length > 0) {
    const list = faults.map(({ where, message }) => `  ${where}: ${message}`).join('\n');
    throw new TrackstateError(
      'invalid_overrides',
      `Faults in the overrides: ${faults.length}\n${list}`,
      faults,
    );
  }
  const ordered = [...overrides].sort((a, b) => LAYERS.indexOf(layerOf(a)) - LAYERS.indexOf(layerOf(b)));
  const known = ordered.length === 0 ? new Map<string, CompiledSource>() : withDefinitions(tables, ordered);
  const compile = (carrier: string | null) =>
    new Map(
      [...tables].map(([source, rows]) => {
        const rulings = overlay(tableRulings(source, rows), ordered, known.get(source), carrier);
        return [source, new CompiledSource(source, rulings, onDemand)];
      }),
    );
  const named = new Set(overrides.flatMap(({ carrier_id }) => carrierKey(carrier_id) ?? []));
  return { base: compile(null), carriers: new Map([...named].map((carrier) => [carrier, compile(carrier)])) };
}

/** The rows of one source, as one carrier (or none) sees them. */
function overlay(
  rows: readonly Ruling[],
  overrides: readonly Override[],
  known: CompiledSource | undefined,
  carrier: string | null,
): Ruling[] {
  const rulings = new Map(rows.map((row) => [row.rule, row]));
  for (const override of overrides) {
    const only = carrierKey(override.carrier_id);
    if (!known || override.source !== known.id || (only !== null && only !== carrier)) continue;
    const named = override.define ? defined(override) : target(known, override);
    const row = override.define ? named : named && rulings.get(named.rule);
    // A code that is defined for one carrier alone is not there to override for the others.
    if (!named || !row) continue;
    const prefix = only === null ? layerOf(override) : `${layerOf(override)}(${only})`;
    rulings.set(named.rule, {
      ...row,
      state: override.pro_state,
      match: 'assigned',
      leg: override.leg ?? row.leg ?? 'outbound',
      onDemand: null,
      note: override.note,
      rule: `${prefix}:${named.rule}`,
    });
  }
  return [...rulings.values()];
}
