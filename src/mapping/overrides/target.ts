import type { Decision, SourceId } from '../../tables/index.ts';
import { CompiledSource, type Ruling, ruleName } from '../compile.ts';
import { carrierKey, codesOf, type Override } from './override.ts';

/** The decisions of each source, as they are published. */
export type Tables = ReadonlyMap<SourceId, readonly Decision[]>;

/** The row that an override's codes name, by the rules that hold for events. */
export function targetIn(table: CompiledSource, override: Override): Ruling | undefined {
  const hit = table.direct(...codesOf(override));
  return hit && table.rulings.get(hit.rule);
}

/** The row that a `define` adds, before any override is laid over it; null where it names no status. */
export function definedRow(override: Override): Ruling | null {
  const [status, substatus] = codesOf(override);
  if (status === null) return null;
  const rule = ruleName(override.source, status, substatus ?? '');
  const none = { state: null, match: null, leg: null, onDemand: null, note: '', aliases: [], also: [] };
  const generic = substatus === null || substatus === status;
  return { status, substatus: substatus ?? '', generic, label: rule, rule, origin: 'override', ...none };
}

/**
 * The tables with the codes that overrides define, as carriers see them: a code that is defined for one carrier alone
 * is there for that one only.
 */
export class Targets {
  readonly #all: ReadonlyMap<string, CompiledSource>;
  readonly #carriers: ReadonlyMap<string, ReadonlyMap<string, CompiledSource>>;

  constructor(tables: Tables, overrides: readonly Override[], onDemand: boolean) {
    const added = overrides.flatMap((override) => {
      const row = override.define === true ? definedRow(override) : null;
      return row ? [{ source: override.source, only: carrierKey(override.carrier_id), row }] : [];
    });
    // Whatever the order of the overrides, the order of the rows is one.
    added.sort(({ row: a }, { row: b }) => (a.rule < b.rule ? -1 : Number(a.rule > b.rule)));
    const seenBy = (carrier: string | null) =>
      new Map(
        [...tables].map(([source, rows]) => {
          const rulings = new Map<string, Ruling>();
          for (const row of rows) {
            const rule = ruleName(source, row.status, row.substatus);
            rulings.set(rule, { ...row, rule });
          }
          for (const { source: its, only, row } of added) {
            const there = its === source && (only === null || only === carrier);
            if (there && !rulings.has(row.rule)) rulings.set(row.rule, row);
          }
          return [source, new CompiledSource(source, [...rulings.values()], onDemand)];
        }),
      );
    this.#all = seenBy(null);
    const named = new Set(added.flatMap(({ only }) => only ?? []));
    this.#carriers = new Map([...named].map((carrier) => [carrier, seenBy(carrier)]));
  }

  /** The tables as one carrier sees them; null for any that defines nothing of its own. */
  seenBy(carrier: string | null): ReadonlyMap<string, CompiledSource> {
    return this.#carriers.get(carrier ?? '') ?? this.#all;
  }

  /** The rows that an override names: one for all carriers together, and one for each that sees the tables otherwise. */
  named(override: Override): Ruling[] {
    const only = carrierKey(override.carrier_id);
    const views = only === null ? [this.#all, ...this.#carriers.values()] : [this.seenBy(only)];
    return views.flatMap((view) => {
      const table = view.get(override.source);
      return (table && targetIn(table, override)) ?? [];
    });
  }
}
