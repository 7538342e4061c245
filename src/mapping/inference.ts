import type { Leg, ProState } from '../tables/index.ts';

/** What a rule read in a text. `words` stand there from `start` to `end`, in UTF-16 units. */
export interface TextMatch {
  /** Such as `text:en/out-for-delivery`. */
  readonly rule: string;
  /** Null where the words say nothing about the parcel. */
  readonly state: ProState | null;
  readonly leg: Leg;
  readonly confidence: 'high' | 'low';
  readonly words: string;
  readonly start: number;
  readonly end: number;
}

/** What a text says. */
export interface TextReading {
  /** The rule that decided; null where none did. */
  readonly match: TextMatch | null;
  /** Where rules of different states are equally good: one match of each, and no decision. */
  readonly candidates: readonly TextMatch[];
}

/** Reads states out of texts: `inferFromText` of `trackstate/text` is one. */
export interface TextInference {
  /** What a text says. Never throws. */
  read(text: string): TextReading;
}

/** What happens where an event has a code and a text. */
export type Arbitration = 'report' | 'refine';
