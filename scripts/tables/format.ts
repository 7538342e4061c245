/** The canonical form of the tables: order of rows, quoting, line ends. */
import type { Cells } from '../../src/tables/schema.ts';
import type { Table } from './read.ts';

/** The phases in the order of a parcel's way; pro-states.csv follows it. */
const PHASES =
  'pre_manifest manifested first_mile in_transit customs last_mile collection_point exception return final cancelled'.split(
    ' ',
  );

const byCode = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

/** The canonical order of rows: states by phase; codes by number or name, a status's general row first. */
export function compareRows(a: Cells, b: Cells): number {
  // The first fitting heading wins, and rules of texts stand as people read them: the order is a decision.
  if (a.header !== undefined || a.pattern !== undefined) return 0;
  if (a.phase !== undefined) return PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase ?? '');
  const general = (cells: Cells) => (cells.generic === 'yes' ? 0 : 1);
  return (
    byCode(a.status_code ?? '', b.status_code ?? '') ||
    general(a) - general(b) ||
    byCode(a.substatus_code ?? '', b.substatus_code ?? '')
  );
}

const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A table as CSV text in canonical form. Formatting what is formatted changes nothing. */
export function formatTable(table: Table<unknown>): string {
  const rows = table.rows.map(({ cells }) => cells).sort(compareRows);
  const lines = rows.map((cells) =>
    table.columns.map((column) => quote((cells[column] ?? '').trim())).join(','),
  );
  return `${[table.columns.join(','), ...lines].join('\n')}\n`;
}
