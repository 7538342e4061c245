/** Times `trackstate map` beside other ways to do the same job: `npm run bench:csv`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createMapper, crosswalks } from '../../dist/index.js';
import { type Figures, folder, median, time } from './process.ts';

const ROUNDS = 7;
const here = import.meta.dirname;
const root = join(here, '../..');
const input = join(folder, 'events.csv');
const table = join(folder, 'table.csv');
const cli = join(root, 'dist/cli.js');
const node = process.execPath;

if (!existsSync(join(here, 'node_modules')))
  execFileSync('npm', ['install', '--silent', '--no-package-lock'], { cwd: here, stdio: 'inherit' });
const generate = [join(here, 'generate.ts')];
if (!existsSync(input))
  execFileSync(node, ['--import', 'tsx', ...generate, '1000000'], {
    cwd: root,
    stdio: ['ignore', openSync(input, 'w'), 'inherit'],
  });

// The same table for all: the 36 pairs, and each status alone.
const mapper = createMapper({ strict: true });
const pairs = (crosswalks.get('kd100') ?? [])
  .filter(({ substatus }) => substatus !== '210')
  .flatMap(({ status, substatus, generic }) =>
    generic
      ? [
          [status, substatus],
          [status, ''],
        ]
      : [[status, substatus]],
  );
const lines = pairs.map(([status, substatus]) =>
  [status, substatus, mapper.map({ order_status_code: status, substatus_code: substatus }).state].join(','),
);
writeFileSync(table, `status_code,substatus_code,pro_state\n${lines.join('\n')}\n`);

const rival = (name: string) => (output: string) =>
  time(node, [join(here, 'rivals', `${name}.mjs`), input, output, table], here);
const ours = (output: string) =>
  time(node, [cli, 'map', input, '-o', output, '--add', 'pro_state', '--strict', '--quiet']);
const candidates: [name: string, run: (output: string) => Figures][] = [
  ['trackstate map', ours],
  ['DuckDB', rival('duckdb')],
  ['uDSV', rival('udsv')],
  ['Papa Parse', rival('papaparse')],
  ['csv-parse + csv-stringify', rival('csv-parse')],
  ['cp', (output) => time('cp', [input, output])],
  // trackstate waits until the disk has the output; so does this one.
  ['cp, then sync', (output) => time('bash', ['-c', 'cp "$0" "$1" && sync "$1"', input, output])],
];
// Miller's join cannot keep the order of unpaired rows: its own expression language looks the states up.
if (spawnSync('mlr', ['--version']).status === 0) {
  const script = `begin { ${lines
    .map((line) => line.split(','))
    .map(([status, sub, state]) => `@states["${status}/${sub}"] = "${state}";`)
    .join(
      ' ',
    )} } $pro_state = is_present(@states[$order_status_code . "/" . $substatus_code]) ? @states[$order_status_code . "/" . $substatus_code] : "";`;
  candidates.push([
    'Miller',
    (output) => time('bash', ['-c', 'mlr -S --csv put "$1" "$2" > "$3"', 'mlr', script, input, output]),
  ]);
}

/** A sum over all rows of what matters: which state each tracking number and row text got, in any order. */
async function digest(path: string): Promise<string> {
  let sum = 0;
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const id = line.slice(0, line.indexOf(','));
    const state = line
      .slice(line.lastIndexOf(',') + 1)
      .replaceAll('"', '')
      .trimEnd();
    let hash = 7;
    for (const character of `${id} ${state}`) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
    sum = (sum + (hash >>> 0)) % 2 ** 48;
    count++;
  }
  return `${count} rows, sum ${sum}`;
}

const outputs = new Map(candidates.map(([name], i) => [name, join(folder, `out-${i}.csv`)]));
let expected: string | undefined;
for (const [name, run] of candidates) {
  const output = outputs.get(name) ?? '';
  rmSync(output, { force: true });
  run(output);
  if (name.startsWith('cp,') || name === 'cp') continue;
  const found = await digest(output);
  expected ??= found;
  if (found !== expected) throw new Error(`${name} gives other states: ${found}, expected ${expected}`);
}
console.log(`All outputs give each row the same state (${expected}).\n`);

const runs = new Map<string, Figures[]>(candidates.map(([name]) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of candidates) {
    const output = outputs.get(name) ?? '';
    rmSync(output, { force: true });
    runs.get(name)?.push(run(output));
  }
}
const pick = (name: string, key: keyof Figures) =>
  median((runs.get(name) ?? []).map((figures) => figures[key]));

