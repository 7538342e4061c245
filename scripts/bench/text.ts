/** Times the rules of texts, beside a list of regular expressions: `npm run bench:text`. */

import { cpus } from 'node:os';
import { join } from 'node:path';
import { Normalised } from '../../src/text/normalise.ts';
import { type PatternNode, parsePattern } from '../../src/text/pattern.ts';
import { TextReader } from '../../src/text/reader.ts';
import { readTextTables } from '../../src/text/tables.ts';
import { readTables } from '../tables/read.ts';

const LENGTH = 60;
const TEXTS = 20_000;
const ROUNDS = 5;
const PLACES = ['Leipzig Hub', 'Rotterdam', 'Luton', 'Chicago IL', 'Porto'];
const ORTE = ['【深圳市】', '【上海转运中心】', '【义乌】', '【杭州萧山】'];

const languages = readTextTables();
const tables = readTables(join(import.meta.dirname, '../../data'));
let seed = 7;
const random = (below: number) => {
  seed = (Math.imul(seed, 48271) >>> 0) % 2147483647 || 1;
  return seed % below;
};
const pick = (list: readonly string[]) => list[random(list.length)] ?? '';

/** Texts of the usual length, no two the same: an example of a rule, with a place, a number and a name. */
const examples = (language: string) =>
  (tables.texts.get(language)?.rows ?? []).flatMap(({ value }) =>
    value.kind === 'rule' ? value.examples : [],
  );
const [english, chinese] = [examples('en'), examples('zh')];
const texts = Array.from({ length: TEXTS }, (_, i) => {
  const text =
    i % 2 === 0
      ? `${pick(PLACES)} ${1000 + i}: ${pick(english)}, ref ${random(1e6)} by ${pick(PLACES)}`
      : `${pick(ORTE)}${pick(chinese)}，编号${1000 + i}，经手${pick(ORTE)}，时间${random(24)}点${random(60)}分，${pick(ORTE)}网点`;
  return text.length > LENGTH ? text.slice(0, LENGTH) : text.padEnd(LENGTH, '*');
});

// The same rules, as regular expressions over the same normalised text.
const WORD =
  '(?:(?![\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}])[\\p{L}\\p{M}\\p{N}])';
const escaped = (words: string) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, ' ?');
const source = (nodes: readonly PatternNode[]): string =>
  nodes
    .map((node) => {
      if (node === 'open') return `${WORD}*`;
      return 'words' in node ? escaped(node.words) : `(?:${node.choice.map(source).join('|')})`;
    })
    .join('');
const EDGE = `(?:(?<!${WORD})|(?!${WORD}))`;
const expressions = Object.entries(languages).flatMap(([language, { rules }]) =>
  rules.map(({ id, pattern }) => {
    const ways = parsePattern(pattern).map(({ phrases, gaps }) =>
      phrases
        .map((phrase, i) => `${i > 0 ? `[^.?]{0,${gaps[i - 1]}}?` : ''}${EDGE}${source(phrase)}${EDGE}`)
        .join(''),
    );
    return { rule: `text:${language}/${id}`, expression: new RegExp(`(?:${ways.join('|')})`, 'u') };
  }),
);
const normal = new Normalised();
const written = (text: string) => {
  normal.set(text);
  return String.fromCharCode(...normal.codes.subarray(0, normal.length));
};
const byExpressions = (text: string) => {
  const words = written(text);
  return expressions.filter(({ expression }) => expression.test(words)).map(({ rule }) => rule);
};

const reader = new TextReader(languages);
let agree = 0;
for (const text of texts.slice(0, 100)) {
  const { matches, blocked } = reader.explain(text);
  const ours = [...new Set([...matches, ...blocked].map(({ rule }) => rule))].sort().join();
  if (ours === byExpressions(text).sort().join()) agree++;
}
// Expressions take a space for granted where a part of a pattern is missing; all else has to be the same.
if (agree < 98) throw new Error(`The expressions agree on ${agree} of 100 texts only`);
console.log(`The expressions find the same rules in ${agree} of 100 texts.\n`);

/** The best of several rounds: other work of the machine only ever adds time. */
function perSecond(list: readonly string[], read: (text: string) => unknown): number {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    for (const text of list) read(text);
    best = Math.max(best, (list.length / (performance.now() - started)) * 1000);
  }
  return best;
}
const ours = perSecond(texts, (text) => reader.read(text));
const list = perSecond(texts.slice(0, 20), byExpressions);
const hostile = 'delivered not out for delivery 未签收 ';
const long = (length: number) => hostile.repeat(length / hostile.length + 1).slice(0, length);
const milliseconds = (length: number) => 1000 / perSecond([long(length)], (text) => reader.read(text));
const million = milliseconds(1_000_000);
console.log(
  `${cpus()[0]?.model.trim()}, Node ${process.version}; ${TEXTS} texts of ${LENGTH} characters, none twice; best of ${ROUNDS}`,
);
console.log('| what | texts a second |\n|---|---|');
console.log(`| one automaton, with guards and precedence | ${Math.round(ours).toLocaleString('en-US')} |`);
console.log(
  `| ${expressions.length} regular expressions, without | ${Math.round(list).toLocaleString('en-US')} |`,
);

const targets: [what: string, found: number, limit: number][] = [
  ['microseconds a text', 1e6 / ours, 2],
  ['milliseconds for 1,000,000 hostile characters', million, 50],
  ['the same ÷ 100,000', million / milliseconds(100_000), 12],
];
console.log('\n| target | found | at most |\n|---|---|---|');
for (const [what, found, limit] of targets) {
  console.log(`| ${what} | ${found.toFixed(2)} | ${limit} |`);
  if (found <= limit) continue;
  console.error(`Missed: ${what}`);
  process.exitCode = 1;
}
