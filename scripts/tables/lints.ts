/** What a schema cannot say of the tables: each check by name. */
import { readLabel } from '../../src/mapping/codes.ts';
import { ruleName } from '../../src/mapping/compile.ts';
import type { TrackingEvent } from '../../src/mapping/event.ts';
import { buildMapper, type Mapper } from '../../src/mapping/mapper.ts';
import { didYouMean } from '../../src/suggest.ts';
import type { Decision, SourceId } from '../../src/tables/index.ts';
import { compareRows } from './format.ts';
import { allTables, type CrosswalkTable, type Fault, type Row, type Tables } from './read.ts';

type CrosswalkLine = CrosswalkTable['rows'][number];
type Report = (row: Row<unknown>, message: string) => void;

/** What a check of one source's table sees. */
interface Context {
  source: string;
  table: CrosswalkTable;
  tables: Tables;
  mapper: Mapper;
}

/** The checks of a source's table, by name. */
export const LINTS: Record<string, (context: Context, report: Report) => void> = {
  unknown_state({ table, tables }, report) {
    const known = tables.proStates.rows.map(({ value }) => value.state);
    for (const row of table.rows) {
      for (const state of statesOf(row)) {
        if (!known.includes(state))
          report(row, `${state} is not in pro-states.csv.${didYouMean(state, known)}`);
      }
    }
  },
  forbidden_state({ table, tables }, report) {
    const states = new Map(tables.proStates.rows.map(({ value }) => [value.state, value]));
    for (const row of table.rows) {
      for (const state of statesOf(row)) {
        if (states.get(state)?.systemOnly) report(row, `${state} is set by PRO alone: no code may give it`);
      }
      const { state } = row.value;
      if (state !== null && states.get(state)?.onDemandOnly) {
        report(row, `${state} is for on-demand shipments only: move it to pro_state_on_demand`);
      }
    }
  },
  duplicate_pair({ table }, report) {
    for (const [key, rows] of groupBy(table.rows, pairOf)) {
      for (const row of rows.slice(1))
        report(row, `${key} stands in line ${rows[0]?.line} already: keep one of the two`);
    }
  },
  generic_row({ table }, report) {
    for (const [status, rows] of groupBy(table.rows, ({ value }) => value.status)) {
      const general = rows.filter(({ value }) => value.generic);
      const row = general[1] ?? rows[0];
      if (general.length !== 1 && row) {
        report(row, `expected one row of status ${status} with generic=yes, found ${general.length}`);
      }
    }
  },
  unreachable_row({ source, table, mapper }, report) {
    for (const row of table.rows) {
      const { status: status_code, substatus: substatus_code } = row.value;
      const result = mapper.map({ source, status_code, substatus_code });
      const rule = result.rule ?? result.outcome;
      if (rule !== ruleName(source, status_code, substatus_code) || result.warnings.length > 0) {
        report(
          row,
          `its own codes lead to ${rule}: write them as the source sends them, without spaces or .0`,
        );
      }
    }
  },
  also_repeats_state({ table }, report) {
    for (const row of table.rows) {
      const { state, also } = row.value;
      for (const other of also) {
        if (other === state || also.indexOf(other) !== also.lastIndexOf(other)) {
          report(row, `also repeats ${other}: take it out`);
        }
      }
    }
  },
  label_collision({ table }, report) {
    const named = table.rows.flatMap((row) => namesOf(row).map((name) => ({ row, name })));
    for (const [name, uses] of groupBy(named, (use) => use.name)) {
      const rows = [...new Set(uses.map(({ row }) => row))];
      const declared = (row: CrosswalkLine) => row.value.shared.some((shared) => readLabel(shared) === name);
      if (uses.length > rows.length)
        report(uses[1]?.row as CrosswalkLine, `the name "${name}" stands twice in one row`);
      if (rows.length < 2) continue;
      for (const row of rows.filter((row) => !declared(row))) {
        report(
          row,
          `the name "${name}" is also that of ${rows.filter((r) => r !== row).map(pairOf)}: declare it in shared_names`,
        );
      }
      if (rows.filter(({ value }) => value.generic).length !== 1) {
        report(
          rows[0] as CrosswalkLine,
          `the name "${name}" needs exactly one row with generic=yes to lead to`,
        );
      }
    }
    for (const row of table.rows) {
      for (const shared of row.value.shared) {
        const name = readLabel(shared);
        const users = table.rows.filter((other) => name !== null && namesOf(other).includes(name));
        if (users.length < 2 || !users.includes(row))
          report(row, `shared_names: no other row is called "${shared}"`);
      }
    }
  },
  wrong_example({ source, table, mapper, tables }, report) {
    for (const row of table.rows) {
      for (const example of row.value.examples) {
        const fault = exampleFault(source, row, example, mapper, tables);
        if (fault) report(row, `example ${example}: ${fault}`);
      }
    }
  },
};

