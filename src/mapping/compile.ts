import type { Decision, Match, SourceId } from '../tables/index.ts';
import { ABSENT, rawForms, readLabel } from './codes.ts';
import type { Mapped, NoChange, WarningCode } from './result.ts';

/** A decision in force: a table's row, or an override that took its place. */
export interface Ruling extends Omit<Decision, 'match'> {
  readonly match: Match | 'assigned' | null;
  /** Its name in results. */
  readonly rule: string;
}

export type TableResult = Mapped | NoChange;

/** The name of a row in results: `kd100:2/204`, or `17track-v1:35` where there is no sub-status. */
export function ruleName(source: string, status: string, substatus: string): string {
  return substatus === '' ? `${source}:${status}` : `${source}:${status}/${substatus}`;
}

/** One source's decisions, ready to be asked. All results are made here, once, and frozen. */
export class CompiledSource {
  readonly id: SourceId;
  readonly rulings: ReadonlyMap<string, Ruling>;
  /** Status as it arrives → sub-status as it arrives → result. Absent ones are keys like any other. */
  readonly #direct = new Map<unknown, Map<unknown, TableResult>>();
  readonly #ownRow = new Map<string, TableResult>();
  readonly #labels = new Map<string, TableResult>();

  constructor(id: SourceId, rulings: readonly Ruling[], onDemand: boolean) {
    this.id = id;
    this.rulings = new Map(rulings.map((ruling) => [ruling.rule, ruling]));
    const result = (ruling: Ruling, basis: Mapped['basis']) => toResult(id, ruling, basis, onDemand);

    for (const ruling of rulings) {
      if (ruling.substatus !== '') this.#add([ruling.status], ruling.substatus, result(ruling, 'substatus'));
      if (ruling.generic) this.#add([ruling.status], null, result(ruling, 'status'));
    }
    const statuses = new Set(rulings.filter(({ generic }) => generic).map(({ status }) => status));
    // Generic rows first: a sub-status that two rows list (kd100's 14) goes to the generic one.
    for (const ruling of [...rulings].sort((a, b) => Number(b.generic) - Number(a.generic))) {
      const code = ruling.substatus;
      if (code === '' || this.#ownRow.has(code)) continue;
      const own = result(ruling, 'substatus');
      this.#ownRow.set(code, own);
      if (statuses.has(code)) continue;
      // A sub-status also arrives alone, in the main field, or in both fields.
      this.#add([null, code], code, own);
      this.#add([code], null, own);
    }
    for (const status of statuses) {
      const alone = this.#direct.get(status)?.get(null);
      if (alone) this.#add([null], status, alone);
    }
    for (const ruling of rulings) this.#addLabels(ruling, result(ruling, 'label'));
  }

  /** The result of two codes exactly as they arrived; undefined where that takes a closer look. */
  direct(status: unknown, substatus: unknown): TableResult | undefined {
    return this.#direct.get(status)?.get(substatus);
  }

  /** The own row of a sub-status, whatever status it stands under. */
  own(substatus: string): TableResult | undefined {
    return this.#ownRow.get(substatus);
  }

  label(label: string): TableResult | undefined {
    return this.#labels.get(label);
  }

  #add(statuses: readonly (string | null)[], substatus: string | null, result: TableResult): void {
    for (const status of statuses) {
      for (const key of status === null ? ABSENT : rawForms(status)) {
        const row = this.#direct.get(key) ?? new Map<unknown, TableResult>();
        this.#direct.set(key, row);
        for (const sub of substatus === null ? ABSENT : rawForms(substatus)) row.set(sub, result);
      }
    }
  }

  #addLabels(ruling: Ruling, result: TableResult): void {
    for (const name of [ruling.label, ...ruling.aliases]) {
      const label = readLabel(name);
      if (label === null) continue;
      const before = this.#labels.get(label);
      const chosen = before === undefined || ruling.generic ? result : before;
      const ambiguous =
        before !== undefined &&
        (before.warnings.length > 0 || before.state !== result.state || before.leg !== result.leg);
      this.#labels.set(label, ambiguous ? withWarnings(chosen, ['ambiguous_label']) : chosen);
    }
  }
}

/** The same result with its warnings replaced. */
export function withWarnings<R extends { warnings: readonly WarningCode[] }>(
  result: R,
  warnings: readonly WarningCode[],
): R {
  return warnings.length === 0
    ? result
    : Object.freeze({ ...result, warnings: Object.freeze([...warnings]) });
}

const NONE: readonly WarningCode[] = Object.freeze([]);

function toResult(source: SourceId, ruling: Ruling, basis: Mapped['basis'], onDemand: boolean): TableResult {
  const { state, match, leg, rule } = ruling;
  const told = { basis, source, rule, warnings: NONE };
  if (state === null || match === null || leg === null)
    return Object.freeze({ outcome: 'no_change', state: null, leg: null, match: null, ...told });
  const chosen = onDemand && ruling.onDemand ? ruling.onDemand : { state, match };
  return Object.freeze({ outcome: 'mapped', state: chosen.state, leg, match: chosen.match, ...told });
}
