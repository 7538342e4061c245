/**
 * Formats, compiles and checks the tables, and writes what the documents say of them: `npm run data`. With `--check`
 * it writes nothing and says what differs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatTable } from './format.ts';
import { generate, generateColumns, generateTexts } from './generate.ts';
import { allTables, type Fault, readTables } from './read.ts';

const root = join(import.meta.dirname, '../..');
const checking = process.argv.includes('--check');

/** Writes the files that differ from what they should be; or says so, with the command that mends it. */
function settle(files: readonly (readonly [path: string, text: string])[]): void {
  for (const [path, text] of files) {
    if (readFileSync(join(root, path), 'utf8') === text) continue;
    if (!checking) {
      writeFileSync(join(root, path), text);
      console.log(`${path} is written anew`);
    } else {
      console.error(`${path} is not what data/ and src/ say: run npm run data`);
      process.exitCode = 1;
    }
  }
}

function stopOnFaults(faults: readonly Fault[]): void {
  for (const { file, line, check, message } of faults)
    console.error(`data/${file}:${line} [${check}] ${message}`);
  if (faults.length > 0) process.exit(1);
}

const raw = allTables(readTables(join(root, 'data')));
stopOnFaults(raw.flatMap(({ faults }) => faults));
settle(raw.map((table) => [`data/${table.file}`, formatTable(table)]));

const tables = readTables(join(root, 'data'));
settle([
  ['src/tables/generated.ts', generate(tables)],
  ['src/csv/columns/generated.ts', generateColumns(tables.columns)],
  ['src/text/generated.ts', generateTexts(tables.texts)],
]);

// The checks and the documents ask the engine, which the generated tables are part of: it is loaded only now.
const { lintTables } = await import('./lints.ts');
const { lintTexts } = await import('./text-lints.ts');
stopOnFaults([...lintTables(tables), ...lintTexts(tables)]);

const { DOCUMENTS, renderDocument } = await import('../docs.ts');
settle(DOCUMENTS.map((path) => [path, renderDocument(readFileSync(join(root, path), 'utf8'), tables)]));
for (const { file, rows } of allTables(tables)) console.log(`data/${file}: ${rows.length} rows`);
