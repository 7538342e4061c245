import { TrackstateError } from '../../errors.ts';
import type { ProState } from '../../tables/index.ts';
import { CompiledSource, type Ruling } from '../compile.ts';
import { overrideFaults } from './check.ts';
import { defined, NamedRows, type Tables, tableRulings } from './named.ts';
import { carrierKey, LAYERS, layerOf, type Override } from './override.ts';

/** The tables with the overrides laid over them, for any carrier and for each carrier that one names. */
export interface Layers {
  readonly base: ReadonlyMap<string, CompiledSource>;
  readonly carriers: ReadonlyMap<string, ReadonlyMap<string, CompiledSource>>;
}

/** What an override changes: the row that it takes the place of, and the states before and after. */
export interface OverrideEffect {
  readonly rule: string;
  /** The state of the tables; null where the code changes nothing, or is new. */
  readonly before: ProState | null;
  readonly after: ProState;
}

/** What faultless overrides change, in their order. */
export function overrideEffects(tables: Tables, overrides: readonly Override[]): OverrideEffect[] {
  const named = new NamedRows(tables, overrides);
  return overrides.map((override) => {
    const row = named.rowOf(override) ?? defined(override);
    const before = row.origin === 'override' ? null : row.state;
    return { rule: row.rule, before, after: override.pro_state };
  });
}

/**
 * Lays overrides over tables. Within a layer, what names a carrier stands over what names none.
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
  const height = (override: Override) =>
    2 * LAYERS.indexOf(layerOf(override)) + Number(carrierKey(override.carrier_id) !== null);
  const ordered = [...overrides].sort((a, b) => height(a) - height(b));
  const named = new NamedRows(tables, ordered);
  const compile = (carrier: string | null) =>
    new Map(
      [...tables].map(([source, rows]) => {
        const own = ordered.filter((override) => {
          const only = carrierKey(override.carrier_id);
          return override.source === source && (only === null || only === carrier);
        });
        return [
          source,
          new CompiledSource(source, overlay(tableRulings(source, rows), own, named), onDemand),
        ];
      }),
    );
  const carriers = new Set(overrides.flatMap(({ carrier_id }) => carrierKey(carrier_id) ?? []));
  return {
    base: compile(null),
    carriers: new Map([...carriers].map((carrier) => [carrier, compile(carrier)])),
  };
}

/** The rows of one source with overrides laid over them, the later ones winning. */
function overlay(rows: readonly Ruling[], overrides: readonly Override[], named: NamedRows): Ruling[] {
  const rulings = new Map(rows.map((row) => [row.rule, row]));
  for (const override of overrides) {
    const target = named.rowOf(override);
    const row = override.define ? target : target && rulings.get(target.rule);
    // A code that is defined for one carrier alone is not there to override for the others.
    if (!target || !row) continue;
    const only = carrierKey(override.carrier_id);
    const prefix = only === null ? layerOf(override) : `${layerOf(override)}(${only})`;
    rulings.set(target.rule, {
      ...row,
      state: override.pro_state,
      match: 'assigned',
      leg: override.leg ?? row.leg ?? 'outbound',
      onDemand: null,
      note: override.note,
      rule: `${prefix}:${target.rule}`,
    });
  }
  return [...rulings.values()];
}
