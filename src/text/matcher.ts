import { widened } from '../widened.ts';
import { PhraseAutomaton } from './automaton.ts';
import { CLAUSE, Normalised, QUESTION, SENTENCE, WORD } from './normalise.ts';
import { parsePattern } from './pattern.ts';
import type { LanguageRules, TextGuard, TextRule } from './rows.ts';

/** A question says nothing: this guard is that of all rules. Behind a match it is looked for so far. */
const QUESTION_GUARD = -1;
const LONGEST_QUESTION = 120;

/** So much of a text is read: no event says more. */
const LONGEST_TEXT = 10_000;
/** A guard stands nearer than that. */
const LONGEST_REACH = 200;

/** How many places of one rule are looked at in one text. */
const MOST_HITS = 8;

/** Where a phrase stands in the current text: its last two places, since the last one may overlap what follows. */
class Reached {
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

  /** Where what ended there began. */
  startOf(end: number): number {
    return end === this.#end ? this.#start : this.#olderStart;
  }
}

/** A phrase of a rule or guard: what it follows, and what is noted of it for what follows it. */
interface Use {
  /** A rule's number, or a guard's where `guard` is set. */
  readonly owner: number;
  readonly guard: boolean;
  /** The phrase before it, and how far away that may be; null where it is the first one. */
  readonly before: Reached | null;
  readonly gap: number;
  /** Null where it is the last one, and the sequence complete. */
  readonly reached: Reached | null;
}

/** A rule, and how often it was met. */
export interface Rule {
  readonly row: TextRule;
  readonly name: string;
  readonly language: string;
  /** The numbers of the guards that take its matches away. */
  readonly guards: readonly number[];
  /** The text that it was met in last, and how often there. */
  text: number;
  hits: number;
}

interface Guard {
  readonly row: TextGuard;
  readonly name: string;
  /** The text in which it was needed last. */
  text: number;
}

/** Where a rule or guard stands in the current text: `owner` is its number. */
export interface Hit {
  readonly owner: number;
  readonly start: number;
  readonly end: number;
}

/** Finds the matches of all rules and guards of several languages at once, in one pass. */
export class Matcher {
  readonly #rules: Rule[] = [];
  readonly #guards: Guard[] = [];
  readonly #automaton: PhraseAutomaton = new PhraseAutomaton();
  readonly #uses: Use[] = [];
  readonly #text: Normalised = new Normalised();
  /** The guards' places in the current text, in order. */
  readonly #guarded: Hit[][] = [];
  /** The guards that have places there. */
  readonly #touched: number[] = [];
  /** The phrases of guards in the current text: use, start and end of each. */
  #later: Int32Array = new Int32Array(3 * 256);
  #kept = 0;
  /** Which uses are those of guards. */
  #isGuard: Uint8Array = new Uint8Array(256);
  #number = 0;

