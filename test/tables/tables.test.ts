import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS, renderDocument } from '../../scripts/docs.ts';
import { formatTable } from '../../scripts/tables/format.ts';
import { generate, generateColumns } from '../../scripts/tables/generate.ts';
import { LINTS, lintTables, mapperOf } from '../../scripts/tables/lints.ts';
import { allTables, readTable, readTables, type Table, type Tables } from '../../scripts/tables/read.ts';
import {
  type Cells,
  columnSchema,
  crosswalkSchema,
  DICTIONARY,
  proStateSchema,
} from '../../src/tables/schema.ts';
import { cases } from '../campaign.ts';
import { PUBLISHED_CODES, PUBLISHED_STATES } from './published.ts';

const root = join(import.meta.dirname, '../..');
const tables = readTables(join(root, 'data'));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The tables with one file's cells changed, read again from text as the scripts do. */
function changed(file: string, change: (rows: Cells[]) => Cells[]): Tables {
  const again = <T extends Table<unknown>>(table: T, schema: unknown): T => {
    if (table.file !== file) return table;
    const rows = change(table.rows.map((row) => ({ ...row.cells })));
    const quote = (text = '') => `"${text.replaceAll('"', '""')}"`;
    const text = [table.columns, ...rows.map((row) => table.columns.map((column) => row[column]))]
      .map((line) => line.map(quote).join(','))
      .join('\n');
    return readTable(table.file, `${text}\n`, schema as Parameters<typeof readTable>[2]) as T;
  };
  return {
    proStates: again(tables.proStates, proStateSchema),
    columns: again(tables.columns, columnSchema),
    sources: new Map([...tables.sources].map(([id, table]) => [id, again(table, crosswalkSchema)])),
    texts: tables.texts,
  };
}

/** Everything that the project checks of its tables: the lints, the published codes, and the documents. */
function faultsOf(candidate: Tables): string[] {
  const faults = lintTables(candidate).map(({ check, message }) => `${check}: ${message}`);
  for (const [source, codes] of Object.entries(PUBLISHED_CODES)) {
    const rows = candidate.sources.get(source)?.rows ?? [];
    const listed = new Set(rows.map(({ value }) => `${value.status}/${value.substatus}`));
    for (const code of codes) if (!listed.has(code)) faults.push(`${source} lacks ${code}`);
    if (rows.length !== codes.length)
      faults.push(`${source} has ${rows.length} rows, published are ${codes.length}`);
  }
  const states = candidate.proStates.rows.map(({ value }) => value.state);
  if ([...states].sort().join() !== [...PUBLISHED_STATES].sort().join())
    faults.push('the states are not the published 42');
  for (const path of DOCUMENTS)
    if (renderDocument(read(path), candidate) !== read(path)) faults.push(`${path} differs`);
  return faults;
}

