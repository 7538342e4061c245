import type { Leg, Match, ProState, SourceId } from '../tables/index.ts';
import type { TextMatch } from './inference.ts';

/** What can be odd about an event that was mapped all the same: each code and its meaning. */
export const WARNINGS = {
  status_mismatch: 'The sub-status is not listed under the given status; the sub-status decided.',
  unknown_substatus: 'The sub-status is not listed; the status alone decided.',
  code_repaired: 'A code carried spaces or spreadsheet damage (such as 204.0), which was taken off.',
  text_disagrees: 'The text of the event says another state than its code; the code decided.',
  refined_by_text: 'The code says little, and the text of the event decided.',
  ambiguous_label: 'The label names codes of different states; the main status of that name decided.',
} as const;

/** Why an event has no state: each reason and its meaning. */
export const REASONS = {
  unknown_code: 'The source lists no such code.',
  missing_code: 'The event has neither a code nor a listed label.',
  unknown_source: 'Nothing says which source the code belongs to, or it names one that is not known.',
  ambiguous_text: 'There is no usable code, and rules of different states read the text.',
  not_an_event: 'The value is not an object whose fields can be read.',
} as const;

/** A code of the closed list of warnings. */
export type WarningCode = keyof typeof WARNINGS;

/** A code of the closed list of reasons. */
export type UnmappedReason = keyof typeof REASONS;

/** The event has a PRO state, by a row of a table or of an override. */
export interface Mapped {
  readonly outcome: 'mapped';
  /** The PRO state. */
  readonly state: ProState;
  /** On the way to the recipient, or back to the sender. */
  readonly leg: Leg;
  /** How well the state fits the code; `assigned` where an override chose it. */
  readonly match: Match | 'assigned';
  /** What decided: the sub-status, the status alone, or the label. */
  readonly basis: 'substatus' | 'status' | 'label';
  readonly source: SourceId;
  /** The row that decided, such as `kd100:2/204`; an override's layer stands before it. */
  readonly rule: string;
  readonly warnings: readonly WarningCode[];
  /** What the text says where it disagrees. Only with `inferFromText`. */
  readonly text?: TextMatch;
}

/** The text of the event decided. Only with `inferFromText`. */
export type Inferred = (
  | { readonly outcome: 'mapped'; readonly state: ProState; readonly leg: Leg; readonly match: 'inferred' }
  | { readonly outcome: 'no_change'; readonly state: null; readonly leg: null; readonly match: null }
) & {
  readonly basis: 'text';
  /** The source that was asked for the code; null where none is known. */
  readonly source: SourceId | null;
  /** The rule that decided, such as `text:en/out-for-delivery`. */
  readonly rule: string;
  readonly warnings: readonly WarningCode[];
  /** Its words and how sure it is. */
  readonly text: TextMatch;
  /** With `arbitrate: 'refine'`: the code's row that yielded, and what it gave. */
  readonly overruled?: {
    readonly rule: string;
    readonly state: ProState;
    readonly match: Match | 'assigned' | 'inferred';
  };
};

/** The event is known and says nothing about the parcel: leave the state as it is. */
export interface NoChange extends Pick<Mapped, 'basis' | 'source' | 'rule' | 'warnings'> {
  readonly outcome: 'no_change';
  readonly state: null;
  readonly leg: null;
  readonly match: null;
}

/** The event has no state, and why. */
export interface Unmapped {
  readonly outcome: 'unmapped';
  readonly state: null;
  readonly leg: null;
  readonly match: null;
  readonly basis: null;
  readonly rule: null;
  readonly reason: UnmappedReason;
  /** The source that was asked; null where none is known. */
  readonly source: SourceId | null;
  readonly warnings: readonly WarningCode[];
  /** For `ambiguous_text`: what the rules read, one match for each state. */
  readonly candidates?: readonly TextMatch[];
}

/** The event has no state of its own, and the caller's `fallback` stands in. */
export interface Fallback {
  readonly outcome: 'mapped';
  readonly state: ProState;
  readonly leg: null;
  readonly match: 'assigned';
  readonly basis: 'fallback';
  /** Why there was nothing better. */
  readonly reason: UnmappedReason;
  readonly source: SourceId | null;
  readonly rule: 'fallback';
  readonly warnings: readonly WarningCode[];
}

/** What became of one tracking event. Results are frozen and may be shared between calls. */
export type MappingResult = Mapped | NoChange | Inferred | Unmapped | Fallback;
