import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * Whole runs of the command. A case is a folder: `cmd` (one command a line, run by a shell), its input files, and
 * `expected/` with stdout, stderr, the exit code, and the files left behind. `npm run test:approve` rewrites
 * `expected/` from what happens now: review the difference.
 */
const CASES = join(import.meta.dirname, 'cases');
const CLI = join(import.meta.dirname, '../dist/cli.js');
const APPROVE = process.env.APPROVE === '1';

/** Takes out what differs from run to run. */
const steady = (text: string) =>
  text
    .replace(/in [\d.]+ s \([\d,.]+ rows\/s, [\d.]+ MB\/s\)/g, 'in # s (#)')
    .replaceAll(/\.[\w.]+\.\d+\.tmp/g, '.#.tmp');

/** Every file that a run left, by its path. */
function filesBelow(folder: string, prefix = ''): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = join(prefix, entry.name);
    if (entry.isDirectory()) for (const [name, bytes] of filesBelow(folder, path)) files.set(name, bytes);
    else files.set(path, readFileSync(join(folder, path)));
  }
  return files;
}

/** Runs a script, while others run. */
const bash = (script: string, cwd: string) =>
  new Promise<{ stdout: Buffer; stderr: Buffer; status: unknown }>((resolve) => {
    const options = { cwd, timeout: 60_000, encoding: 'buffer', maxBuffer: 2 ** 26 } as const;
    execFile('bash', ['-c', script], options, (error, stdout, stderr) =>
      resolve({ stdout, stderr, status: error ? error.code : 0 }),
    );
  });

/** Runs a case in a copy of its folder. */
async function run(name: string): Promise<Map<string, Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), 'trackstate-case-'));
  try {
    cpSync(join(CASES, name), folder, { recursive: true });
    rmSync(join(folder, 'expected'), { recursive: true, force: true });
    const before = filesBelow(folder);
    const script = `trackstate() { "${process.execPath}" "${CLI}" "$@"; }\n${readFileSync(join(folder, 'cmd'), 'utf8')}`;
    const { stdout, stderr, status } = await bash(script, folder);
    const after = filesBelow(folder);
    for (const [path, bytes] of before) if (after.get(path)?.equals(bytes)) after.delete(path);
    after.set('stdout', Buffer.from(steady(stdout.toString('latin1')), 'latin1'));
    after.set('stderr', Buffer.from(steady(stderr.toString())));
    after.set('exit', Buffer.from(`${status}\n`));
    return after;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('whole runs', () => {
  const names = readdirSync(CASES).sort();

  test.concurrent.each(names)('%s', async (name) => {
    const actual = await run(name);
    const folder = join(CASES, name, 'expected');
    if (APPROVE) {
      rmSync(folder, { recursive: true, force: true });
      for (const [path, bytes] of actual) {
        mkdirSync(join(folder, path, '..'), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
    }
    expect(existsSync(folder), 'run npm run test:approve and review what it writes').toBe(true);
    const expected = filesBelow(folder);
    expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [path, bytes] of actual) expect(bytes.toString(), path).toBe(expected.get(path)?.toString());
    for (const [path, bytes] of actual)
      expect(bytes.equals(expected.get(path) as Buffer), `${path}, byte for byte`).toBe(true);
  });

  test('are not few', () => {
    expect(names.length).toBeGreaterThan(20);
  });
});