const megabytes = statSync(input).size / 1e6;
console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version}; ${megabytes.toFixed(0)} MB, 1,000,000 rows; medians of ${ROUNDS} interleaved runs`,
);
console.log(
  '| what | wall s | user s | peak MB | MB/s | wall ÷ DuckDB | wall ÷ cp |\n|---|---|---|---|---|---|---|',
);
for (const [name] of candidates) {
  const wall = pick(name, 'wall');
  const cells = [
    wall.toFixed(2),
    pick(name, 'user').toFixed(2),
    pick(name, 'memory').toFixed(0),
    (megabytes / wall).toFixed(0),
    (wall / pick('DuckDB', 'wall')).toFixed(2),
    (wall / pick('cp', 'wall')).toFixed(1),
  ];
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}

/** The same with a file ten times as long, where starting up weighs less. */
const large = join(folder, 'large.csv');
if (!existsSync(large))
  execFileSync(node, ['--import', 'tsx', ...generate, '1000000', '10'], {
    cwd: root,
    stdio: ['ignore', openSync(large, 'w'), 'inherit'],
  });
const largeOutput = join(folder, 'large-mapped.csv');
const timeLarge = (run: () => Figures) => {
  const walls = Array.from({ length: 5 }, () => {
    rmSync(largeOutput, { force: true });
    return run().wall;
  });
  rmSync(largeOutput, { force: true });
  return median(walls);
};
const mapLarge = timeLarge(() =>
  time(node, [cli, 'map', large, '-o', largeOutput, '--add', 'pro_state', '--quiet']),
);
const copyLarge = timeLarge(() => time('bash', ['-c', 'cp "$0" "$1" && sync "$1"', large, largeOutput]));
const gigabytes = statSync(large).size / 1e9;
console.log(
  `\n${gigabytes.toFixed(2)} GB: trackstate map ${mapLarge.toFixed(2)} s, cp and sync ${copyLarge.toFixed(2)} s; medians of 5 runs`,
);

/** Start-up, in whole processes. */
const many = (args: readonly string[]) =>
  median(
    Array.from({ length: 15 }, () => {
      const start = performance.now();
      spawnSync(node, args, { stdio: 'ignore' });
      return performance.now() - start;
    }),
  );
const small = join(folder, 'small.csv');
execFileSync('bash', ['-c', `head -n 1001 "${input}" > "${small}"`]);
const bare = many(['-e', '0']);
const version = many([cli, '--version']) / bare;
const thousand =
  many([cli, 'map', small, '-o', join(folder, 'small-mapped.csv'), '--force', '--quiet']) / bare;
console.log(
  `\nStart-up, as a multiple of node -e 0 (${bare.toFixed(0)} ms): --version ${version.toFixed(2)}, a file of 1,000 rows ${thousand.toFixed(2)}`,
);

const pipe = join(folder, 'memory.txt');
execFileSync(
  'bash',
  [
    '-c',
    `"${node}" --import tsx "${generate[0]}" 1000000 50 | /usr/bin/time -o "${pipe}" -f '%e %M' "${node}" "${cli}" map - -o /dev/null --add pro_state --quiet`,
  ],
  { cwd: root },
);
const [seconds = NaN, kilobytes = NaN] = execFileSync('cat', [pipe], { encoding: 'utf8' })
  .split(' ')
  .map(Number);
const piped = execFileSync(
  'bash',
  [
    '-c',
    `cat "${input}" | /usr/bin/time -o "${pipe}" -f '%M' "${node}" "${cli}" map - -o /dev/null --add pro_state --quiet; cat "${pipe}"`,
  ],
  { cwd: root, encoding: 'utf8' },
);
console.log(
  `Peak memory from a pipe: ${(Number(piped) / 1024).toFixed(0)} MB for ${megabytes.toFixed(0)} MB, ${(kilobytes / 1024).toFixed(0)} MB for ${((megabytes * 50) / 1000).toFixed(1)} GB (${seconds.toFixed(1)} s, with the generator)`,
);

const wall = pick('trackstate map', 'wall');
const targets: [what: string, found: number, limit: number][] = [
  ['÷ DuckDB', wall / pick('DuckDB', 'wall'), 0.55],
  ['÷ cp', wall / pick('cp', 'wall'), 5],
  ['÷ csv-parse + csv-stringify', wall / pick('csv-parse + csv-stringify', 'wall'), 0.1],
  ['peak MB', pick('trackstate map', 'memory'), 120],
  ['memory at 5 GB ÷ at 100 MB', kilobytes / Number(piped), 1.1],
  ['--version ÷ node -e 0', version, 1.6],
  ['1,000 rows ÷ node -e 0', thousand, 2.5],
];
console.log('\n| target | found | at most |\n|---|---|---|');
for (const [what, found, limit] of targets) {
  console.log(`| ${what} | ${found.toFixed(2)} | ${limit} |`);
  if (!(found <= limit)) {
    console.error(`Missed: ${what}`);
    process.exitCode = 1;
  }
}
