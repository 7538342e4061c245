/** Reads the hand-edited tables in data/ and checks their shape. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { type Cells, columnSchema, crosswalkSchema, proStateSchema } from '../../src/tables/schema.ts';
import { textSchema } from '../../src/text/schema.ts';

/** One thing wrong with a table: where, which check found it, and what to do. */
export interface Fault {
  file: string;
  line: number;
  check: string;
  message: string;
}

/** One row: its cells as written, the checked value, and its line. */
export interface Row<T> {
  cells: Cells;
  value: T;
  line: number;
}

/** A table as read: its column names, its good rows, and the faults of the others. */
export interface Table<T> {
  file: string;
  columns: string[];
  rows: Row<T>[];
  faults: Fault[];
}

interface Schema<T> {
  safeParse(
    cells: Cells,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
}

type ProStateTable = Table<(typeof proStateSchema)['_zod']['output']>;
export type CrosswalkTable = Table<(typeof crosswalkSchema)['_zod']['output']>;

export type ColumnTable = Table<(typeof columnSchema)['_zod']['output']>;

export type TextTable = Table<(typeof textSchema)['_zod']['output']>;

/** All tables of the project. */
export interface Tables {
  proStates: ProStateTable;
  columns: ColumnTable;
  sources: Map<string, CrosswalkTable>;
  /** The rules of texts, by language. */
  texts: Map<string, TextTable>;
}

/** Checks the text of one CSV table against its schema, row by row. */
export function readTable<T>(file: string, text: string, schema: Schema<T>): Table<T> {
  const records = parse(text, { bom: true, info: true, relax_column_count: true }) as unknown as {
    record: string[];
    info: { lines: number };
  }[];
  const columns = records[0]?.record ?? [];
  const table: Table<T> = { file, columns, rows: [], faults: [] };
  for (const { record, info } of records.slice(1)) {
    const fault = (check: string, message: string) =>
      table.faults.push({ file, line: info.lines, check, message });
    if (record.length !== columns.length) {
      fault(
        'columns',
        `expected ${columns.length} cells, found ${record.length}: is a comma missing its quotes?`,
      );
      continue;
    }
    const cells = Object.fromEntries(columns.map((column, i) => [column, record[i] ?? '']));
    const checked = schema.safeParse(cells);
    if (checked.success) table.rows.push({ cells, value: checked.data, line: info.lines });
    else
      for (const { path, message } of checked.error.issues) fault('schema', `${path.join('.')}: ${message}`);
  }
  return table;
}

/** Reads every table below a data folder. */
export function readTables(folder: string): Tables {
  const read = <T>(path: string, schema: Schema<T>) =>
    readTable(path, readFileSync(join(folder, path), 'utf8'), schema);
  const tablesIn = (name: string) => readdirSync(join(folder, name)).filter((file) => file.endsWith('.csv'));
  const files = tablesIn('sources');
  return {
    proStates: read('pro-states.csv', proStateSchema),
    columns: read('columns.csv', columnSchema),
    sources: new Map(
      files
        .map((file): [string, CrosswalkTable] => [
          basename(file, '.csv'),
          read(`sources/${file}`, crosswalkSchema),
        ])
        // The richest source first: it is the one that most people look for.
        .sort(([a, one], [b, two]) => two.rows.length - one.rows.length || (a < b ? -1 : 1)),
    ),
    texts: new Map(
      tablesIn('text')
        .sort()
        .map((file): [string, TextTable] => [basename(file, '.csv'), read(`text/${file}`, textSchema)]),
    ),
  };
}

/** The tables one by one. */
export const allTables = ({ proStates, columns, sources, texts }: Tables): Table<unknown>[] => [
  proStates,
  columns,
  ...sources.values(),
  ...texts.values(),
];
