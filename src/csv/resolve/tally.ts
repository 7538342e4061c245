import type { AnomalyCode } from '../../shipments/anomalies.ts';
import type { ResolvedShipment } from '../../shipments/resolve.ts';
import type { ProState } from '../../tables/index.ts';
import { ranked } from '../annotate/counts.ts';

/** Counts shipments by their state, and what was odd about them. */
export class Tally {
  shipments = 0;
  readonly #states = new Map<ProState | '', number>();
  readonly #anomalies = new Map<AnomalyCode, number>();

  /** Counts a shipment; one without a state under the empty name. */
  count(state: ProState | '', anomalies: readonly AnomalyCode[]): void {
    this.shipments++;
    this.#states.set(state, (this.#states.get(state) ?? 0) + 1);
    for (const code of anomalies) this.#anomalies.set(code, (this.#anomalies.get(code) ?? 0) + 1);
  }

  /** Counts a resolved shipment. */
  add({ state, anomalies }: ResolvedShipment): void {
    this.count(
      state ?? '',
      anomalies.map(({ code }) => code),
    );
  }

  states(): Partial<Record<ProState | '', number>> {
    return ranked(this.#states);
  }

  anomalies(): Partial<Record<AnomalyCode, number>> {
    return ranked(this.#anomalies);
  }
}
