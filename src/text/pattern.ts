import { normalisePhrase } from './normalise.ts';

/** A part of a pattern: words, a choice between parts (one may be empty), or `*`: the last word may go on. */
export type PatternNode = { readonly words: string } | { readonly choice: readonly PatternNode[][] } | 'open';

/** Phrases that follow each other. `gaps[i]` is how far, in characters, phrase i + 1 may stand behind phrase i. */
export interface Sequence {
  readonly phrases: readonly (readonly PatternNode[])[];
  readonly gaps: readonly number[];
}

type Parsed = PatternNode | { readonly choice: readonly Parsed[][] } | { readonly gap: number };

/** How far two phrases may stand apart: `..` and `...`. */
const GAPS: Readonly<Record<string, number>> = { '..': 24, '...': 80 };

/** A pattern with gaps inside its choices may stand for so many sequences. */
const MOST_SEQUENCES = 400;

/** A pattern that cannot be read: the message says what was expected. */
export class PatternError extends Error {
  override name = 'PatternError';
}

/**
 * Reads a pattern. Its language: words as they stand; `(a|b)` a choice; `[a]` may be missing; `word*` may go on;
 * `..` up to 24 and `...` up to 80 characters between, within a sentence. `|` at the top separates whole patterns.
 *
 * @throws {PatternError}
 */
export function parsePattern(pattern: string): Sequence[] {
  const fail = (message: string): never => {
    throw new PatternError(`${message} in the pattern ${JSON.stringify(pattern)}`);
  };
  const tokens = pattern.match(/\.{2,}|[()[\]|*]|(?:[^()[\]|.*]|\.(?!\.))+/g) ?? [];
  let at = 0;
  const alternatives = (close: string | undefined): Parsed[][] => {
    const all: Parsed[][] = [[]];
    for (;;) {
      const token = tokens[at++];
      const current = all[all.length - 1] as Parsed[];
      if (token === undefined || token === ')' || token === ']') {
        if (token !== close) fail(`expected ${close ?? 'the end'}, found ${token ?? 'the end'}`);
        return all;
      }
      if (token === '|') all.push([]);
      else if (token === '(') current.push({ choice: alternatives(')') });
      else if (token === '[') current.push({ choice: [[], ...alternatives(']')] });
      else if (token === '*') current.push('open');
      else if (token.startsWith('..'))
        current.push({ gap: GAPS[token] ?? fail(`expected .. or ..., found ${token}`) });
      else current.push({ words: phrase(token, fail) });
    }
  };
  const flat = alternatives(undefined).flatMap((parts) => flatten(parts, fail));
  return flat.map((parts) => sequenceOf(parts, fail));
}

/** Words as the matcher sees texts; a space at either end stays. */
function phrase(token: string, fail: (message: string) => never): string {
  const words = normalisePhrase(token);
  if (/[,.?]/.test(words)) fail(`expected words without punctuation, found ${JSON.stringify(token)}`);
  return `${/^\s/.test(token) ? ' ' : ''}${words}${words !== '' && /\s$/.test(token) ? ' ' : ''}`;
}

const hasGap = (part: Parsed): boolean =>
  typeof part === 'object' &&
  ('gap' in part || ('choice' in part && part.choice.some((parts) => parts.some(hasGap))));

function flatten(parts: readonly Parsed[], fail: (message: string) => never): Parsed[][] {
  let all: Parsed[][] = [[]];
  for (const part of parts) {
    const ways =
      typeof part === 'object' && 'choice' in part && hasGap(part)
        ? part.choice.flatMap((way) => flatten(way, fail))
        : [[part]];
    all = all.flatMap((before) => ways.map((way) => [...before, ...way]));
    if (all.length > MOST_SEQUENCES)
      fail(`expected at most ${MOST_SEQUENCES} ways through the gaps, found more`);
  }
  return all;
}

function sequenceOf(parts: readonly Parsed[], fail: (message: string) => never): Sequence {
  const phrases: PatternNode[][] = [[]];
  const gaps: number[] = [];
  for (const part of parts) {
    if (typeof part === 'object' && 'gap' in part) {
      gaps.push(part.gap);
      phrases.push([]);
    } else (phrases[phrases.length - 1] as PatternNode[]).push(part as PatternNode);
  }
  if (phrases.some(mayBeEmpty)) fail('expected words on both sides of a gap, found nothing');
  if (phrases.some((nodes) => goesOn(nodes, false))) fail('expected nothing behind *, which ends a phrase');
  return { phrases, gaps };
}

const mayBeEmpty = (nodes: readonly PatternNode[]): boolean =>
  nodes.every(
    (node) => node === 'open' || ('words' in node ? node.words.trim() === '' : node.choice.some(mayBeEmpty)),
  );

/** Whether something stands behind a `*`. `more` says whether words follow the nodes. */
function goesOn(nodes: readonly PatternNode[], more: boolean): boolean {
  return nodes.some((node, i) => {
    const followed = more || !mayBeEmpty(nodes.slice(i + 1));
    if (node === 'open') return followed;
    return 'choice' in node && node.choice.some((way) => goesOn(way, followed));
  });
}