  /** @param languages - The rules of each language, by its code. */
  constructor(languages: Readonly<Record<string, LanguageRules>>) {
    for (const [language, { rules, guards }] of Object.entries(languages)) {
      const first = this.#guards.length;
      for (const row of guards) {
        this.#add(row.pattern, this.#guards.length, true);
        this.#guards.push({ row, name: `${language}/${row.id}`, text: -1 });
        this.#guarded.push([]);
      }
      for (const row of rules) {
        this.#add(row.pattern, this.#rules.length, false);
        const own = guards.flatMap(({ id }, i) => (row.guards.includes(id) ? [first + i] : []));
        this.#rules.push({
          row,
          name: `text:${language}/${row.id}`,
          language,
          guards: own,
          text: -1,
          hits: 0,
        });
      }
    }
  }

  /** All matches of rules in a text. What is asked of them is answered until the next text. */
  find(text: string): Hit[] {
    const normal = this.#text;
    normal.set(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text);
    const { codes, kinds, length } = normal;
    const automaton = this.#automaton;
    automaton.begin();
    const hits: Hit[] = [];
    for (const guard of this.#touched) (this.#guarded[guard] as Hit[]).length = 0;
    this.#touched.length = 0;
    this.#kept = 0;
    this.#number++;
    let state = 0;
    for (let at = 0; at < length; ) {
      state = automaton.step(state, codes[at] as number);
      at++;
      const mark = automaton.marks[state] as number;
      if (mark === 0) continue;
      const { ends } = automaton;
      const goesOn = at < length && kinds[at] === WORD && kinds[at - 1] === WORD;
      const last = mark + 2 * (ends[mark] as number);
      for (let i = mark + 1; i < last; i += 2) {
        const long = ends[i + 1] as number;
        if (goesOn && long > 0) continue;
        const id = ends[i] as number;
        const start = at - (long < 0 ? -long : long);
        if (this.#isGuard[id] === 1) this.#keep(id, start, at);
        else this.#advance(this.#uses[id] as Use, start, at, hits);
      }
    }
    if (hits.length > 0) this.#findGuards(hits);
    // What stands at the very end of what was read may go on in what was not.
    return text.length > LONGEST_TEXT ? hits.filter(({ end }) => end < length - LONGEST_REACH) : hits;
  }

  /** Keeps a phrase of a guard until it is known whether the guard is needed. */
  #keep(id: number, start: number, end: number): void {
    if (this.#kept + 3 > this.#later.length) {
      this.#later = widened(this.#later);
    }
    this.#later[this.#kept++] = id;
    this.#later[this.#kept++] = start;
    this.#later[this.#kept++] = end;
  }

  /** The guards are looked at only where a rule that has them matched. */
  #findGuards(hits: readonly Hit[]): void {
    const later = this.#later;
    const length = this.#kept;
    for (const { owner } of hits)
      for (const guard of (this.#rules[owner] as Rule).guards)
        (this.#guards[guard] as Guard).text = this.#number;
    for (let i = 0; i < length; i += 3) {
      const use = this.#uses[later[i] as number] as Use;
      if ((this.#guards[use.owner] as Guard).text !== this.#number) continue;
      const places = this.#guarded[use.owner] as Hit[];
      const before = places.length;
      this.#advance(use, later[i + 1] as number, later[i + 2] as number, places);
      if (before === 0 && places.length > 0) this.#touched.push(use.owner);
    }
  }

  /** A phrase was found: its sequence comes a step further, or is complete. Phrases come in the order of their ends. */
  #advance({ owner, guard, before, gap, reached }: Use, start: number, end: number, hits: Hit[]): void {
    let from = start;
    if (before !== null) {
      const last = before.endBefore(this.#number, start);
      if (last < 0 || start - last > gap || this.#crosses(last, start, SENTENCE)) return;
      from = before.startOf(last);
    }
    if (reached !== null) {
      reached.note(this.#number, from, end);
      return;
    }
    if (!guard) {
      const rule = this.#rules[owner] as Rule;
      if (rule.text !== this.#number) {
        rule.text = this.#number;
        rule.hits = 0;
      }
      // In a text that says the same over and over, the first few places tell as much as all.
      if (rule.hits++ >= MOST_HITS) return;
    }
    hits.push({ owner, start: from, end });
  }

  /** Whether a separator that is at least so strong stands between two places. */
  #crosses(from: number, to: number, strength: number): boolean {
    for (let at = from; at < to; at++) if ((this.#text.kinds[at] as number) >= strength) return true;
    return false;
  }

  /** The guard that takes a match away; null where none does. */
  guardOf(hit: Hit): Hit | null {
    if (this.#text.asks && this.ruleOf(hit).row.state !== null && this.#isAsked(hit))
      return { owner: QUESTION_GUARD, start: hit.end, end: hit.end };
    for (const number of (this.#rules[hit.owner] as Rule).guards) {
      const places = this.#guarded[number] as Hit[];
      if (places.length === 0) continue;
      const { side, reach } = (this.#guards[number] as Guard).row;
      if (side === 'text') return places[0] as Hit;
      const at = firstFrom(places, hit.start);
      const next = places[at];
      if (next && next.start < hit.end) return next;
      // The nearest one is enough: what takes it out of reach takes those behind it out of reach too.
      const near = side === 'before' ? places[at - 1] : next;
      if (!near) continue;
      const [from, to] = side === 'before' ? [near.end, hit.start] : [hit.end, near.start];
      if (to - from <= reach && !this.#crosses(from, to, CLAUSE)) return near;
    }
    return null;
  }

  /** Whether the sentence of a match is a question. */
  #isAsked({ end }: Hit): boolean {
    const { codes, kinds, length } = this.#text;
    for (let at = end; at < Math.min(length, end + LONGEST_QUESTION); at++)
      if (kinds[at] === SENTENCE) return codes[at] === QUESTION;
    return false;
  }

  /** The rule of a match. */
  ruleOf(hit: Hit): Rule {
    return this.#rules[hit.owner] as Rule;
  }

  /** The name of a guard. */
  guardName(guard: Hit): string {
    return guard.owner === QUESTION_GUARD ? 'question' : (this.#guards[guard.owner] as Guard).name;
  }

  /** Where a hit stands in the original text. */
  rangeOf({ start, end }: Hit): [start: number, end: number] {
    const { places, length, end: whole } = this.#text;
    return [places[start] as number, end < length ? trimmed(places, end) : whole];
  }

  #add(pattern: string, owner: number, guard: boolean): void {
    // Sequences that begin in the same way share their beginning.
    const shared = new Map<string, Reached>();
    for (const { phrases, gaps } of parsePattern(pattern)) {
      let before: Reached | null = null;
      let path = '';
      for (const [stage, phrase] of phrases.entries()) {
        const gap = gaps[stage - 1] ?? 0;
        path += `${gap} ${JSON.stringify(phrase)}`;
        const last = stage === phrases.length - 1;
        const known = last ? undefined : shared.get(path);
        if (known) {
          before = known;
          continue;
        }
        const reached: Reached | null = last ? null : new Reached();
        if (reached) shared.set(path, reached);
        this.#automaton.add(phrase, this.#uses.length);
        if (this.#uses.length === this.#isGuard.length) this.#isGuard = widened(this.#isGuard);
        this.#isGuard[this.#uses.length] = guard ? 1 : 0;
        this.#uses.push({ owner, guard, before, gap, reached });
        before = reached;
      }
    }
  }
}

/** A match ends behind its last character; separators that were left out behind it do not belong to it. */
const trimmed = (places: Int32Array, end: number) => (places[end - 1] as number) + 1;

/** The first of the places, in order of their ends, that ends behind a position. */
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
