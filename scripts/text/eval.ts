/** Measures the text rules on labelled texts: `npm run eval:text -- FILE.csv` (columns id, lang, text, state, also, leg). */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { readText } from '../../src/text/index.ts';

interface Labelled {
  readonly id: string;
  readonly lang: string;
  readonly text: string;
  readonly state: string;
  /** Further acceptable states, separated by |. */
  readonly also: string;
  readonly leg: string;
  readonly grade?: string;
}

/** The answers whose being wrong is the worst. */
const WORST = ['delivered', 'customer_collected', 'returned_to_sender'];
const COLUMNS = ['id', 'lang', 'text', 'state', 'also', 'leg'];

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error(`usage: npm run eval:text -- FILE.csv, with the columns ${COLUMNS.join(', ')}`);
  process.exit(2);
}
const all = parse(readFileSync(path), { columns: true, bom: true }) as unknown as Labelled[];
const missing = COLUMNS.filter((column) => all[0] === undefined || !(column in all[0]));
if (missing.length > 0) {
  console.error(`${path}: expected the columns ${COLUMNS.join(', ')}; missing: ${missing.join(', ')}`);
  process.exit(1);
}
// Texts on whose label people disagree measure nothing.
const rows = all.filter(({ grade }) => grade !== 'disputed');

const results = rows.map((row) => {
  const { match, candidates } = readText(row.text);
  const answer = match === null ? null : (match.state ?? 'no_change');
  const right = answer !== null && [row.state, ...row.also.split('|')].includes(answer);
  const legDiffers = right && row.leg !== 'either' && match?.leg !== row.leg;
  return { row, match, candidates, answer, right, legDiffers };
});
type Result = (typeof results)[number];

const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
const count = (list: readonly Result[], wanted: (result: Result) => boolean) => list.filter(wanted).length;

function figures(name: string, list: readonly Result[]): string {
  const answered = list.filter(({ answer }) => answer !== null);
  const worst = WORST.map((state) => count(answered, ({ answer, right }) => answer === state && !right));
  const cells = [
    list.length,
    percent(answered.length, list.length),
    percent(
      count(answered, ({ right }) => right),
      answered.length,
    ),
    ...worst,
    count(answered, ({ legDiffers }) => legDiffers),
  ];
  return `| ${[name, ...cells].join(' | ')} |`;
}

console.log(
  `| language | texts | answered | precision | ${WORST.map((state) => `false ${state}`).join(' | ')} | other leg |`,
);
console.log('|---|---|---|---|---|---|---|---|');
for (const lang of [...new Set(rows.map((row) => row.lang))])
  console.log(
    figures(
      lang,
      results.filter(({ row }) => row.lang === lang),
    ),
  );
console.log(figures('all', results));

console.log('\n| state | texts | answered | right |\n|---|---|---|---|');
for (const state of [...new Set(rows.map((row) => row.state))].sort()) {
  const list = results.filter(({ row }) => row.state === state);
  const answered = list.filter(({ answer }) => answer !== null);
  console.log(
    `| ${state} | ${list.length} | ${answered.length} | ${count(answered, ({ right }) => right)} |`,
  );
}

const wrong = results.filter(({ answer, right }) => answer !== null && !right);
const confusion = new Map<string, number>();
for (const { row, answer } of wrong) {
  const key = `${row.lang}: ${row.state} read as ${answer}`;
  confusion.set(key, (confusion.get(key) ?? 0) + 1);
}
console.log(`\nWrong answers: ${wrong.length}`);
for (const [what, times] of [...confusion].sort(([, a], [, b]) => b - a)) console.log(`  ${times}  ${what}`);
for (const { row, answer, match } of wrong)
  console.log(
    `  ${row.id} [${row.state}] ${JSON.stringify(row.text)} -> ${answer} by ${match?.rule} (${JSON.stringify(match?.words)})`,
  );
console.log(`\nWithout an answer: ${count(results, ({ answer }) => answer === null)}`);
for (const { row, candidates } of results.filter(({ answer }) => answer === null)) {
  const torn = candidates.map(({ rule, state }) => `${state ?? 'no_change'} by ${rule}`).join(' or ');
  console.log(`  ${row.id} [${row.state}] ${JSON.stringify(row.text)}${torn === '' ? '' : ` (${torn})`}`);
}
