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

/** A carrier's name as it is compared; null where there is none. */
export function carrierKey(raw: unknown): string | null {
  return readCode(raw)?.code.toLowerCase() ?? null;
}

/** The layer of an override that may not say it. */
export const layerOf = ({ layer, carrier_id }: Override): (typeof LAYERS)[number] =>
  layer ?? (carrier_id == null ? 'source' : 'carrier');

/** The codes of an override as events would carry them; null where it names none. */
export const codesOf = ({
  status_code,
  substatus_code,
}: Override): [status: string | null, substatus: string | null] => [
  readCode(status_code)?.code ?? null,
  readCode(substatus_code)?.code ?? null,
];
