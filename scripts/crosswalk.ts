/** The crosswalk as text, for `trackstate table` and for the README. */
import { crosswalks, type Decision, type SourceId } from '../src/tables/index.ts';

const code = ({ status, substatus }: Decision) => (substatus === '' ? status : `${status} / ${substatus}`);

function markdown(sources: readonly SourceId[]): string {
  const parts = sources.map((source) => {
    const rows = (crosswalks.get(source) ?? []).map((row) => {
      const state = row.state === null ? 'no change' : `\`${row.state}\`${row.leg === 'return' ? ', return leg' : ''}`;
      const onDemand = row.onDemand ? `; on demand \`${row.onDemand.state}\` (${row.onDemand.match})` : '';
      const also = row.also.map((other) => `\`${other}\``).join(', ');
      return `| ${code(row)} | ${row.label} | ${state}${onDemand} | ${row.match ?? ''} | ${also} | ${row.note} |`;
    });
    return [`### ${source}`, '', '| code | label | PRO state | match | also | why |', '|---|---|---|---|---|---|', ...rows].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function csv(sources: readonly SourceId[]): string {
  const head = 'source,status_code,substatus_code,label,aliases,outcome,pro_state,match,leg,pro_state_on_demand,match_on_demand,also,note,origin';
  const rows = sources.flatMap((source) =>
    (crosswalks.get(source) ?? []).map((row) =>
      [
        source,
        row.status,
        row.substatus,
        row.label,
        row.aliases.join('|'),
        row.state === null ? 'no_change' : 'state',
        row.state ?? '',
        row.match ?? '',
        row.leg ?? '',
        row.onDemand?.state ?? '',
        row.onDemand?.match ?? '',
        row.also.join('|'),
        row.note,
        row.origin,
      ]
        .map(cell)
        .join(','),
    ),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

const json = (sources: readonly SourceId[]) =>
  `${JSON.stringify(sources.flatMap((source) => (crosswalks.get(source) ?? []).map((row) => ({ source, ...row }))), null, 2)}\n`;

/** The formats of the crosswalk, by name. */
export const TABLE_FORMATS: Readonly<Record<string, (sources: readonly SourceId[]) => string>> = { md: markdown, csv, json };
