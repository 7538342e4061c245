/** The generated parts of the documents; `npm run data` writes them. */
import { TABLE_FORMATS } from '../src/cli/report/crosswalk.ts';
import { ROW_FAULTS } from '../src/csv/read/scan.ts';
import { REASONS, WARNINGS } from '../src/mapping/result.ts';
import { CHANGE_RULES } from '../src/pro/changes.ts';
import { ANOMALIES } from '../src/shipments/anomalies.ts';
import { ACTIONS } from '../src/shipments/apply.ts';
import { NOTICES } from '../src/sources/payload.ts';
import { DICTIONARY } from '../src/tables/schema.ts';
import { textColumns } from '../src/text/schema.ts';
import type { Tables } from './tables/read.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const codes = (list: Readonly<Record<string, string>>, head: string) =>
  table(
    [head, 'meaning'],
    Object.entries(list).map(([code, text]) => [`\`${code}\``, text]),
  );
const described = (columns: Readonly<Record<string, { readonly description?: string | undefined }>>) =>
  Object.fromEntries(Object.entries(columns).map(([name, { description = '' }]) => [name, description]));
const yes = (value: boolean) => (value ? 'yes' : '');

/** The generated parts, by the name between their marks. */
const PARTS: Readonly<Record<string, (tables: Tables) => string>> = {
  crosswalk: ({ sources }) =>
    TABLE_FORMATS.md?.(
      new Map([...sources].map(([id, { rows }]) => [id, rows.map(({ value }) => value)])),
    ).trimEnd() ?? '',
  warnings: () => codes(WARNINGS, 'warning'),
  reasons: () => codes(REASONS, 'reason'),
  anomalies: () => codes(ANOMALIES, 'anomaly'),
  notices: () => codes(NOTICES, 'notice'),
  actions: () => codes(ACTIONS, 'action'),
  'change-rules': () =>
    table(
      ['rule', 'verdict', 'reason', 'document'],
      Object.entries(CHANGE_RULES).map(([rule, { verdict, reason, origin }]) => [
        `\`${rule}\``,
        verdict,
        reason,
        origin === null ? '' : `[${origin.split('/').at(-1)?.split(' ')[0]}](${origin.split(' ')[0]})`,
      ]),
    ),
  'row-faults': () => codes(ROW_FAULTS, 'reason'),
  states: ({ proStates }) =>
    table(
      [
        'state',
        'phase',
        'progress',
        'milestone',
        'final',
        'can cancel',
        'can delete',
        'locked',
        'set by PRO only',
        'on demand only',
        'settable by hand',
        'documented as final',
        'description',
        'note',
      ],
      proStates.rows.map(({ value: row }) => [
        `\`${row.state}\``,
        row.phase,
        row.progress === null ? '' : String(row.progress),
        row.milestone ?? '',
        yes(row.final),
        row.canCancel,
        yes(row.canDelete),
        yes(row.locked),
        yes(row.systemOnly),
        yes(row.onDemandOnly),
        row.settable,
        yes(row.terminalDocumented),
        row.description,
        row.note,
      ]),
    ),
  columns: ({ columns }) =>
    table(
      ['heading', 'role', 'source', 'certainty', 'note'],
      columns.rows.map(({ value: row }) => [
        `\`${row.header}\``,
        row.role,
        row.source,
        row.certainty,
        row.note,
      ]),
    ),
  dictionary: () =>
    Object.entries({ ...DICTIONARY, 'text/*.csv': described(textColumns) })
      .map(([file, columns]) => `### ${file}\n\n${codes(columns, 'column')}`)
      .join('\n\n'),
};

/** The documents with generated parts. */
export const DOCUMENTS: readonly string[] = ['README.md', 'data/README.md'];

/** A document's text with its generated parts made anew. */
export function renderDocument(text: string, tables: Tables): string {
  return text.replace(
    /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, open: string, name: string, close: string) => {
      const part = PARTS[name];
      if (!part)
        throw new Error(
          `There is no generated part ${name}: expected one of ${Object.keys(PARTS).join(', ')}`,
        );
      return `${open}\n${part(tables)}\n\n${close}`;
    },
  );
}
