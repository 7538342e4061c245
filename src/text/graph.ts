import { kindOfCode, SPACE, UNSPACED, WORD } from './normalise.ts';
import { PatternError, type PatternNode } from './pattern.ts';

/** How many different characters there may be, with {@link OTHER} counted in. */
export const MOST_CHARACTERS = 4096;
/** Characters that stand in no pattern have a number by their kind. */
const OTHER = 8;
/** The numbers below are those of ASCII. */
export const NEAR = 64;
const ASCII = ' abcdefghijklmnopqrstuvwxyz0123456789';

/** What stands in place of a character where a word may go on. */
const OPEN = -1;

/** The non-deterministic automaton of all phrases: each position is a character of a pattern. */
export class PhraseGraph {
  /** A number for each character that was met; 0 for all others. */
  readonly numbers: Uint16Array = new Uint16Array(65536);
  #known = NEAR;
  /** Each position's character, and what may follow it: positions, and below 0 the ends of phrases. */
  readonly #characters: number[] = [];
  readonly #follows: (readonly number[])[] = [];
  readonly #closed: (readonly number[] | undefined)[] = [];
  /** The positions with which phrases begin, by their character. */
  readonly #first = new Map<number, number[]>();

  constructor() {
    for (const [i, character] of [...ASCII].entries()) this.numbers[character.charCodeAt(0)] = OTHER + 1 + i;
  }

  /** Adds a phrase under a number. Its end is -1 - 2 * id, one less where its last word may go on. */
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

  first(code: number): readonly number[] {
    return this.#first.get(code) ?? [];
  }

  /** The character of a position, -1 for the place where a word may go on. */
  characterAt(position: number): number {
    return this.#characters[position] as number;
  }

  /** The number of a character that has none yet: those of no pattern are told apart by their kind only. */
  numberOf(code: number): number {
    const number = kindOfCode(code);
    this.numbers[code] = number;
    return number;
  }

  follow(position: number): readonly number[] {
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
}
