import { widened } from '../widened.ts';
import { PhraseAutomaton } from './automaton.ts';
import { Guards } from './guards.ts';
import { WORD } from './normalise.ts';
import { parsePattern } from './pattern.ts';
import type { LanguageRules, TextRule } from './rows.ts';
import { type Hit, type Phrase, Reached, Sequences } from './sequences.ts';

/** So much of a text is read: no event says more. */
const LONGEST_TEXT = 10_000;
/** A guard stands nearer than that. */
const LONGEST_REACH = 200;
const MOST_HITS = 8;

/** A rule, and how often it was met. */
export interface Rule {
  readonly row: TextRule;
  readonly name: string;
  readonly guards: readonly number[];
  /** The text that it was met in last, and how often there. */
  text: number;
  hits: number;
}

/** Finds the matches of all rules and guards of several languages at once, in one pass. */
export class Matcher {
  readonly #rules: Rule[] = [];
  readonly #sequences: Sequences = new Sequences();
  readonly #guards: Guards = new Guards(this.#sequences);
  readonly #automaton: PhraseAutomaton = new PhraseAutomaton();
  readonly #phrases: Phrase[] = [];
  #isGuard: Uint8Array = new Uint8Array(256);

  /** @param languages - The rules of each language, by its code. */
  constructor(languages: Readonly<Record<string, LanguageRules>>) {
    for (const [language, { rules, guards }] of Object.entries(languages)) {
      const first = this.#guards.size;
      for (const row of guards) {
        this.#add(row.pattern, this.#guards.size, true);
        this.#guards.add(row, `${language}/${row.id}`);
      }
      for (const row of rules) {
        this.#add(row.pattern, this.#rules.length, false);
        const own = guards.flatMap(({ id }, i) => (row.guards.includes(id) ? [first + i] : []));
        this.#rules.push({ row, name: `text:${language}/${row.id}`, guards: own, text: -1, hits: 0 });
      }
    }
  }

  /** All matches of rules in a text. What is asked of them is answered until the next text. */
  find(text: string): Hit[] {
    this.#sequences.begin(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text);
    this.#guards.begin();
    const { codes, kinds, length } = this.#sequences.text;
    const automaton = this.#automaton;
    automaton.begin();
    const hits: Hit[] = [];
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
        if (this.#isGuard[id] === 1) this.#guards.keep(id, start, at);
        else this.#advance(this.#phrases[id] as Phrase, start, at, hits);
      }
    }
    // The guards are looked for only where a rule that has them matched.
    for (const hit of hits) this.#guards.need(this.ruleOf(hit).guards);
    if (hits.length > 0) this.#guards.find(this.#phrases);
    // What stands at the very end of what was read may go on in what was not.
    return text.length > LONGEST_TEXT ? hits.filter(({ end }) => end < length - LONGEST_REACH) : hits;
  }

  #advance(phrase: Phrase, start: number, end: number, hits: Hit[]): void {
    const from = this.#sequences.advance(phrase, start, end);
    if (from < 0) return;
    const rule = this.#rules[phrase.owner] as Rule;
    if (rule.text !== this.#sequences.number) {
      rule.text = this.#sequences.number;
      rule.hits = 0;
    }
    // In a text that says the same over and over, the first few places tell as much as all.
    if (rule.hits++ < MOST_HITS) hits.push({ owner: phrase.owner, start: from, end });
  }

  /** The guard that takes a match away; null where none does. */
  guardOf(hit: Hit): Hit | null {
    const { row, guards } = this.ruleOf(hit);
    return (row.state === null ? null : this.#guards.question(hit)) ?? this.#guards.against(hit, guards);
  }

  ruleOf(hit: Hit): Rule {
    return this.#rules[hit.owner] as Rule;
  }

  guardName(guard: Hit): string {
    return this.#guards.nameOf(guard);
  }

  /** Where a hit stands in the original text. */
  rangeOf({ start, end }: Hit): [start: number, end: number] {
    const { places, length, end: whole } = this.#sequences.text;
    // A match ends behind its last character: separators that were left out behind it do not belong to it.
    return [places[start] as number, end < length ? (places[end - 1] as number) + 1 : whole];
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
        const id = this.#phrases.push({ owner, before, gap, reached }) - 1;
        this.#automaton.add(phrase, id);
        if (id === this.#isGuard.length) this.#isGuard = widened(this.#isGuard);
        this.#isGuard[id] = guard ? 1 : 0;
        before = reached;
      }
    }
  }
}
