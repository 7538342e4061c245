import { widened } from '../widened.ts';
import { MOST_CHARACTERS, NEAR, PhraseGraph } from './graph.ts';
import { kindOfCode, WORD } from './normalise.ts';
import { PatternError, type PatternNode } from './pattern.ts';

/** So many states are kept; then they are found anew. */
const MOST_STATES = 100_000;

interface State {
  /** Positions that may come next, each with how many characters its phrase has so far: position * 256 + length. */
  readonly items: readonly number[];
  /** Whether the last character belongs to a word, so that no phrase begins with a letter here. */
  readonly inWord: boolean;
}

const START: State = { items: [], inWord: false };

/**
 * Finds all phrases of a text in one pass, with one step for each character. The patterns make a non-deterministic
 * automaton; the states of the deterministic one are worked out when a text first needs them, since texts need few of
 * the many that there are.
 */
export class PhraseAutomaton {
  readonly #graph: PhraseGraph = new PhraseGraph();
  readonly #numbers: Uint16Array = this.#graph.numbers;
  /** Of each state, where the characters of ASCII lead to, without a search; -1 where that is not known yet. */
  #near: Int32Array = new Int32Array(NEAR * 256).fill(-1);
  /** The steps by all other characters: a hash table of pairs, from state and character to state. */
  #table: Int32Array = new Int32Array(1 << 15).fill(-1);
  #steps = 0;
  #states: State[] = [START];
  #named = new Map<string, number>();
  /** The state that a character leads to where it continues nothing. */
  #begun = new Map<number, number>();
  /** Where the phrases that end in each state stand among {@link ends}; 0 where there is none. */
  marks: Int32Array = new Int32Array(256);
  /** For each such state: how many phrases, then of each its number and its length, below 0 where its last word may go on. */
  ends: number[] = [0];

  /** Adds a phrase under a number. */
  add(phrase: readonly PatternNode[], id: number): void {
    this.#graph.add(phrase, id);
  }

  /** Has to be called before a text is read. */
  begin(): void {
    if (this.#states.length <= MOST_STATES) return;
    this.#states = [START];
    this.marks.fill(0);
    this.ends = [0];
    this.#named = new Map();
    this.#begun = new Map();
    this.#table.fill(-1);
    this.#near.fill(-1);
    this.#steps = 0;
  }

  /** The state that a character leads to. The first state is 0. */
  step(state: number, code: number): number {
    const number = this.#numbers[code] || this.#graph.numberOf(code);
    if (number < NEAR) {
      const next = this.#near[state * NEAR + number] as number;
      return next >= 0 ? next : this.#learn(state, code, number);
    }
    const key = state * MOST_CHARACTERS + number;
    const table = this.#table;
    const mask = table.length - 2;
    for (let slot = slotOf(key) & mask; ; slot = (slot + 2) & mask) {
      const found = table[slot];
      if (found === key) return table[slot + 1] as number;
      if (found === -1) return this.#learn(state, code, number);
    }
  }

  #learn(state: number, code: number, number: number): number {
    const { items, inWord } = this.#states[state] as State;
    const isWord = kindOfCode(code) === WORD;
    const targets = new Set<number>();
    for (const item of items) {
      if (this.#graph.characterAt(item >> 8) === code) this.#follow(item >> 8, (item & 255) + 1, targets);
    }
    const begins = !(inWord && isWord);
    // Most characters that begin a phrase continue none: what they lead to is worked out once.
    const alone = begins && targets.size === 0;
    let next = alone ? this.#begun.get(code) : undefined;
    if (next === undefined) {
      if (begins) for (const start of this.#graph.first(code)) this.#follow(start, 1, targets);
      next = this.#state(targets, isWord);
      if (alone) this.#begun.set(code, next);
    }
    if (number < NEAR) {
      this.#near[state * NEAR + number] = next;
      return next;
    }
    if (++this.#steps * 4 > this.#table.length) this.#grow();
    put(this.#table, state * MOST_CHARACTERS + number, next);
    return next;
  }

  #follow(position: number, length: number, targets: Set<number>): void {
    if (length > 255) throw new PatternError('expected phrases of at most 255 characters');
    for (const next of this.#graph.follow(position))
      targets.add(next < 0 ? next * 256 - length : next * 256 + length);
  }

  #state(targets: ReadonlySet<number>, inWord: boolean): number {
    if (targets.size === 0 && !inWord) return 0;
    const ordered = [...targets].sort((a, b) => a - b);
    const name = `${inWord ? 'w' : ''}${ordered.join()}`;
    let state = this.#named.get(name);
    if (state === undefined) {
      state = this.#states.length;
      this.#named.set(name, state);
      if ((state + 1) * NEAR > this.#near.length) {
        const wider = new Int32Array(this.#near.length * 2).fill(-1);
        wider.set(this.#near);
        this.#near = wider;
        this.marks = widened(this.marks);
      }
      this.#states.push({ items: ordered.filter((target) => target >= 0), inWord });
      const ends = ordered.filter((target) => target < 0).flatMap(endOf);
      if (ends.length > 0) {
        this.marks[state] = this.ends.length;
        this.ends.push(ends.length / 2, ...ends);
      }
    }
    return state;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Int32Array(old.length * 2).fill(-1);
    for (let slot = 0; slot < old.length; slot += 2)
      if (old[slot] !== -1) put(this.#table, old[slot] as number, old[slot + 1] as number);
  }
}

/** An end as it stands among the targets of a step: (-1 - 2 * id - open) * 256 - length. */
function endOf(target: number): [id: number, length: number] {
  const length = -target & 255;
  const code = -1 - (target + length) / 256;
  return [code >> 1, (code & 1) === 1 ? -length : length];
}

function put(table: Int32Array, key: number, next: number): void {
  const mask = table.length - 2;
  let slot = slotOf(key) & mask;
  while (table[slot] !== -1) slot = (slot + 2) & mask;
  table[slot] = key;
  table[slot + 1] = next;
}

const slotOf = (key: number) => ((Math.imul(key, 0x9e3779b1) >>> 12) ^ (key >>> 3)) << 1;
