import type { TextInference, TextMatch, TextReading } from '../mapping/inference.ts';
import { Matcher } from './matcher.ts';
import type { LanguageRules, TextRule } from './rows.ts';
import type { Hit } from './sequences.ts';

/** A match that a guard took away. */
export interface BlockedMatch extends TextMatch {
  /** Such as `en/not`. */
  readonly guard: string;
  /** The words of the guard. */
  readonly guardWords: string;
}

/** A reading with everything that led to it. */
export interface FullReading extends TextReading {
  /** All matches that no guard took away, the deciding one first. */
  readonly matches: readonly TextMatch[];
  readonly blocked: readonly BlockedMatch[];
}

/** Reads states out of texts, with the rules of several languages at once. */
export class TextReader implements TextInference {
  readonly #matcher: Matcher;

  /** @param languages - The rules of each language, by its code. */
  constructor(languages: Readonly<Record<string, LanguageRules>>) {
    this.#matcher = new Matcher(languages);
  }

  read(text: string): TextReading {
    const open = this.#matcher.find(text).filter((hit) => this.#matcher.guardOf(hit) === null);
    return this.#decide(text, open);
  }

  /** What a text says, with every match and every guard that took one away. */
  explain(text: string): FullReading {
    const hits = this.#matcher.find(text);
    const open = hits.filter((hit) => this.#matcher.guardOf(hit) === null);
    const blocked = hits.flatMap<BlockedMatch>((hit) => {
      const guard = this.#matcher.guardOf(hit);
      if (!guard) return [];
      const guardWords = text.slice(...this.#matcher.rangeOf(guard));
      return { ...this.#match(text, hit), guard: this.#matcher.guardName(guard), guardWords };
    });
    const matches = open.sort(this.#better).map((hit) => this.#match(text, hit));
    return { ...this.#decide(text, open), matches, blocked };
  }

  /** Higher rank first, then the longer match, then the earlier one. */
  readonly #better = (a: Hit, b: Hit): number =>
    this.#row(b).rank - this.#row(a).rank ||
    b.end - b.start - (a.end - a.start) ||
    a.start - b.start ||
    a.owner - b.owner;

  #decide(text: string, hits: readonly Hit[]): TextReading {
    let best: Hit | null = null;
    let torn = false;
    for (const hit of hits) {
      const row = this.#row(hit);
      const known: TextRule | null = best === null ? null : this.#row(best);
      if (known !== null && row.rank < known.rank) continue;
      if (known === null || row.rank > known.rank) torn = false;
      else if (row.state !== known.state) torn = true;
      if (best === null || this.#better(hit, best) < 0) best = hit;
    }
    if (best === null) return NOTHING_READ;
    return torn
      ? this.#settle(text, hits, this.#row(best).rank)
      : { match: this.#match(text, best), candidates: NONE };
  }

  /** Of rules of one rank and different states, those count that stand inside no longer match. */
  #settle(text: string, hits: readonly Hit[], rank: number): TextReading {
    const top = outermost(hits.filter((hit) => this.#row(hit).rank === rank)).sort(this.#better);
    const states = new Map(top.toReversed().map((hit) => [this.#row(hit).state, hit]));
    const candidates = top
      .filter((hit) => states.get(this.#row(hit).state) === hit)
      .map((hit) => this.#match(text, hit));
    const [match] = candidates;
    return match !== undefined && candidates.length === 1
      ? { match, candidates: NONE }
      : { match: null, candidates };
  }

  #row(hit: Hit): TextRule {
    return this.#matcher.ruleOf(hit).row;
  }

  #match(text: string, hit: Hit): TextMatch {
    const { row, name: rule } = this.#matcher.ruleOf(hit);
    const { state, leg, confidence } = row;
    const [start, end] = this.#matcher.rangeOf(hit);
    return { rule, state, leg, confidence, words: text.slice(start, end), start, end };
  }
}

const NONE: readonly never[] = Object.freeze([]);
const NOTHING_READ: TextReading = Object.freeze({ match: null, candidates: NONE });

function outermost(hits: readonly Hit[]): Hit[] {
  const ordered = [...hits].sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  let start = -1;
  return ordered.filter((hit) => {
    const inside = hit.end <= end && (hit.start > start || hit.end < end);
    if (hit.end > end) [start, end] = [hit.start, hit.end];
    return !inside;
  });
}
