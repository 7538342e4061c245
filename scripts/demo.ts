/** Maps the example export and shows what came out: `npm run demo`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'trackstate-'));
const output = join(folder, 'mapped.csv');
const input = 'data/examples/kd100-export.csv';
const SHOWN = [
  'tracking_number',
  'order_status_code',
  'substatus_code',
  'pro_state',
  'leg',
  'outcome',
  'rule',
];

try {
  console.log(`$ trackstate map ${input} -o mapped.csv    (here in a folder that is removed again)\n`);
  const command = ['--import', 'tsx', 'src/cli/main.ts', 'map', input, '-o', output];
  const run = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  console.log(run.stderr.replaceAll(output, 'mapped.csv'));
  if (run.status !== 0) process.exit(1);
  const rows = parse(readFileSync(output), { columns: true, to: 12 }) as Record<string, string>[];
  const widths = SHOWN.map((name) => Math.max(name.length, ...rows.map((row) => (row[name] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd();
  console.log('The first rows of mapped.csv (some of its columns)');
  console.log([line(SHOWN), ...rows.map((row) => line(SHOWN.map((name) => row[name] ?? '')))].join('\n'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
