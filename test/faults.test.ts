import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cases } from './campaign.ts';

const CLI = join(import.meta.dirname, '../dist/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'trackstate-faults-'));
const input = join(folder, 'events.csv');
const target = join(folder, 'mapped.csv');
const OLD = 'the old file\n';
let whole: Buffer;

beforeAll(() => {
  const head = 'id,order_status_code,substatus_code,context\n';
  const rows = Array.from(
    { length: 10_000 },
    (_, i) => `T${i},2,204,"row ""${i}""\nwith a line break, 中文"\nT${i},5,501,at the shop\n`,
  ).join('');
  const descriptor = openSync(input, 'w');
  writeSync(descriptor, head);
  for (let i = 0; i < 30; i++) writeSync(descriptor, rows);
  closeSync(descriptor);
  execFileSync(process.execPath, [CLI, 'map', input, '-o', target, '--quiet']);
  whole = readFileSync(target);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, [CLI, 'map', ...args], { cwd: folder, encoding: 'utf8', timeout: 30_000 });
const start = (...args: string[]) =>
  spawn(process.execPath, [CLI, 'map', ...args], { cwd: folder, stdio: 'ignore' });
const ended = (child: ChildProcess) =>
  new Promise<string>((resolve) => child.on('exit', (code, signal) => resolve(signal ?? String(code))));
const leftovers = () => readdirSync(folder).filter((name) => name.includes('.tmp'));

/** The target is the old file or the whole new one: never a part, never another one. */
function expectOldOrWhole(): 'old' | 'whole' {
  const bytes = readFileSync(target);
  if (bytes.equals(whole)) return 'whole';
  expect(bytes.toString()).toBe(OLD);
  return 'old';
}

/** Sends a signal at different moments of a run, and looks at the target after each. */
async function interrupt(signal: NodeJS.Signals, times: number): Promise<Set<string>> {
  const seen = new Set<string>();
  const begin = performance.now();
  writeFileSync(target, OLD);
  await ended(start(input, '-o', target, '--force', '--quiet'));
  const length = performance.now() - begin;
  for (let i = 0; i < times; i++) {
    writeFileSync(target, OLD);
    const child = start(input, '-o', target, '--force', '--quiet');
    const end = ended(child);
    await new Promise((resolve) => setTimeout(resolve, ((i + 0.5) / times) * length * 1.1));
    child.kill(signal);
    seen.add(await end);
    seen.add(expectOldOrWhole());
    if (signal !== 'SIGKILL') expect(leftovers()).toEqual([]);
    for (const name of leftovers()) rmSync(join(folder, name));
  }
  return seen;
}

describe('an interrupted run leaves the old target or the whole new one', () => {
  test(`killed ${cases(50, 5)} times`, async () => {
    const seen = await interrupt('SIGKILL', cases(50, 5));
    expect([...seen]).toEqual(expect.arrayContaining(['SIGKILL', 'old']));
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'ended by %s, and nothing else is left either',
    async (signal) => {
      const seen = await interrupt(signal, cases(12, 3));
      expect([...seen]).toEqual(expect.arrayContaining([signal, 'old']));
    },
  );
});

describe('what cannot be written', () => {
  test('a full disk is told, and the exit code is 1', () => {
    for (const args of [[input, '-o', '/dev/full'], [input]]) {
      const output = args.length === 1 ? openSync('/dev/full', 'w') : 'pipe';
      const { status, stderr } = spawnSync(process.execPath, [CLI, 'map', ...args], {
        cwd: folder,
        stdio: ['ignore', output, 'pipe'],
        encoding: 'utf8',
      });
      if (typeof output === 'number') closeSync(output);
      expect(stderr).toMatch(/no space is left/);
      expect(status).toBe(1);
    }
  });

  test('rejects on a full disk are told too, and no output is left behind', () => {
    writeFileSync(join(folder, 'bad.csv'), 'order_status_code\n5\n5,6\n');
    const { status, stderr } = run('bad.csv', '-o', 'bad-mapped.csv', '--rejects', '/dev/full');
    expect(stderr).toMatch(/no space is left/);
    expect(status).toBe(1);
    expect(existsSync(join(folder, 'bad-mapped.csv'))).toBe(false);
  });

  test('a reader that closes the pipe early has what it wanted', () => {
    const script = `"${process.execPath}" "${CLI}" map "${input}" | head -c 1000 | wc -c; echo "\${PIPESTATUS[0]}"`;
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' }).replace(/\s+/g, ' ')).toBe('1000 0 ');
    expect(leftovers()).toEqual([]);
  });
});

describe('an input that changes while it is read', () => {
  test.each(['grow', 'cut'] as const)('%s: what is there in the end is whole rows', async (change) => {
    const file = join(folder, `changing-${change}.csv`);
    writeFileSync(file, readFileSync(input));
    const out = join(folder, `changed-${change}.csv`);
    const child = start(file, '-o', out, '--force', '--summary', join(folder, 'summary.json'));
    const end = ended(child);
    await new Promise((resolve) => setTimeout(resolve, 70));
    if (change === 'grow') appendFileSync(file, 'T,3,301,grown\n');
    else truncateSync(file, Math.floor(statSync(file).size * 0.6));
    expect(await end).toBe('0');
    const { files } = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
    expect(files[0].rows).toBe(files[0].written + files[0].rejected);
    const lines = readFileSync(out, 'utf8').split('\n');
    expect(lines.at(-1)).toMatch(/^$|mapped/);
  });

  test('a file that is gone is told', () => {
    expect(run('gone.csv').stderr).toContain('There is no file gone.csv.');
  });

  test('gzip that is cut is told, and no output is left behind', () => {
    execFileSync(
      'bash',
      ['-c', `head -c 200000 "${input}" | gzip > cut.csv.gz && truncate -s -50 cut.csv.gz`],
      { cwd: folder },
    );
    const { status, stderr } = run('cut.csv.gz', '-o', 'cut.csv');
    expect(stderr).toMatch(/cut.csv.gz: the gzip data is damaged or cut/);
    expect(status).toBe(1);
    expect(existsSync(join(folder, 'cut.csv'))).toBe(false);
  });
});

test('gzip in and out, UTF-16 and standard input give what the plain file gives', () => {
  execFileSync(
    'bash',
    [
      '-c',
      'head -n 12001 events.csv > part.csv; gzip -kf part.csv; iconv -f utf-8 -t utf-16le part.csv > u16; (printf "\\xff\\xfe"; cat u16) > part16.csv',
    ],
    { cwd: folder },
  );
  const plain = spawnSync(
    process.execPath,
    [CLI, 'map', 'part.csv', '--quiet', '--rejects', 'r.csv', '--force'],
    { cwd: folder },
  );
  const unzipped = spawnSync(
    process.execPath,
    [CLI, 'map', 'part.csv.gz', '--quiet', '--rejects', 'r.csv', '--force'],
    { cwd: folder },
  );
  expect(unzipped.stdout.equals(plain.stdout)).toBe(true);
  expect(run('part.csv', '-o', 'zipped.csv.gz', '--force').status).toBe(0);
  expect(execFileSync('gzip', ['-dc', 'zipped.csv.gz'], { cwd: folder }).equals(plain.stdout)).toBe(true);
  const piped = execFileSync(
    'bash',
    ['-c', `cat part.csv.gz | "${process.execPath}" "${CLI}" map - --quiet --force`],
    { cwd: folder },
  );
  expect(piped.equals(plain.stdout)).toBe(true);
  expect(run('part16.csv', '-o', 'mapped16.csv', '--force').status).toBe(0);
  const back = execFileSync('bash', ['-c', 'tail -c +3 mapped16.csv | iconv -f utf-16le -t utf-8'], {
    cwd: folder,
  });
  expect(back.equals(plain.stdout)).toBe(true);
});
