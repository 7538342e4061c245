/** Writes src/tables/generated.ts from the tables. */
import type { ColumnTable, Tables, TextTable } from './read.ts';

const HEADER = `// Generated from data/ by \`npm run data\`. Do not edit: change the tables and run it again.
import type { CrosswalkRow, ProStateRow } from './rows.ts';
`;

const union = (values: Iterable<string>) =>
  [...new Set(values)].map((value) => JSON.stringify(value)).join(' | ');

/** The TypeScript source of the typed tables. The unions are written out, so that declarations stay small. */
export function generate({ proStates, sources }: Tables): string {
  const origins = [
    ...new Set([proStates, ...sources.values()].flatMap(({ rows }) => rows.map(({ value }) => value.origin))),
  ];
  const literal = (value: object) =>
    JSON.stringify(value).replace(
      /"origin":("[^"]*")/,
      (_, origin) => `"origin":o${origins.indexOf(JSON.parse(origin))}`,
    );
  const lines = [HEADER, '/** A PRO shipment state. Source: data/pro-states.csv. */'];
  lines.push(`export type ProState = ${union(proStates.rows.map(({ value }) => value.state))};`, '');
  lines.push(
    '/** The codes that each source lists. Source: data/sources. */',
    'export interface ListedCodes {',
  );
  for (const [source, { rows }] of sources) {
    const codes = (['status', 'substatus'] as const).map(
      (key) => `${key}: ${union(rows.map(({ value }) => value[key]))}`,
    );
    lines.push(`  readonly ${JSON.stringify(source)}: { ${codes.join('; ')} };`);
  }
  lines.push('}', '');
  lines.push(...origins.map((origin, i) => `const o${i} = ${JSON.stringify(origin)};`));
  lines.push('', 'export const proStateRows: readonly ProStateRow<ProState>[] = [');
  for (const { value } of proStates.rows) lines.push(`  ${literal(value)},`);
  lines.push(
    '];',
    '',
    'export const crosswalkRows: Readonly<Record<keyof ListedCodes, readonly CrosswalkRow<ProState>[]>> = {',
  );
  for (const [source, { rows }] of sources) {
    lines.push(`  ${JSON.stringify(source)}: [`);
    for (const { value } of rows) {
      const { examples: _examples, shared: _shared, ...row } = value;
      lines.push(`    ${literal(row)},`);
    }
    lines.push('  ],');
  }
  lines.push('};', '');
  return lines.join('\n');
}

/** The TypeScript source of the column names that a CSV file is searched for. */
export function generateColumns({ rows }: ColumnTable): string {
  const lines = [
    '// Generated from data/columns.csv by `npm run data`. Do not edit: change the table and run it again.',
    "import type { ColumnRule } from '../../tables/rows.ts';",
    '',
    'export const columnRules: readonly ColumnRule[] = [',
    ...rows.map(({ value: { note: _note, ...rule } }) => `  ${JSON.stringify(rule)},`),
    '];',
    '',
  ];
  return lines.join('\n');
}

/**
 * The TypeScript source of the rules of texts, as short as can be when it is compressed: they are most of what
 * `trackstate/text` weighs. All patterns of a language stand together, then all else.
 */
export function generateTexts(texts: ReadonlyMap<string, TextTable>): string {
  const lines = [
    '// Generated from data/text by `npm run data`. Do not edit: change the tables and run it again.',
    '',
    '/** For each language the patterns of its rules and guards, and its facts, a line each. src/text/tables.ts reads them. */',
    'export const textTables: Readonly<Record<string, readonly [patterns: string, facts: string]>> = {',
  ];
  for (const [language, { rows }] of texts) {
    const rules = rows.flatMap(({ value }) => (value.kind === 'rule' ? [value.rule] : []));
    const guards = rows.flatMap(({ value }) => (value.kind === 'guard' ? [value.guard] : []));
    const patterns = [...rules, ...guards].map(({ pattern }) => pattern);
    const facts = [
      ...rules.map(({ id, state, leg, rank, confidence, guards: named }) =>
        [
          id,
          state ?? '',
          `${leg === 'return' ? 1 : 0}${rank}${confidence === 'low' ? 1 : 0}`,
          named.join('|'),
        ].join('\t'),
      ),
      ...guards.map(({ id, side, reach }) => [id, side, reach].join('\t')),
    ];
    lines.push(
      `  ${language}: [`,
      `    ${JSON.stringify(patterns.join('\n'))},`,
      `    ${JSON.stringify(facts.join('\n'))},`,
      '  ],',
    );
  }
  return [...lines, '};', ''].join('\n');
}