const pairOf = ({ value }: CrosswalkLine) => `${value.status}/${value.substatus}`;
const statesOf = ({ value }: CrosswalkLine) =>
  [value.state, value.onDemand?.state, ...value.also].filter((state) => typeof state === 'string');
const namesOf = ({ value }: CrosswalkLine) =>
  [value.label, ...value.aliases].flatMap((name) => readLabel(name) ?? []);

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** The event of an example: JSON as it stands, or codes (`2/204`, `204`). */
function exampleEvent(source: string, text: string): TrackingEvent {
  if (text.startsWith('{')) return JSON.parse(text) as TrackingEvent;
  const [status_code, substatus_code] = text.split('/');
  return { source, status_code, substatus_code };
}

/** What is wrong with one example; null where it gives what it says, by its own row. */
function exampleFault(
  source: string,
  row: CrosswalkLine,
  example: string,
  mapper: Mapper,
  tables: Tables,
): string | null {
  const [text = '', expected] = example.split(' => ');
  if (expected === undefined) return 'expected an event and its state, such as 2/204 => delivery_failed';
  const onDemand = expected.endsWith(' on_demand');
  const asked = onDemand ? mapperOf(tables, 'on_demand') : mapper;
  let event: TrackingEvent;
  try {
    event = exampleEvent(source, text);
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
  const result = asked.map(event);
  if (result.outcome === 'unmapped' || result.basis === 'fallback') return `is not mapped (${result.reason})`;
  if (result.rule !== ruleName(source, row.value.status, row.value.substatus))
    return `leads to ${result.rule}`;
  const leg = result.outcome === 'mapped' && result.leg === 'return' ? ' return' : '';
  const found = `${result.state ?? result.outcome}${leg}${onDemand ? ' on_demand' : ''}`;
  return found === expected ? null : `gives ${found}`;
}

/** A mapper over tables as they were read, good or bad. */
export function mapperOf(tables: Tables, shipmentType: 'scheduled' | 'on_demand' = 'scheduled'): Mapper {
  const sources = [...tables.sources].map(([id, { rows }]) => [id, rows.map(({ value }) => value)]);
  return buildMapper(new Map(sources as [SourceId, Decision[]][]), { shipmentType });
}

/** Runs every check over every table. */
export function lintTables(tables: Tables): Fault[] {
  const all = allTables(tables);
  const faults = all.flatMap((table) => table.faults);
  for (const table of all) {
    table.rows.forEach((row, i) => {
      const next = table.rows[i + 1];
      if (next && compareRows(row.cells, next.cells) > 0) {
        const message = 'out of canonical order: run npm run data';
        faults.push({ file: table.file, line: next.line, check: 'canonical_order', message });
      }
    });
  }
  for (const [state, rows] of groupBy(tables.proStates.rows, ({ value }) => value.state)) {
    const again = rows[1];
    if (again)
      faults.push({
        file: tables.proStates.file,
        line: again.line,
        check: 'duplicate_state',
        message: `${state} stands twice`,
      });
  }
  for (const { value, line } of tables.columns.rows) {
    const known = [...tables.sources.keys()];
    if (value.source === '' || known.includes(value.source)) continue;
    const message = `there is no source ${value.source}.${didYouMean(value.source, known)}`;
    faults.push({ file: tables.columns.file, line, check: 'unknown_source', message });
  }
  const mapper = mapperOf(tables);
  for (const [source, table] of tables.sources) {
    for (const [check, lint] of Object.entries(LINTS)) {
      lint({ source, table, tables, mapper }, ({ line }, message) =>
        faults.push({ file: table.file, line, check, message }),
      );
    }
  }
  return faults;
}
