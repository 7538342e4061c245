import { TrackstateError } from '../../errors.ts';
import type { ProState } from '../../tables/index.ts';
import { CompiledSource } from '../compile.ts';
import { overrideFaults } from './check.ts';
import { carrierKey, LAYERS, layerOf, type Override, placeOf } from './override.ts';
import { type Tables, Targets, targetIn } from './target.ts';

/** The tables with the overrides laid over them, for any carrier and for each carrier that one names. */
export interface Layers {
  readonly base: ReadonlyMap<string, CompiledSource>;
  readonly carriers: ReadonlyMap<string, ReadonlyMap<string, CompiledSource>>;
}

/**
 * Lays overrides over tables. Their order in the list changes nothing.
 *
 * @throws {TrackstateError} `invalid_overrides`, with every fault.
 */
export function layer(tables: Tables, overrides: readonly Override[], onDemand: boolean): Layers {
  const faults = overrides.length === 0 ? [] : overrideFaults(tables, overrides, onDemand);
  if (faults.length > 0) {
    const list = faults.map(({ where, message }) => `\n  ${where}: ${message}`).join('');
    const message = `Faults in the overrides: ${faults.length}${list}`;
    throw new TrackstateError('invalid_overrides', message, faults);
  }
  const targets = new Targets(tables, overrides, onDemand);
  const ordered = overrides
    .map((override) => ({ ...override, only: carrierKey(override.carrier_id) }))
    .sort((a, b) => rank(a) - rank(b));
  const seenBy = (carrier: string | null) =>
    new Map(
      [...targets.seenBy(carrier)].map(([source, table]) => {
        const own = ordered.filter((o) => o.source === source && (o.only === null || o.only === carrier));
        return [source, overlay(table, own, onDemand)];
      }),
    );
  const named = new Set(ordered.flatMap(({ only }) => only ?? []));
  return { base: seenBy(null), carriers: new Map([...named].map((carrier) => [carrier, seenBy(carrier)])) };
}

/** Which override stands over which: by layer, and within a layer a carrier's own over one for all. */
const rank = (override: Override) =>
  2 * LAYERS.indexOf(layerOf(override)) + Number(carrierKey(override.carrier_id) !== null);

function overlay(table: CompiledSource, overrides: readonly Override[], onDemand: boolean): CompiledSource {
  if (overrides.length === 0) return table;
  const rulings = new Map(table.rulings);
  for (const override of overrides) {
    const target = targetIn(table, override);
    const row = target && rulings.get(target.rule);
    // A code that is defined for one carrier alone is not there to override for the others.
    if (!row) continue;
    rulings.set(target.rule, {
      ...row,
      state: override.pro_state,
      match: 'assigned',
      leg: override.leg ?? row.leg ?? 'outbound',
      onDemand: null,
      note: override.note,
      rule: `${placeOf(override)}:${target.rule}`,
    });
  }
  return new CompiledSource(table.id, [...rulings.values()], onDemand);
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
  const targets = new Targets(tables, overrides, false);
  return overrides.map((override) => {
    const [row] = targets.named(override);
    return { rule: row?.rule ?? '', before: row?.state ?? null, after: override.pro_state };
  });
}
