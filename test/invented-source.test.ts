import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** A source that nobody has heard of: codes that others have too, out of order. */
const ACME = `status_code,substatus_code,generic,label,aliases,shared_names,outcome,pro_state,match,leg,pro_state_on_demand,match_on_demand,also,note,origin,example
900,,yes,Nothing known,,,no_change,,,,,,,The tracker has nothing on the number yet.,https://acme.example/codes (2026-11),900 => no_change
5,,yes,Delivered,,,state,delivered,exact,outbound,,,,The parcel is with its recipient.,https://acme.example/codes (2026-11),5 => delivered
5,X1,no,Left in the shed,,,state,delivered,broad,outbound,,,customer_collected,"Delivered, and left in the shed.",https://acme.example/codes (2026-11),5/X1 => delivered
`;
const SUITES = [
  'test/tables',
  'test/mapping',
  'test/csv/columns.test.ts',
  'test/sources/read.test.ts',
  'test/readme.test.ts',
];

const root = join(import.meta.dirname, '..');
const copy = mkdtempSync(join(tmpdir(), 'trackstate-acme-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function run(command: string, ...args: string[]): { status: number | null; output: string } {
  const env = { ...process.env, TRACKSTATE_FULL: '0' };
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: copy,
    encoding: 'utf8',
    env,
    maxBuffer: 1e9,
  });
  return { status, output: `${stdout}${stderr}` };
}

/** The names of the tests that fail, and of the files that do not load. */
function failures(...files: string[]): string[] {
  const { output } = run('npx', 'vitest', 'run', '--reporter=json', '--outputFile=results.json', ...files);
  interface Results {
    numTotalTests: number;
    testResults: { name: string; status: string; assertionResults: { title: string; status: string }[] }[];
  }
  const results = JSON.parse(readFileSync(join(copy, 'results.json'), 'utf8')) as Results;
  expect(results.numTotalTests, output).toBeGreaterThan(50);
  return results.testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((result) => result.status === 'failed').map(({ title }) => title);
    return failed.length === 0 && status === 'failed' ? [name] : failed;
  });
}

describe('a source is one file in data/sources', () => {
  beforeAll(() => {
    const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    for (const file of files) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      cpSync(join(root, file), join(copy, file));
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(copy, 'data/sources/acme.csv'), ACME);
  });

  test('the check says what to run; it is run, and the check is content', () => {
    const before = run('npm', 'run', '--silent', 'data:check');
    expect(before.output).toContain('data/sources/acme.csv is not what data/ and src/ say: run npm run data');
    expect(before.status).toBe(1);
    const made = run('npm', 'run', '--silent', 'data');
    expect(made).toMatchObject({
      status: 0,
      output: expect.stringContaining('data/sources/acme.csv: 3 rows'),
    });
    expect(run('npm', 'run', '--silent', 'data:check').status).toBe(0);
    expect(readFileSync(join(copy, 'docs/crosswalk.md'), 'utf8')).toContain('Left in the shed');
  });

  test('types, format and tests are content', () => {
    expect(run('npm', 'run', '--silent', 'build')).toEqual({ status: 0, output: '' });
    expect(run('npm', 'run', '--silent', 'types')).toEqual({ status: 0, output: '' });
    expect(failures(...SUITES)).toEqual([]);
  });

  test('of whole runs only those differ that list the sources', () => {
    const sources = readdirSync(join(root, 'data/sources')).map((file) => file.replace('.csv', ''));
    const expected = (name: string) => {
      const folder = join(root, 'test/cases', name, 'expected');
      return readdirSync(folder)
        .map((file) => readFileSync(join(folder, file), 'utf8'))
        .join('\n');
    };
    const lists = (name: string) => sources.every((source) => expected(name).includes(source));
    expect(failures('test/cases.test.ts').filter((name) => !lists(name))).toEqual([]);
  });
}, 600_000);
