import { widened } from '../widened.ts';
import { kindOfCode, SPACE, UNSPACED, WORD } from './normalise.ts';
import { PatternError, type PatternNode } from './pattern.ts';

/** How many different characters there may be, with {@link OTHER} counted in. */
const MOST_CHARACTERS = 4096;
/** So many states are kept; then they are found anew. */
const MOST_STATES = 100_000;
/** Characters that stand in no pattern have a number by their kind. */
const OTHER = 8;
/** The numbers below are those of ASCII: their steps stand in a table of their own, which needs no search. */
const NEAR = 64;
const ASCII = ' abcdefghijklmnopqrstuvwxyz0123456789';

/** What stands in place of a character where a word may go on. */
const OPEN = -1;

/** A state of the deterministic automaton. */
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
  /** The non-deterministic automaton: each position's character, and what may follow it (numbers below 0 are ends). */
  readonly #characters: number[] = [];
  readonly #follows: (readonly number[])[] = [];
  readonly #closed: (readonly number[] | undefined)[] = [];
  /** The positions with which phrases begin, by their character. */
  readonly #first = new Map<number, number[]>();
  /** A number for each character that was met. */
  readonly numbers: Uint16Array = new Uint16Array(65536);
  #known = NEAR;
  /** The state that each character near leads to, for each state; -1 where that is not known yet. */
  #near: Int32Array = new Int32Array(NEAR * 256).fill(-1);
  /** The deterministic automaton: a hash table of pairs, from state and character to state. */
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

  constructor() {
    for (const [i, character] of [...ASCII].entries()) this.numbers[character.charCodeAt(0)] = OTHER + 1 + i;
  }

  /** Adds a phrase under a number. */
  add(phrase: readonly PatternNode[], id: number): void {
    const starts = this.#compile(phrase, [-1 - 2 * id]);
    for (const start of this.#close(starts, 0)) {
      if (start < 0) throw new PatternError('expected words, found a phrase that may be empty');
      const character = this.#characters[start] as number;
      const same = this.#first.get(character);
      if (same) same.push(start);
      else this.#first.set(character, [start]);
    }
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
    const number = this.numbers[code] || this.#number(code);
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

  /** Characters of no pattern are told apart by their kind only. */
  #number(code: number): number {
    this.numbers[code] = kindOfCode(code);
    return this.numbers[code] as number;
  }

  /** From the last node to the first: what follows is known before what it follows. */
  #compile(nodes: readonly PatternNode[], follow: readonly number[]): readonly number[] {
    let next = follow;
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i] as PatternNode;
      if (node === 'open') next = [this.#position(OPEN, next)];
      else if ('choice' in node) next = [...new Set(node.choice.flatMap((way) => this.#compile(way, next)))];
      else
        for (let at = node.words.length - 1; at >= 0; at--)
          next = [this.#position(node.words.charCodeAt(at), next)];
    }
    return next;
  }

  #position(character: number, follow: readonly number[]): number {
    if (character >= 0 && (this.numbers[character] as number) <= OTHER)
      this.numbers[character] = ++this.#known;
    if (this.#known >= MOST_CHARACTERS)
      throw new PatternError(`expected at most ${MOST_CHARACTERS} different characters`);
    this.#follows.push(follow);
    return this.#characters.push(character) - 1;
  }

  /**
   * What may come next, behind a character of some kind (0 at the start). Texts have one space between words, none
   * beside a character of a script without spaces, and none at the ends of a phrase: those of the pattern are skipped.
   */
  #close(positions: readonly number[], before: number): readonly number[] {
    const all = new Set<number>();
    for (const position of positions) {
      const character = this.#characters[position];
      if (position < 0) all.add(position);
      else if (character === OPEN) {
        for (const next of this.#close(this.#follows[position] as readonly number[], SPACE)) {
          if (next >= 0) throw new PatternError('expected nothing behind *, which ends a phrase');
          all.add(next - 1);
        }
      } else if (character === 0x20) {
        const skips = before !== WORD;
        if (!skips) all.add(position);
        for (const next of this.#close(
          this.#follows[position] as readonly number[],
          skips ? before : SPACE,
        )) {
          if (skips || next < 0 || kindOfCode(this.#characters[next] as number) === UNSPACED) all.add(next);
        }
      } else all.add(position);
    }
    return [...all];
  }

  #closedFollow(position: number): readonly number[] {
    let closed = this.#closed[position];
    if (closed === undefined) {
      const kind = kindOfCode(this.#characters[position] as number);
      closed = this.#close(this.#follows[position] as readonly number[], kind);
      // A phrase that ends before a space has ended there already.
      if (kind === SPACE) closed = closed.filter((next) => next >= 0);
      this.#closed[position] = closed;
    }
    return closed;
  }

  #learn(state: number, code: number, number: number): number {
    const { items, inWord } = this.#states[state] as State;
    const isWord = kindOfCode(code) === WORD;
    const targets = new Set<number>();
    for (const item of items) {
      if (this.#characters[item >> 8] === code) this.#follow(item >> 8, (item & 255) + 1, targets);
    }
    const begins = !(inWord && isWord);
    // Most characters that begin a phrase continue none: what they lead to is worked out once.
    const alone = begins && targets.size === 0;
    let next = alone ? this.#begun.get(code) : undefined;
    if (next === undefined) {
      if (begins) for (const start of this.#first.get(code) ?? []) this.#follow(start, 1, targets);
      next = this.#state(targets, isWord);
      if (alone) this.#begun.set(code, next);
    }
    if (number < NEAR) {
      this.#near[state * NEAR + number] = next;
      return next;
    }
    if (++this.#steps * 4 > this.#table.length) this.#widen();
    put(this.#table, state * MOST_CHARACTERS + number, next);
    return next;
  }

  /** Where a position leads to: places as in a state, and ends below 0. */
  #follow(position: number, length: number, targets: Set<number>): void {
    if (length > 255) throw new PatternError('expected phrases of at most 255 characters');
    for (const next of this.#closedFollow(position))
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

  #widen(): void {
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
