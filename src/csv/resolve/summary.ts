import type { AnomalyCode } from '../../shipments/anomalies.ts';
import type { Summarised } from '../../shipments/summarise.ts';
import type { NoticeCode } from '../../sources/payload.ts';
import type { ProState, SourceId } from '../../tables/index.ts';
import { ranked, type UnmappedCode } from '../annotate/counts.ts';
import type { Dialect } from '../read/dialect.ts';
import type { Utf16 } from '../read/utf16.ts';

/** What became of the events and shipments of one file. `rows` is always `events` and `rejected` together. */
export interface ResolveSummary {
  readonly rows: number;
  readonly events: number;
  readonly rejected: number;
  readonly blankLines: number;
  readonly shipments: number;
  /** Shipments by current state; those without one under the empty name. */
  readonly states: Readonly<Partial<Record<ProState | '', number>>>;
  /** How many rows took the compiled fast path. */
  readonly fastRows: number;
  /** How often each anomaly was found. */
  readonly anomalies: Readonly<Partial<Record<AnomalyCode, number>>>;
  readonly rejects: Readonly<Record<string, number>>;
  /** What payloads said of the tracker: only where the input is JSON. */
  readonly notices?: Readonly<Partial<Record<NoticeCode, number>>>;
  /** Codes without a state, most frequent first. */
  readonly unmapped: readonly UnmappedCode[];
  /** With `grouped`: tracking numbers that came again after others, so that the file is not grouped. */
  readonly regrouped: number;
  /** Whose codes they are; null where each payload says it. */
  readonly source: SourceId | null;
  readonly columns: Readonly<Record<string, string>>;
  readonly timeZone: string | null;
  /** Null where the input is JSON. */
  readonly dialect:
    | (Pick<Dialect, 'delimiter' | 'lineEnd'> & { readonly encoding: Dialect['encoding'] | Utf16 })
    | null;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly seconds: number;
}

/** Counts shipments by their state, and what was odd about them. */
export class Tally {
  #shipments = 0;
  readonly #states = new Map<ProState | '', number>();
  readonly #anomalies = new Map<AnomalyCode, number>();

  add({ state, oddities }: Summarised): void {
    this.#shipments++;
    this.#states.set(state ?? '', (this.#states.get(state ?? '') ?? 0) + 1);
    for (const { code } of oddities) this.#anomalies.set(code, (this.#anomalies.get(code) ?? 0) + 1);
  }

  figures(): Pick<ResolveSummary, 'shipments' | 'states' | 'anomalies'> {
    return {
      shipments: this.#shipments,
      states: ranked(this.#states),
      anomalies: ranked(this.#anomalies),
    };
  }
}
