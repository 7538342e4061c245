import type { AnomalyCode } from '../../shipments/anomalies.ts';
import type { ProState } from '../../tables/index.ts';
import { ranked } from '../annotate/counts.ts';

/** Counts shipments by their state, and what was odd about them. */
export class Tally {
  shipments = 0;
  readonly #states = new Map<ProState | '', number>();
  readonly #anomalies = new Map<AnomalyCode, number>();

  /** Counts a shipment; one without a state under the empty name. */
  add(state: ProState | null, odd: readonly { readonly code: AnomalyCode }[]): void {
    this.shipments++;
    this.#states.set(state ?? '', (this.#states.get(state ?? '') ?? 0) + 1);
    for (const { code } of odd) this.#anomalies.set(code, (this.#anomalies.get(code) ?? 0) + 1);
  }

  states(): Partial<Record<ProState | '', number>> {
    return ranked(this.#states);
  }

  anomalies(): Partial<Record<AnomalyCode, number>> {
    return ranked(this.#anomalies);
  }
}
