import type { MappingResult } from '../mapping/result.ts';
import type { ProStateInfo } from '../tables/index.ts';
import type { AnomalyCode } from './anomalies.ts';

/** One event on its way through the resolver. Times are milliseconds, NaN where there is none. */
export interface Step {
  readonly result: MappingResult;
  /** What is known of the state; null where there is none. */
  readonly info: ProStateInfo | null;
  /** What the clock showed, as if it showed UTC. */
  readonly wall: number;
  readonly instant: number;
  /** What it says: the rule, or the unmapped codes. */
  readonly meaning: string;
  /** Its words and its place, or one hash of both; '' or 0 where there are none. */
  readonly words: string | number;
  readonly location: string | number;
  /** Its time as text, where that tells more than the numbers. */
  readonly clock: string;
  /** The carrier that it names; '' where it names none. */
  readonly carrier: string;
  /** Where it stands in the caller's list. */
  readonly index: number;
  /** The list that it came in, and its place there from the oldest on; -1 where no order is known. */
  readonly list: number;
  readonly place: number;
  /** Its moment among the others: set when they are arranged. */
  moment: number;
}

/** Something odd, and the events that it is about. */
export interface Finding {
  readonly code: AnomalyCode;
  readonly steps: readonly Step[];
}

/** By instants; by what the clocks showed, where no event has an instant; or not at all, where none has a time. */
export type OrderedBy = 'instant' | 'wall_clock' | 'none';
