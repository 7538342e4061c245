/** What a schema cannot say of the rules of texts: each check by name. */
import { didYouMean } from '../../src/suggest.ts';
import { parsePattern } from '../../src/text/pattern.ts';
import { TextReader } from '../../src/text/reader.ts';
import type { LanguageRules, TextRule } from '../../src/text/rows.ts';
import type { Fault, Tables, TextTable } from './read.ts';

type TextLine = TextTable['rows'][number];
type RuleLine = TextLine & { value: Extract<TextLine['value'], { kind: 'rule' }> };

/** States whose wrong answer is the worst: their rules have to be guarded. */
const GUARDED = ['delivered', 'customer_collected', 'returned_to_sender'];

/** The rules of the tables, as the reader takes them. */
export function textRules(texts: Tables['texts']): Record<string, LanguageRules> {
  return Object.fromEntries(
    [...texts].map(([language, { rows }]): [string, LanguageRules] => [
      language,
      {
        rules: rows.flatMap(({ value }) => (value.kind === 'rule' ? [value.rule as TextRule] : [])),
        guards: rows.flatMap(({ value }) => (value.kind === 'guard' ? [value.guard] : [])),
      },
    ]),
  );
}

/** Checks the rules of texts: their states, guards and patterns, and every example against all rules. */
export function lintTexts({ texts, proStates }: Tables): Fault[] {
  const faults: Fault[] = [];
  const states = new Map(proStates.rows.map(({ value }) => [value.state, value]));
  for (const table of texts.values()) {
    const report = ({ line }: TextLine, check: string, message: string) =>
      faults.push({ file: table.file, line, check, message });
    const guards = new Set(
      table.rows.flatMap(({ value }) => (value.kind === 'guard' ? [value.guard.id] : [])),
    );
    const used = new Set(table.rows.flatMap(({ value }) => (value.kind === 'rule' ? value.rule.guards : [])));
    const ids = new Set<string>();
    for (const row of table.rows) {
      const { pattern, id } = row.value.kind === 'rule' ? row.value.rule : row.value.guard;
      try {
        parsePattern(pattern);
      } catch (error) {
        report(row, 'bad_pattern', (error as Error).message);
      }
      if (row.value.kind === 'guard') {
        if (!used.has(id))
          report(row, 'unused_guard', `no rule names the guard ${id}: delete it, or name it`);
        continue;
      }
      const { state, guards: named } = row.value.rule;
      if (ids.has(id)) report(row, 'duplicate_rule', `${id} stands twice: give one of them another name`);
      ids.add(id);
      if (state !== null && !states.has(state))
        report(row, 'unknown_state', `${state} is not in pro-states.csv.${didYouMean(state, states.keys())}`);
      if (state !== null && states.get(state)?.systemOnly)
        report(row, 'forbidden_state', `${state} is set by PRO alone`);
      for (const name of named)
        if (!guards.has(name))
          report(row, 'unknown_guard', `there is no guard ${name}.${didYouMean(name, guards)}`);
      if (state !== null && GUARDED.includes(state) && named.length === 0)
        report(row, 'unguarded_rule', `a rule of ${state} needs guards: at least against its negation`);
      if (row.value.examples.length === 0 || row.value.counterexamples.length === 0)
        report(row, 'missing_example', 'expected at least one example and one counterexample');
    }
  }
  if (faults.length === 0) lintExamples(texts, faults);
  return faults;
}

/** Every example of every rule runs against the rules of all languages. */
function lintExamples(texts: Tables['texts'], faults: Fault[]): void {
  const reader = new TextReader(textRules(texts));
  for (const [language, table] of texts) {
    for (const row of table.rows as RuleLine[]) {
      if (row.value.kind !== 'rule') continue;
      const { rule, examples, counterexamples } = row.value;
      const name = `text:${language}/${rule.id}`;
      const report = (check: string, message: string) =>
        faults.push({ file: table.file, line: row.line, check, message });
      const decided = examples.map((text) => {
        const { match, candidates } = reader.read(text);
        const found = match
          ? `${match.state ?? 'no_change'} (${match.rule})`
          : candidates.map((other) => other.rule).join(' or ') || 'nothing';
        if (match === null || match.state !== rule.state)
          report('example', `${JSON.stringify(text)}: expected ${rule.state ?? 'no_change'}, found ${found}`);
        return match?.rule;
      });
      if (!decided.includes(name))
        report(
          'unreachable_rule',
          `none of the examples of ${rule.id} is decided by it: other rules are enough`,
        );
      for (const text of counterexamples) {
        const { match } = reader.read(text);
        if (match?.rule === name)
          report('counterexample', `${JSON.stringify(text)} is read by ${rule.id}: add a guard`);
      }
    }
  }
}
