import { proStates } from '../../tables/index.ts';
import { explainText, type TextMatch } from '../../text/index.ts';

const place = ({ words, start, end }: TextMatch) =>
  `${JSON.stringify(words)} (characters ${start + 1} to ${end})`;
const stateOf = ({ state }: TextMatch) => state ?? 'no_change';

export function explainTextBlock(text: string): string {
  const { match, candidates, matches, blocked } = explainText(text);
  const lines: [string, string][] = [];
  if (match) {
    const meaning =
      match.state === null ? 'it says nothing about the parcel' : proStates.get(match.state)?.description;
    lines.push(['gives', `${stateOf(match)}: ${meaning ?? ''}`]);
    if (match.leg === 'return') lines.push(['leg', 'return: on its way back, or back, to the sender']);
    lines.push(['how sure', match.confidence === 'high' ? 'high: the words are plain' : 'low: a judgement']);
    lines.push(['words', place(match)], ['rule', match.rule]);
  } else if (candidates.length > 0) {
    lines.push(['gives', 'nothing: rules of different states read it, and none is the better one']);
    for (const other of candidates)
      lines.push(['candidate', `${stateOf(other)} by ${other.rule}: ${place(other)}`]);
  } else lines.push(['gives', 'nothing: no rule reads it']);
  const named = new Set([match, ...candidates].map((one) => one?.rule));
  for (const other of matches.filter(({ rule }) => !named.has(rule)))
    lines.push(['yielded', `${stateOf(other)} by ${other.rule}: ${place(other)}`]);
  for (const { guard, guardWords, ...taken } of blocked) {
    const found = `the guard ${guard} found ${JSON.stringify(guardWords)}`;
    const why = guard === 'question' ? 'it stands in a question' : found;
    lines.push(['blocked', `${stateOf(taken)} by ${taken.rule}: ${place(taken)}, because ${why}`]);
  }
  const rows = lines.map(([key, value]) => `  ${key.padEnd(10)} ${value}\n`);
  return `${JSON.stringify(text)}\n${rows.join('')}`;
}
