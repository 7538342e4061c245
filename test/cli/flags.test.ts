import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS, KINDS, type Kind } from '../../src/cli/flags/commands.ts';
import { help } from '../../src/cli/flags/help.ts';
import { FLAGS, flagsOf } from '../../src/cli/flags/table.ts';
import { TABLE_FORMATS } from '../../src/cli/report/crosswalk.ts';
import { APPENDABLE } from '../../src/csv/annotate/appended.ts';
import { crosswalks } from '../../src/tables/index.ts';
import { cases } from '../campaign.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');

const EVENTS = [
  ['A', 'dhl', '1', '102', '2026-03-01 08:00:00', 'Booked', 'Ghent'],
  ['A', 'dhl', '3', '301', '2026-03-02 08:00:00', 'Delivered', 'Ghent'],
  ['B', 'ups', '0', '', '2026-03-01 08:00:00', 'Out for delivery', 'Bruges'],
  ['B', 'ups', '99', '', '2026-03-02 08:00:00', 'Delivered', 'Bruges'],
  ['A', 'dhl', '1', '101', '2026-03-09 08:00:00', 'Label printed', 'Lille'],
  ['C', 'dhl', '1', '102', '2026-03-09 08:00:00', 'Booked', 'Lille'],
];
const CSV = [
  'tracking_number,carrier_id,order_status_code,substatus_code,time,context,location,other',
  ...EVENTS.map((event, i) =>
    [...event, ['1', '3', '5', '2026-04-01 08:00:00', 'Delivered', '5'][i]].join(','),
  ),
  'A,dhl,5,one,field,too,many,for,it',
].join('\n');
const JSON_LINES = [
  ...EVENTS.map(([tracking_number, carrier_id, order_status_code, substatus_code, time, context, location]) =>
    JSON.stringify({
      tracking_number,
      carrier_id,
      order_status_code,
      items: [{ order_status_code, substatus_code, time, context, location }],
    }),
  ),
  '{"cut',
].join('\n');
const ON_DEMAND = 'source,status_code,substatus_code,pro_state,note\nkd100,1,102,collection_booked,ours\n';
const OVERRIDES = [
  'source,carrier_id,status_code,substatus_code,pro_state,note',
  'kd100,,1,102,at_customs,ours',
  'kd100,dhl,1,102,delayed,theirs',
].join('\n');

/** What a flag is tried with: its value, what stands beside it in both runs, and the CSV file that shows it. */
interface Sample {
  readonly value?: string;
  readonly beside?: string;
  /** What stands beside it where the input is CSV. */
  readonly csv?: string;
  readonly file?: string;
}

const COLUMN: Sample = { value: 'other', csv: '--source kd100' };
const SAMPLES: Readonly<Record<string, Sample>> = {
  output: { value: 'out' },
  directory: { value: 'out' },
  source: { value: '17track' },
  'status-column': COLUMN,
  'substatus-column': { ...COLUMN, csv: '--source kd100 --status-column order_status_code' },
  'label-column': COLUMN,
  'carrier-column': { value: 'other' },
  'infer-text': {},
  'text-column': { value: 'other', beside: '--infer-text' },
  arbitrate: { value: 'refine', beside: '--infer-text' },
  'group-columns': { value: 'carrier_id' },
  'time-column': { value: 'other' },
  'description-column': { value: 'other', beside: '--json' },
  'location-column': { value: 'other', beside: '--timeline' },
  'time-zone': { value: 'Asia/Tokyo' },
  now: { value: '2026-11-21T12:00:00Z', beside: '--time-zone UTC' },
  json: {},
  timeline: {},
  grouped: {},
  'reuse-after-days': { value: '2', beside: '--time-zone UTC' },
  'no-header': { csv: '--source kd100 --status-column 3 --group-columns 1 --time-column 5' },
  add: { value: 'leg' },
  prefix: { value: 'our_' },
  delimiter: { value: '^', file: CSV.replaceAll(',', '^') },
  quote: { value: "'", file: `${CSV}\nC,dhl,5,,2026-03-01 08:00:00,'a, b',Ghent,1\n` },
  escape: { value: '\\', file: `${CSV}\nC,dhl,5,,2026-03-01 08:00:00,"a \\", b",Ghent,1\n` },
  comment: { value: '#', file: `${CSV}\n# nothing\n` },
  overrides: { value: 'own.csv' },
  text: { value: 'Delivered' },
  carrier: { value: 'dhl', beside: '--overrides own.csv' },
  'on-demand': {},
  fallback: { value: 'in_transit' },
  strict: {},
  rejects: { value: 'bad.csv' },
  'max-row-bytes': { value: '60' },
  jobs: { value: '1' },
  force: { beside: '-o there' },
  summary: { value: 'figures.json' },
  format: { value: 'json' },
  quiet: {},
  help: {},
};

/** What each kind of input is named with. */
const INPUTS: Readonly<Record<Kind | 'none', readonly string[]>> = {
  csv: ['in.csv'],
  json: ['in.jsonl'],
  code: ['1', '102'],
  text: ['--text', 'Delivered'],
  state: ['at_customs'],
  none: [],
};

/** What a run leaves: what it says, its exit code and its files. */
function run(args: readonly string[], file: string): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'trackstate-flags-'));
  const files = {
    'in.csv': file,
    'in.jsonl': JSON_LINES,
    'own.csv': OVERRIDES,
    'demand.csv': ON_DEMAND,
    there: 'there',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd: folder }, (error, stdout, stderr) => {
      const left: Record<string, string> = {
        '': String(error?.code ?? 0),
        '>': stdout,
        '>>': stderr.replace(/in [\d.]+ s \(.*\)/g, ''),
      };
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) left[entry.name] = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      rmSync(folder, { recursive: true });
      resolve(left);
    });
  });
}

