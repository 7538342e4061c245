import type { Decision, SourceId } from '../../tables/index.ts';
import { CompiledSource, type Ruling, ruleName } from '../compile.ts';
import { carrierKey, codesOf, type Override } from './override.ts';

/** Decisions by source. */
export type Tables = ReadonlyMap<SourceId, readonly Decision[]>;

/** The rows of one source as decisions in force. */
export const tableRulings = (source: SourceId, rows: readonly Decision[]): Ruling[] =>
  rows.map((row) => ({ ...row, rule: ruleName(source, row.status, row.substatus) }));

/** The row that a `define` adds. */
export function defined(override: Override): Ruling {
  const [status, substatus] = codesOf(override).map((code) => code ?? '') as [string, string];
  const rule = ruleName(override.source, status, substatus);
  return {
    status,
    substatus,
    generic: substatus === '' || substatus === status,
    label: rule,
    aliases: [],
    also: [],
    state: override.pro_state,
    match: 'assigned',
    leg: override.leg ?? 'outbound',
    onDemand: null,
    note: override.note,
    origin: 'override',
    rule,
  };
}

/** Finds the rows that overrides name: those of the tables, and those that other overrides define. */
export class NamedRows {
  readonly #compiled = new Map<string, ReadonlyMap<string, CompiledSource>>();

  constructor(
    private readonly tables: Tables,
    private readonly overrides: readonly Override[],
  ) {}

  /** The tables with the codes that are defined for a carrier, or, with null, for any. */
  tablesFor(carrier: string | null): ReadonlyMap<string, CompiledSource> {
    const known = this.#compiled.get(carrier ?? '');
    if (known) return known;
    const own = this.overrides.filter(({ define, carrier_id }) => {
      const only = carrierKey(carrier_id);
      return define === true && (carrier === null || only === null || only === carrier);
    });
    const compiled = new Map(
      [...this.tables].map(([source, rows]) => {
        const added = own.filter((override) => override.source === source).map(defined);
        const rulings = new Map([...added, ...tableRulings(source, rows)].map((row) => [row.rule, row]));
        return [source, new CompiledSource(source, [...rulings.values()], false)];
      }),
    );
    this.#compiled.set(carrier ?? '', compiled);
    return compiled;
  }

  /** The row that an override names, by the rules that hold for events; undefined where there is none. */
  rowOf(override: Override): Ruling | undefined {
    if (override.define === true) return defined(override);
    const table = this.tablesFor(carrierKey(override.carrier_id)).get(override.source);
    const hit = table?.direct(...codesOf(override));
    return hit && table?.rulings.get(hit.rule);
  }
}
