import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const examples = join(root, 'data/examples');
const folder = mkdtempSync(join(tmpdir(), 'trackstate-map-csv-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files = readdirSync(examples).filter((name) => name.endsWith('.csv'));

function run(args: readonly string[], input?: Buffer): { stdout: Buffer; stderr: Buffer } {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd: root,
    input,
    maxBuffer: 1e9,
    timeout: 60_000,
  });
  expect(status, stderr.toString()).toBe(0);
  return { stdout, stderr };
}
const script = (file?: string, input?: Buffer) =>
  run(['--import', 'tsx', 'scripts/map-csv.ts', ...(file ? [file] : [])], input);
const rowsOf = (csv: Buffer) => parse(csv, { columns: true }) as Record<string, string>[];

/** The script reads and writes with csv-parse and csv-stringify and asks the library: it shares no row with the command. */
describe('the batch script', () => {
  test('has files to run on', () => {
    expect(files.length).toBeGreaterThanOrEqual(2);
  });

  test.each(files)('gives every row of %s what the command gives it, and names those left out', (name) => {
    const path = join(examples, name);
    const rejects = join(folder, name);
    const ours = script(path);
    const command = run(['dist/cli.js', 'map', path, '--quiet', '--rejects', rejects]);
    const rows = rowsOf(ours.stdout);
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.every(({ outcome }) => outcome !== '')).toBe(true);
    expect(rows).toEqual(rowsOf(command.stdout));
    const left = existsSync(rejects) ? rowsOf(readFileSync(rejects)) : [];
    const told = ours.stderr.toString().matchAll(/line (\d+)/g);
    expect([...new Set([...told].map(([, line]) => line))]).toEqual(left.map(({ row }) => row));
  });

  test('reads standard input too', () => {
    const path = join(examples, files[0] ?? '');
    expect(script(undefined, readFileSync(path))).toEqual(script(path));
  });
});
