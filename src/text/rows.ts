import type { ProState } from '../tables/index.ts';
import type { Leg } from '../tables/rows.ts';

/** A rule that reads a state out of a text. Source: data/text. */
export interface TextRule {
  readonly id: string;
  /** In the language of src/text/pattern.ts. */
  readonly pattern: string;
  /** The state; null where the words say nothing about the parcel. */
  readonly state: ProState | null;
  readonly leg: Leg;
  /** 1 to 5: the higher one wins. */
  readonly rank: number;
  readonly confidence: 'high' | 'low';
  readonly guards: readonly string[];
}

/** Words that take the matches of rules away: a negation, a plan, a hand-over. */
export interface TextGuard {
  /** Its name within its language; several rows may share it. */
  readonly id: string;
  readonly pattern: string;
  /** Where it stands: before the match or behind it in its clause, or anywhere in the text. */
  readonly side: 'before' | 'after' | 'text';
  readonly reach: number;
}

/** The rules and guards of one language. */
export interface LanguageRules {
  readonly rules: readonly TextRule[];
  readonly guards: readonly TextGuard[];
}
