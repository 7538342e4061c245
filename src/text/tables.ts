import type { ProState } from '../tables/index.ts';
import { textTables } from './generated.ts';
import type { LanguageRules, TextGuard, TextRule } from './rows.ts';

/** The rules and guards of each language. Source: data/text. */
export function readTextTables(): Readonly<Record<string, LanguageRules>> {
  return Object.fromEntries(
    Object.entries(textTables).map(([language, table]) => [language, readLanguage(table)]),
  );
}

/** Rules have four facts, guards three: {@link textTables} is written by scripts/tables/generate.ts. */
function readLanguage([patterns, facts]: readonly [string, string]): LanguageRules {
  const rules: TextRule[] = [];
  const guards: TextGuard[] = [];
  const lines = facts.split('\n');
  for (const [i, pattern] of patterns.split('\n').entries()) {
    const [id, told, marks, named] = (lines[i] as string).split('\t') as [string, string, string, string?];
    if (named === undefined) {
      guards.push({ id, pattern, side: told as TextGuard['side'], reach: Number(marks) });
      continue;
    }
    rules.push({
      id,
      pattern,
      state: told === '' ? null : (told as ProState),
      leg: marks[0] === '1' ? 'return' : 'outbound',
      rank: Number(marks[1]),
      confidence: marks[2] === '1' ? 'low' : 'high',
      guards: named === '' ? [] : named.split('|'),
    });
  }
  return { rules, guards };
}
