/** The generated parts of the documents; `npm run data` writes them. */
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { COMMANDS } from '../src/cli/flags/commands.ts';
import { FLAGS } from '../src/cli/flags/table.ts';
import { TABLE_FORMATS } from '../src/cli/report/crosswalk.ts';
import { ROW_FAULTS } from '../src/csv/read/scan.ts';
import type { Mapper } from '../src/mapping/mapper.ts';
import { REASONS, WARNINGS } from '../src/mapping/result.ts';
import { CHANGE_RULES } from '../src/pro/changes.ts';
import { ANOMALIES } from '../src/shipments/anomalies.ts';
import { ACTIONS } from '../src/shipments/apply.ts';
import { NOTICES } from '../src/sources/payload.ts';
import { DICTIONARY } from '../src/tables/schema.ts';
import { textColumns } from '../src/text/schema.ts';
import { mapperOf } from './tables/lints.ts';
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
const names = (list: readonly string[]) => list.map((name) => `\`${name}\``).join(', ');
/** A cell of a table: nothing in it may end the cell. */
const cell = (text: string) => text.replaceAll('|', '\\|');
const addressOf = (origin: string) => `<${origin.split(' ')[0]}>`;

/** The fields of events that may tell a source by themselves. */
const CODE_FIELDS = ['order_status_code', 'substatus_code', 'statusCode', 'status', 'sub_status'];
const LABEL_FIELDS = ['order_status_description', 'status'];
const LANGUAGE_NAMES = new Intl.DisplayNames('en', { type: 'language' });

/** Those by which the codes or names of a source are told, as the mapper does it. */
const tellingFields = (
  mapper: Mapper,
  source: string,
  fields: readonly string[],
  values: readonly string[],
) =>
  names(fields.filter((field) => values.some((value) => mapper.map({ [field]: value }).source === source)));

const yes = (value: boolean) => (value ? 'yes' : '');

/** The generated parts, by the name between their marks. */
const PARTS: Readonly<Record<string, (tables: Tables) => string>> = {
  crosswalk: ({ sources }) =>
    TABLE_FORMATS.md?.(
      new Map([...sources].map(([id, { rows }]) => [id, rows.map(({ value }) => value)])),
    ).trimEnd() ?? '',
  sources: (tables) => {
    const mapper = mapperOf(tables);
    const rows = [...tables.sources].map(([id, { rows }]) => {
      const codes = rows.flatMap(({ value }) => [value.status, value.substatus]);
      const labels = rows.flatMap(({ value }) => [value.label, ...value.aliases]);
      return [
        `\`${id}\``,
        tellingFields(mapper, id, CODE_FIELDS, codes) || `nothing: say \`source: '${id}'\``,
        tellingFields(mapper, id, LABEL_FIELDS, labels),
        `[${rows.length}](crosswalk.md#${id})`,
      ];
    });
    return table(['source', 'told by its codes in', 'told by its names in', 'listed codes'], rows);
  },
  files: ({ proStates, columns, sources, texts }) =>
    table(
      ['file', 'rows', 'what it holds'],
      [
        [proStates, 'the states of Sorted PRO, and what the documents say of each'] as const,
        ...[...sources].map(([id, source]) => {
          const origins = new Set(source.rows.map(({ value }) => addressOf(value.origin)));
          const statuses = new Set(source.rows.map(({ value }) => value.status)).size;
          return [
            source,
            `the codes of \`${id}\`, ${statuses} statuses: ${[...origins].join(', ')}`,
          ] as const;
        }),
        [
          columns,
          'the headings by which the columns of a CSV export are found, the first fitting one winning',
        ] as const,
        ...[...texts].map(
          ([language, text]) =>
            [text, `the rules that read a state out of a text, in ${LANGUAGE_NAMES.of(language)}`] as const,
        ),
      ].map(([{ file, rows }, what]) => [`\`${file}\``, String(rows.length), what]),
    ),
  commands: () =>
    table(
      ['command', 'what it does'],
      COMMANDS.map(({ usage, help }) => [`\`${cell(usage)}\``, cell(help)]),
    ),
  exits: () =>
    table(
      ['code', ...COMMANDS.map(({ name }) => `\`${name}\``)],
      ['0', '1', '2', '3'].map((code) => [
        code,
        ...COMMANDS.map(
          ({ exits }) =>
            exits
              .find((exit) => exit.startsWith(code))
              ?.slice(1)
              .trim() ?? '',
        ),
      ]),
    ),
  flags: () =>
    table(
      ['flag', 'of', 'what it does'],
      FLAGS.filter(({ commands, deprecated }) => commands.length > 0 && !deprecated).map(
        ({ name, short, value, commands, help }) => [
          `\`${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}\``,
          commands.length === COMMANDS.length ? 'all' : commands.join(', '),
          cell(help),
        ],
      ),
    ),
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

/** The documents, by their paths. */
export const DOCUMENTS: readonly string[] = globSync(['*.md', 'data/*.md', 'docs/*.md'], {
  cwd: join(import.meta.dirname, '..'),
}).sort();

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