/** The same without the flag, which many flags share. */
const runs = new Map<string, ReturnType<typeof run>>();
function without(args: readonly string[], file: string): ReturnType<typeof run> {
  const key = [...args, file].join('\0');
  const known = runs.get(key) ?? run(args, file);
  runs.set(key, known);
  return known;
}

const trials = COMMANDS.flatMap((command) =>
  flagsOf(command.name).flatMap((flag) =>
    (command.kinds.length > 0 ? command.kinds : (['none'] as const)).map((kind) => ({
      command: command.name,
      name: flag.name,
      kind,
      works: kind === 'none' || (flag.kinds?.includes(kind) ?? true),
      flag,
    })),
  ),
).filter(({ name, kind }) => name !== 'text' || kind === 'text');

describe('the table of flags', () => {
  test.concurrent.each(trials.filter((_, i) => i % cases(1, 4) === 0))(
    '$command --$name does something for $kind: $works',
    async ({ command, name, kind, works, flag }) => {
      const { value, beside = '', csv = '', file = CSV } = SAMPLES[name] ?? {};
      const given = [`--${name}`, ...(value === undefined ? [] : [value])];
      // What another command has is left out.
      const words = (text: string) =>
        [...text.matchAll(/(--?([\w-]+))(?: ([^-]\S*))?/g)]
          .filter((found) => flagsOf(command).some(({ name, short }) => [name, short].includes(found[2])))
          .flatMap((found) => [found[1], found[3]])
          .filter((word) => word !== undefined);
      const input = command === 'check' ? ['demand.csv'] : name === 'text' ? [] : INPUTS[kind];
      const args = [command, ...input, ...words(beside), ...(kind === 'csv' ? words(csv) : [])];
      const after = await run([...args, ...given], file);
      if (works) {
        expect(after['']).not.toBe('2');
        expect(after).not.toEqual(await without(args, file));
      } else {
        expect(after['']).toBe('2');
        expect(after['>']).toBe('');
        const named = [name, ...(flag.needs ?? [])].map((other) => `--${other} is for `);
        expect(named.some((words) => after['>>']?.includes(words))).toBe(true);
        expect(after['>>']).toContain(` is ${KINDS[kind as Kind]}: leave it out`);
      }
    },
  );

  test('is tried flag by flag', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual(FLAGS.map(({ name }) => name).sort());
    expect(trials.length).toBeGreaterThan(130);
  });

  test.each(FLAGS)('has for --$name a help, and commands that there are', (flag) => {
    expect(flag.help).toMatch(/^\S.*[^.\s]$/);
    expect(flag.commands.length).toBeGreaterThan(0);
    const known = COMMANDS.map(({ name }) => name);
    for (const command of flag.commands) {
      expect(known).toContain(command);
      const text = help(COMMANDS.find(({ name }) => name === command));
      expect(text.includes(`--${flag.name}`)).toBe(flag.deprecated !== true);
      for (const other of [...(flag.needs ?? []), ...(command === 'map' ? [flag.excludes ?? flag.name] : [])])
        expect(flagsOf(command).map(({ name }) => name)).toContain(other);
    }
  });

  test('names each flag and each short form once', () => {
    const names = FLAGS.flatMap(({ name, short }) => (short ? [name, short] : [name]));
    expect(new Set(names).size).toBe(names.length);
  });

  test('lists every source, every column to append and every format', () => {
    const helpOf = (flag: string) => FLAGS.find(({ name }) => name === flag)?.help;
    for (const source of crosswalks.keys()) expect(helpOf('source')).toContain(source);
    expect(helpOf('add')).toContain(Object.keys(APPENDABLE).join(', '));
    for (const format of Object.keys(TABLE_FORMATS)) expect(helpOf('format')).toContain(format);
  });
});

describe('flags that do not go together are refused', () => {
  test.each([
    ['map in.csv -o out -d out', '--output and --directory exclude each other'],
    ['map in.csv --no-header --prefix our_', '--no-header and --prefix exclude each other'],
    ['map in.csv --quote none --escape x', '--escape stands before a quote, and --quote none says'],
    ['map in.csv --text-column context', '--text-column does nothing without --infer-text: give that too'],
    ['map in.csv --arbitrate refine', '--arbitrate does nothing without --infer-text: give that too'],
    ['map in.csv in.jsonl -d out --comment #', '--comment is for CSV, and in.jsonl is JSON: leave it out'],
    ['resolve in.csv --json --timeline', '--json and --timeline exclude each other'],
    ['resolve in.csv --location-column 1', '--location-column does nothing without --json or --timeline'],
    ['explain 2 204 --carrier dhl', '--carrier does nothing without --overrides: give that too'],
    ['explain --text x --carrier dhl --overrides own.csv', '--overrides is for a code, and "x" is a text'],
    ['map in.csv --comment=', '--comment needs a value: --comment TEXT'],
  ])('%s', async (line, message) => {
    const after = await run(line.split(' '), CSV);
    expect(after['>>']).toContain(message);
    expect(after['']).toBe('2');
    expect(Object.keys(after).sort()).toEqual([
      '',
      '>',
      '>>',
      'demand.csv',
      'in.csv',
      'in.jsonl',
      'own.csv',
      'there',
    ]);
  });
});
