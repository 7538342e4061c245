import { widened } from '../widened.ts';
import { CLAUSE, QUESTION, SENTENCE } from './normalise.ts';
import type { TextGuard } from './rows.ts';
import type { Hit, Phrase, Sequences } from './sequences.ts';

/** A question says nothing: this guard is that of all rules. Behind a match it is looked for so far. */
const QUESTION_GUARD = -1;
const LONGEST_QUESTION = 120;

interface Guard {
  readonly row: TextGuard;
  readonly name: string;
  /** The text in which it was needed last. */
  text: number;
  /** Its places in the current text, in order of their ends. */
  readonly places: Hit[];
}

/** The guards of all rules, and where they stand in the current text. */
export class Guards {
  readonly #guards: Guard[] = [];
  /** Those that have places in the current text. */
  readonly #touched: Guard[] = [];
  /** The phrases of guards in the current text: number, start and end of each. */
  #kept: Int32Array = new Int32Array(3 * 256);
  #length = 0;

  constructor(private readonly sequences: Sequences) {}

  get size(): number {
    return this.#guards.length;
  }

  add(row: TextGuard, name: string): void {
    this.#guards.push({ row, name, text: -1, places: [] });
  }

  /** Forgets the text before. */
  begin(): void {
    for (const { places } of this.#touched) places.length = 0;
    this.#touched.length = 0;
    this.#length = 0;
  }

  /** Keeps a phrase of a guard until it is known whether the guard is needed. */
  keep(id: number, start: number, end: number): void {
    if (this.#length + 3 > this.#kept.length) this.#kept = widened(this.#kept);
    this.#kept[this.#length++] = id;
    this.#kept[this.#length++] = start;
    this.#kept[this.#length++] = end;
  }

  /** Says that a rule matched that has these guards. */
  need(numbers: readonly number[]): void {
    for (const number of numbers) (this.#guards[number] as Guard).text = this.sequences.number;
  }

  /** Finds the places of the guards that are needed. */
  find(phrases: readonly Phrase[]): void {
    const kept = this.#kept;
    for (let i = 0; i < this.#length; i += 3) {
      const phrase = phrases[kept[i] as number] as Phrase;
      const guard = this.#guards[phrase.owner] as Guard;
      if (guard.text !== this.sequences.number) continue;
      const end = kept[i + 2] as number;
      const start = this.sequences.advance(phrase, kept[i + 1] as number, end);
      if (start < 0) continue;
      if (guard.places.push({ owner: phrase.owner, start, end }) === 1) this.#touched.push(guard);
    }
  }

  /** The first of some guards that takes a match away; null where none does. */
  against(hit: Hit, numbers: readonly number[]): Hit | null {
    for (const number of numbers) {
      const { row, places } = this.#guards[number] as Guard;
      if (places.length === 0) continue;
      const { side, reach } = row;
      if (side === 'text') return places[0] as Hit;
      const at = firstFrom(places, hit.start);
      const next = places[at];
      if (next && next.start < hit.end) return next;
      // The nearest one is enough: what takes it out of reach takes those behind it out of reach too.
      const near = side === 'before' ? places[at - 1] : next;
      if (!near) continue;
      const [from, to] = side === 'before' ? [near.end, hit.start] : [hit.end, near.start];
      if (to - from <= reach && !this.sequences.crosses(from, to, CLAUSE)) return near;
    }
    return null;
  }

  /** The question that a match stands in; null where it stands in none. */
  question({ end }: Hit): Hit | null {
    const { asks, codes, kinds, length } = this.sequences.text;
    if (!asks) return null;
    for (let at = end; at < Math.min(length, end + LONGEST_QUESTION); at++) {
      if (kinds[at] !== SENTENCE) continue;
      return codes[at] === QUESTION ? { owner: QUESTION_GUARD, start: end, end } : null;
    }
    return null;
  }

  /** The name of a guard by one of its places. */
  nameOf({ owner }: Hit): string {
    return owner === QUESTION_GUARD ? 'question' : (this.#guards[owner] as Guard).name;
  }
}

function firstFrom(places: readonly Hit[], position: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as Hit).end > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