describe('the tables', () => {
  test('have no fault', () => {
    expect(faultsOf(tables)).toEqual([]);
  });

  test('hold what is published', () => {
    expect(PUBLISHED_STATES).toHaveLength(42);
    expect(Object.values(PUBLISHED_CODES).map((codes) => codes.length)).toEqual([37, 30, 7]);
  });

  test('are in canonical form, and formatting again changes nothing', () => {
    for (const table of allTables(tables))
      expect(formatTable(table), table.file).toBe(read(`data/${table.file}`));
  });

  test('are what src/ was generated from', () => {
    expect(generate(tables)).toBe(read('src/tables/generated.ts'));
    expect(generateColumns(tables.columns)).toBe(read('src/csv/columns/generated.ts'));
  });

  test('have a description for every column', () => {
    for (const [file, columns] of Object.entries(DICTIONARY)) {
      for (const [column, text] of Object.entries(columns))
        expect(text, `${file} ${column}`).toMatch(/\w{2}/);
    }
  });

  test('give the same whatever the order of their rows, and format to the same text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...tables.sources.keys()), fc.infiniteStream(fc.nat()), (source, keys) => {
        const file = `sources/${source}.csv`;
        const shuffled = changed(file, (rows) =>
          rows
            .map((row) => [keys.next().value as number, row] as const)
            .sort(([a], [b]) => a - b)
            .map(([, row]) => row),
        );
        const table = shuffled.sources.get(source);
        if (!table) throw new Error(`no ${source}`);
        expect(formatTable(table)).toBe(read(`data/${file}`));
        const before = mapperOf(tables);
        const after = mapperOf(shuffled);
        for (const { value } of table.rows) {
          for (const event of [
            { source, status_code: value.status, substatus_code: value.substatus },
            { source, status_code: value.status },
            { source, substatus_code: value.substatus },
            { source, status_description: value.label },
          ]) {
            expect(after.map(event)).toEqual(before.map(event));
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('mutations', () => {
  const states = tables.proStates.rows.map(({ value }) => value.state);
  const mutants: [name: string, make: () => Tables][] = [];
  for (const [source, { file, rows }] of tables.sources) {
    rows.forEach(({ cells }, i) => {
      const name = `${source} ${cells.status_code}/${cells.substatus_code}`;
      const edit = (change: Partial<Cells>) => () =>
        changed(file, (all) => all.map((row, j) => (i === j ? ({ ...row, ...change } as Cells) : row)));
      mutants.push([`${name} deleted`, () => changed(file, (all) => all.filter((_, j) => i !== j))]);
      for (const state of states.filter((other) => other !== cells.pro_state)) {
        const filled = cells.outcome === 'state' ? {} : { outcome: 'state', match: 'exact', leg: 'outbound' };
        mutants.push([`${name} gives ${state}`, edit({ ...filled, pro_state: state })]);
      }
      if (cells.outcome === 'state') {
        mutants.push([
          `${name} changes nothing`,
          edit({ outcome: 'no_change', pro_state: '', match: '', leg: '' }),
        ]);
        for (const match of ['exact', 'close', 'broad'])
          if (match !== cells.match) mutants.push([`${name} ${match}`, edit({ match })]);
        mutants.push([`${name} other leg`, edit({ leg: cells.leg === 'return' ? 'outbound' : 'return' })]);
        mutants.push([
          `${name} on demand`,
          edit({ pro_state_on_demand: 'delayed', match_on_demand: 'close' }),
        ]);
      }
      mutants.push([`${name} generic flipped`, edit({ generic: cells.generic === 'yes' ? 'no' : 'yes' })]);
      for (const column of ['status_code', 'substatus_code', 'label', 'aliases', 'also', 'note']) {
        mutants.push([
          `${name} ${column} changed`,
          edit({ [column]: column === 'also' ? 'lost' : 'Another thing than before.' }),
        ]);
      }
    });
  }
  const { file, rows, columns } = tables.proStates;
  rows.forEach(({ cells }, i) => {
    mutants.push([`${cells.state} deleted`, () => changed(file, (all) => all.filter((_, j) => i !== j))]);
    for (const column of columns.filter((name) => name !== 'origin')) {
      const other = { yes: 'no', no: 'yes' }[cells[column] ?? ''] ?? 'something_else';
      const change = (all: Cells[]) => all.map((row, j) => (i === j ? { ...row, [column]: other } : row));
      mutants.push([`${cells.state} ${column} changed`, () => changed(file, change)]);
    }
  });

  const swaps = mutants.filter(([name]) => / gives \w+$/.test(name));
  const others = mutants.filter(([name]) => !/ gives \w+$/.test(name));
  /** Every tenth will do for a hand at work: each row has dozens. */
  const some = <T>(list: readonly T[]) => list.filter((_, i) => i % cases(1, 10) === 0);

  test('are made of every row and state', () => {
    // 41 other states for each row with a state, 42 for each without.
    expect(swaps.length).toBeGreaterThanOrEqual(71 * 41 + 3 * 42);
    expect(others.length).toBeGreaterThan(74 * 10 + 42 * 9);
  });

  test('of a state are killed by the examples inside the rows', () => {
    const survivors = some(swaps).filter(([name, make]) => {
      const candidate = make();
      const [source = ''] = name.split(' ');
      const table = candidate.sources.get(source);
      let killed = false;
      if (table)
        LINTS.wrong_example?.(
          { source, table, tables: candidate, mapper: mapperOf(candidate) },
          () => (killed = true),
        );
      return !killed;
    });
    expect(survivors.map(([name]) => name)).toEqual([]);
  });

  test('of anything else are killed by the lints, the published codes, or the documents', () => {
    const survivors = some(others)
      .filter(([, make]) => faultsOf(make()).length === 0)
      .map(([name]) => name);
    expect(survivors).toEqual([]);
  });
});

describe('the lints', () => {
  const kd100 = 'sources/kd100.csv';
  const first = (change: Partial<Cells>) => (rows: Cells[]) =>
    rows.map((row, i) => (i === 0 ? ({ ...row, ...change } as Cells) : row));
  const planted: [check: string, file: string, change: (rows: Cells[]) => Cells[], message: RegExp][] = [
    [
      'unknown_state',
      kd100,
      first({ pro_state: 'in_transitt' }),
      /in_transitt is not in pro-states.csv. Did you mean in_transit\?/,
    ],
    ['forbidden_state', kd100, first({ also: 'cancelling' }), /cancelling is set by PRO alone/],
    ['forbidden_state', kd100, first({ pro_state: 'collection_booked' }), /move it to pro_state_on_demand/],
    ['duplicate_pair', kd100, (rows) => [...rows.slice(0, 1), ...rows], /0\/0 stands in line 2 already/],
    [
      'generic_row',
      kd100,
      first({ generic: 'no' }),
      /expected one row of status 0 with generic=yes, found 0/,
    ],
    ['unreachable_row', kd100, first({ substatus_code: '0.0' }), /its own codes lead to kd100:0\/0/],
    ['also_repeats_state', kd100, first({ also: 'in_transit' }), /also repeats in_transit/],
    ['also_repeats_state', kd100, first({ also: 'lost|lost' }), /also repeats lost/],
    [
      'label_collision',
      kd100,
      first({ label: 'Delivered' }),
      /"delivered" is also that of 3\/3: declare it in shared_names/,
    ],
    ['label_collision', kd100, first({ aliases: '在途|在途' }), /stands twice in one row/],
    [
      'label_collision',
      kd100,
      first({ shared_names: 'In transit|Nowhere' }),
      /no other row is called "Nowhere"/,
    ],
    ['wrong_example', kd100, first({ example: '0/0 => delivered' }), /gives in_transit/],
    ['wrong_example', kd100, first({ example: '3/3 => delivered' }), /leads to kd100:3\/3/],
    ['wrong_example', kd100, first({ example: '999 => delivered' }), /is not mapped \(unknown_code\)/],
    ['wrong_example', kd100, first({ example: '{"a":' + ' => delivered' }), /cannot be read/],
    ['wrong_example', kd100, first({ example: '0/0' }), /expected an event and its state/],
    ['canonical_order', kd100, (rows) => [...rows].reverse(), /run npm run data/],
    ['canonical_order', 'pro-states.csv', (rows) => [...rows].reverse(), /run npm run data/],
    [
      'duplicate_state',
      'pro-states.csv',
      (rows) => [...rows.slice(0, 1), ...rows],
      /unallocated stands twice/,
    ],
    [
      'unknown_source',
      'columns.csv',
      first({ source: 'kd1000' }),
      /there is no source kd1000. Did you mean kd100\?/,
    ],
    ['schema', kd100, first({ note: 'Too short.' }), /note: expected the reason in one sentence/],
    ['schema', kd100, first({ origin: 'somewhere' }), /origin: expected an address and the date/],
    ['schema', kd100, first({ match: '' }), /match: expected a value where outcome is state/],
    ['schema', kd100, first({ outcome: 'no_change' }), /expected nothing where outcome is no_change/],
    ['schema', kd100, first({ match_on_demand: 'close' }), /both filled or both empty/],
    ['schema', kd100, first({ generic: 'maybe' }), /generic: expected yes or no/],
  ];

  test.each(planted)('%s finds %#', (check, file, change, message) => {
    const faults = lintTables(changed(file, change)).filter(
      (fault) => fault.check === check && fault.file === file,
    );
    expect(faults.map((fault) => fault.message).join('\n')).toMatch(message);
    expect(faults.every(({ line }) => line > 1)).toBe(true);
  });

  test('each have a case here', () => {
    const covered = new Set(planted.map(([check]) => check));
    expect(Object.keys(LINTS).filter((lint) => !covered.has(lint))).toEqual([]);
  });

  test('a row with a missing comma is named with its line', () => {
    const { faults } = readTable('t.csv', 'header,role\na\n', columnSchema);
    expect(faults).toEqual([
      {
        file: 't.csv',
        line: 2,
        check: 'columns',
        message: 'expected 2 cells, found 1: is a comma missing its quotes?',
      },
    ]);
  });
});
