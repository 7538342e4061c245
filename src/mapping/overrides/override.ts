import type { Leg, ProState, SourceId } from '../../tables/index.ts';
import { readCode } from '../codes.ts';

/** The layers of decisions, the last one winning. Below them all stand the tables. */
export const LAYERS = ['source', 'carrier', 'customer'] as const;

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
  /**
   * Default: `carrier` where a carrier is named, `source` otherwise. Within a layer a carrier's own override stands
   * over one for all carriers.
   */
  readonly layer?: (typeof LAYERS)[number] | null;
  /** Adds a code that the source does not list. */
  readonly define?: boolean | null;
  /** The line of the file that it came from, for messages. */
  readonly line?: number;
}

/** A carrier's name as it is compared; null where there is none. */
export function carrierKey(raw: unknown): string | null {
  return readCode(raw)?.code.toLowerCase() ?? null;
}

/** The codes of an override; null for one that it does not give. */
export function codesOf({ status_code, substatus_code }: Override): [string | null, string | null] {
  return [readCode(status_code)?.code ?? null, readCode(substatus_code)?.code ?? null];
}

export function layerOf({ layer, carrier_id }: Override): (typeof LAYERS)[number] {
  return layer ?? (carrierKey(carrier_id) === null ? 'source' : 'carrier');
}

/** The layer of an override, with its carrier where it is for one: `source`, or `carrier(dhl)`. */
export function placeOf(override: Override): string {
  const carrier = carrierKey(override.carrier_id);
  return carrier === null ? layerOf(override) : `${layerOf(override)}(${carrier})`;
}
