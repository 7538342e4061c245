/** The crosswalk as text, for `trackstate table` and for the README. */
import type { CrosswalkRow } from '../../tables/rows.ts';

/** By the name of their source. */
type Crosswalks = ReadonlyMap<string, readonly CrosswalkRow<string>[]>;

const code = ({ status, substatus }: CrosswalkRow<string>) =>
  substatus === '' ? status : `${status} / ${substatus}`;

function markdown(crosswalks: Crosswalks): string {
  const parts = [...crosswalks].map(([source, rows]) => {
    const lines = rows.map((row) => {
      const state =
        row.state === null ? 'no change' : `\`${row.state}\`${row.leg === 'return' ? ', return leg' : ''}`;
      const onDemand = row.onDemand ? `; on demand \`${row.onDemand.state}\` (${row.onDemand.match})` : '';
      const also = row.also.map((other) => `\`${other}\``).join(', ');
      const label = [row.label, ...row.aliases].join(' · ');
      return `| ${code(row)} | ${label} | ${state}${onDemand} | ${row.match ?? ''} | ${also} | ${row.note} |`;
    });
    const head = ['| code | names | PRO state | match | also | why |', '|---|---|---|---|---|---|'];
    return [`### ${source}`, '', ...head, ...lines].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The columns of the CSV form, each with the value of a row. */
const CSV_COLUMNS: Readonly<Record<string, (row: CrosswalkRow<string>, source: string) => string>> = {
  source: (_, source) => source,
  status_code: (row) => row.status,
  substatus_code: (row) => row.substatus,
  label: (row) => row.label,
  aliases: (row) => row.aliases.join('|'),
  outcome: (row) => (row.state === null ? 'no_change' : 'state'),
  pro_state: (row) => row.state ?? '',
  match: (row) => row.match ?? '',
  leg: (row) => row.leg ?? '',
  pro_state_on_demand: (row) => row.onDemand?.state ?? '',
  match_on_demand: (row) => row.onDemand?.match ?? '',
  also: (row) => row.also.join('|'),
  note: (row) => row.note,
  origin: (row) => row.origin,
};

function csv(crosswalks: Crosswalks): string {
  const values = Object.values(CSV_COLUMNS);
  const lines = [...crosswalks].flatMap(([source, rows]) =>
    rows.map((row) => values.map((value) => cell(value(row, source))).join(',')),
  );
  return `${[Object.keys(CSV_COLUMNS).join(','), ...lines].join('\n')}\n`;
}

function json(crosswalks: Crosswalks): string {
  const rows = [...crosswalks].flatMap(([source, decisions]) => decisions.map((row) => ({ source, ...row })));
  return `${JSON.stringify(rows, null, 2)}\n`;
}

export const TABLE_FORMATS: Readonly<Record<string, (crosswalks: Crosswalks) => string>> = {
  md: markdown,
  csv,
  json,
};
