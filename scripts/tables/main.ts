/** Checks, formats and compiles the tables: `tsx scripts/tables/main.ts check | format | generate`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatTable } from './format.ts';
import { generate, generateColumns, generateTexts } from './generate.ts';
import { allTables, type Fault, readTables } from './read.ts';

const root = join(import.meta.dirname, '../..');
const data = join(root, 'data');
const tables = readTables(data);
const all = allTables(tables);
const generated = () => [
  ['src/tables/generated.ts', generate(tables)] as const,
  ['src/csv/columns/generated.ts', generateColumns(tables.columns)] as const,
  ['src/text/generated.ts', generateTexts(tables.texts)] as const,
];

function stopOnFaults(faults: readonly Fault[]): void {
  for (const { file, line, check, message } of faults)
    console.error(`data/${file}:${line} [${check}] ${message}`);
  if (faults.length > 0) process.exit(1);
}

switch (process.argv[2]) {
  case 'check': {
    // The checks ask the engine, which the generated tables are part of: the other commands must do without.
    const { lintTables } = await import('./lints.ts');
    const { lintTexts } = await import('./text-lints.ts');
    stopOnFaults([...lintTables(tables), ...lintTexts(tables)]);
    const stale = all.filter((table) => formatTable(table) !== readFileSync(join(data, table.file), 'utf8'));
    for (const { file } of stale)
      console.error(`data/${file} is not in canonical form: run npm run data:format`);
    const old = generated().filter(([path, text]) => text !== readFileSync(join(root, path), 'utf8'));
    for (const [path] of old) console.error(`${path} is not what data/ says: run npm run data:generate`);
    if (stale.length + old.length > 0) process.exit(1);
    console.log(all.map(({ file, rows }) => `data/${file}: ${rows.length} rows`).join('\n'));
    break;
  }
  case 'format':
    stopOnFaults(all.flatMap(({ faults }) => faults));
    for (const table of all) writeFileSync(join(data, table.file), formatTable(table));
    break;
  case 'generate':
    stopOnFaults(all.flatMap(({ faults }) => faults));
    for (const [path, text] of generated()) writeFileSync(join(root, path), text);
    break;
  default:
    console.error('usage: tsx scripts/tables/main.ts check | format | generate');
    process.exit(2);
}
