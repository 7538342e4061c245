import { Normalised, SENTENCE } from './normalise.ts';

/** Where a rule or guard stands in the current text: `owner` is its number. */
export interface Hit {
  readonly owner: number;
  readonly start: number;
  readonly end: number;
}

/** Where a phrase stands in the current text: its last two places, since the last one may overlap what follows. */
export class Reached {
  #text = -1;
  #start = 0;
  #end = 0;
  #olderStart = 0;
  #olderEnd = 0;

  note(text: number, start: number, end: number): void {
    if (this.#text !== text) this.#end = this.#olderEnd = 0;
    this.#text = text;
    if (this.#end === end) {
      // Of two ways to the same place the one that began earlier is the longer match.
      this.#start = Math.min(this.#start, start);
      return;
    }
    this.#olderStart = this.#start;
    this.#olderEnd = this.#end;
    this.#start = start;
    this.#end = end;
  }

  /** Where it ended last before a position; -1 where it did not. */
  endBefore(text: number, position: number): number {
    if (this.#text !== text) return -1;
    if (this.#end <= position) return this.#end || -1;
    return this.#olderEnd > 0 && this.#olderEnd <= position ? this.#olderEnd : -1;
  }

  startOf(end: number): number {
    return end === this.#end ? this.#start : this.#olderStart;
  }
}

/** A phrase of a rule or guard: what it follows, and what is noted of it for what follows it. */
export interface Phrase {
  readonly owner: number;
  /** The phrase before it, and how far away that may be; null where it is the first one. */
  readonly before: Reached | null;
  readonly gap: number;
  /** Null where it is the last one, and the sequence complete. */
  readonly reached: Reached | null;
}

/** Follows sequences of phrases through one text after the other. */
export class Sequences {
  readonly text: Normalised = new Normalised();
  number = 0;

  begin(text: string): void {
    this.text.set(text);
    this.number++;
  }

  /**
   * A phrase was found: its sequence comes a step further. Phrases come in the order of their ends.
   *
   * @returns Where the sequence began that is complete now; -1 where none is.
   */
  advance({ before, gap, reached }: Phrase, start: number, end: number): number {
    let from = start;
    if (before !== null) {
      const last = before.endBefore(this.number, start);
      if (last < 0 || start - last > gap || this.crosses(last, start, SENTENCE)) return -1;
      from = before.startOf(last);
    }
    if (reached === null) return from;
    reached.note(this.number, from, end);
    return -1;
  }

  /** Whether a separator that is at least so strong stands between two places. */
  crosses(from: number, to: number, strength: number): boolean {
    const { kinds } = this.text;
    for (let at = from; at < to; at++) if ((kinds[at] as number) >= strength) return true;
    return false;
  }
}
