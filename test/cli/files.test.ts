import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Files, withFiles } from '../../src/cli/files/run.ts';
import { COMMANDS } from '../../src/cli/flags/commands.ts';
import { parse } from '../../src/cli/flags/parse.ts';
import { cases } from '../campaign.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const GOOD = `order_status_code\n${'5\n'.repeat(50_000)}`;
const WITH_REJECT = `${GOOD}5,6\n${'5\n'.repeat(50_000)}`;
const folder = mkdtempSync(join(tmpdir(), 'trackstate-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(join(folder, 'a folder'), { recursive: true });
  writeFileSync(join(folder, 'good.csv'), GOOD);
  writeFileSync(join(folder, 'reject.csv'), WITH_REJECT);
  symlinkSync('/dev/full', join(folder, 'full'));
  symlinkSync('/dev/full', join(folder, 'full.gz'));
});

const bash = (script: string) =>
  spawnSync('bash', ['-c', script.replaceAll('trackstate', `"${process.execPath}" "${CLI}"`)], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 50_000,
  });

describe('a hundred files that cannot be mapped do not use up the descriptors', () => {
  test.each([
    ['refused', (i: number) => [`f${i}.csv`, Buffer.from('a,b\n1,2\n')], /No column of tracking codes found/],
    ['gzip that is cut', (i: number) => [`f${i}.csv`, gzipSync(GOOD).subarray(0, 90)], /damaged or cut/],
    ['onto a full disk', (i: number) => [`f${i}.csv`, Buffer.from(GOOD)], /no space is left/],
  ] as const)('%s', (kind, file, message) => {
    mkdirSync(join(folder, 'out'));
    for (let i = 0; i < 100; i++) {
      const [name, bytes] = file(i) as [string, Buffer];
      writeFileSync(join(folder, name), bytes);
      if (kind === 'onto a full disk') symlinkSync('/dev/full', join(folder, 'out', name));
    }
    const { status, stderr } = bash('ulimit -n 60; trackstate map f*.csv good.csv -d out');
    const failures = stderr.split('\n').filter((line) => line.startsWith('trackstate: '));
    expect(failures).toHaveLength(100);
    for (const failure of failures) expect(failure).toMatch(message);
    expect(stderr).toContain('good.csv -> out/good.csv');
    expect(readFileSync(join(folder, 'out/good.csv'), 'utf8').split('\n')).toHaveLength(50_002);
    expect(status).toBe(1);
  });
});

describe('what cannot be written is told in one line, and nothing is left', () => {
  const places = [
    ['/sys/out', /permission denied|not permitted|read-only/],
    ['a folder', /is a directory/],
    ['good.csv/out', /not a directory/],
    ['full', /no space is left/],
    [`${'long'.repeat(100)}`, /name too long/],
  ] as const;
  const flags = ['-o', '--rejects', '--summary'] as const;
  const all = flags.flatMap((flag) => places.map((place) => [flag, ...place] as const));
  const trials = all.filter((_, i) => i % cases(1, 2) === 0);

  test.each([...trials, ['-o', 'full.gz', /no space is left/] as const, ['-o', '/sys/out.gz', /./] as const])(
    '%s %s',
    (flag, place, message) => {
      const before = readdirSync(folder);
      const others = flag === '--summary' ? '-o out --rejects bad' : flag === '-o' ? '' : '-o out';
      const { status, stderr } = bash(`trackstate map reject.csv ${others} -q ${flag} "${place}"`);
      const lines = stderr.split('\n').filter((line) => line.startsWith('trackstate: '));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(message);
      expect(lines[0]).toContain(place);
      expect(stderr).not.toMatch(/\n {4}at /);
      expect(status).toBe(1);
      // The figures are written when the rest is done.
      const left = readdirSync(folder).filter((name) => !before.includes(name));
      for (const name of left) expect(flag === '--summary' ? ['out', 'bad'] : []).toContain(name);
    },
  );

  test('several outputs: none is there unless all are', () => {
    const { status } = bash('trackstate map reject.csv -o out.csv --rejects full -q');
    expect(status).toBe(1);
    expect(readdirSync(folder)).not.toContain('out.csv');
  });
});

describe('all that was opened is closed', () => {
  const [map] = COMMANDS;
  const args = parse(map as (typeof COMMANDS)[number], ['good.csv', '--force']);
  const opened = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return execFileSync('readlink', [`/proc/${process.pid}/fd/${fd}`], { encoding: 'utf8' }).includes(
          folder,
        );
      } catch {
        return false;
      }
    });
  const at = (name: string) => join(folder, name);
  const job = (input: string, output: string, rejects = 'bad.csv') => ({
    inputs: [at('good.csv'), at(input)],
    output: at(output),
    rejects: [at(rejects), at(rejects)],
  });
  const copy = async ({ inputs, sink }: Files) => {
    const bytes = Buffer.alloc(65_536);
    for (const { source } of inputs)
      for (let count = await source.readInto(bytes); count > 0; count = await source.readInto(bytes))
        await sink.write(bytes.subarray(0, count));
    return { rejected: 0 };
  };

  test.each([
    ['a run that is done', job('reject.csv', 'out.csv'), copy, null],
    ['the same with gzip', job('reject.csv', 'out.csv.gz'), copy, null],
    ['an input that is not there', job('gone.csv', 'out.csv'), copy, /There is no file/],
    ['an output that cannot be opened', job('reject.csv', 'no/out.csv'), copy, /There is no file/],
    ['a full disk', job('reject.csv', 'full'), copy, /no space is left/],
    ['a full disk behind gzip', job('reject.csv', 'full.gz'), copy, /no space is left/],
    [
      'rejects that cannot be opened in the middle',
      job('reject.csv', 'out.csv', 'a folder'),
      async (files: Files) => {
        await files.sink.write(Buffer.from('some'));
        files.rejects(0).write(Buffer.from('a row'));
        return { rejected: 1 };
      },
      /There is no file|is a directory|folder/,
    ],
    [
      'work that fails while it reads and writes',
      job('reject.csv', 'out.csv'),
      async ({ inputs, sink, rejects }: Files) => {
        for (const { source } of inputs) source.readInto(Buffer.alloc(65_536)).catch(() => undefined);
        sink.write(Buffer.alloc(1_000_000)).catch(() => undefined);
        const stream = rejects(0);
        for (let i = 0; i < 100; i++) stream.write(Buffer.alloc(100_000)).catch(() => undefined);
        throw new Error('of the work');
      },
      /of the work/,
    ],
  ] as const)('%s', async (_, files, work, message) => {
    const done = withFiles(files, args, work);
    if (message === null) await done;
    else await expect(done).rejects.toThrow(message);
    expect(opened()).toEqual([]);
    const left = readdirSync(folder).filter((name) => /out|tmp|bad/.test(name));
    expect(left).toEqual(message === null ? [files.output.split('/').at(-1)] : []);
  });
});
