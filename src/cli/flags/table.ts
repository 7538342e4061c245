/** Every flag, once: parsing, help, and what is refused come from these records. */
import { crosswalks } from '../../tables/index.ts';
import { COMMANDS, type Command, KINDS, type Kind } from './commands.ts';

export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** What it takes; without it, the flag is a switch. */
  readonly value?: string;
  readonly commands: readonly string[];
  /** The kinds of input for which it does something. Without them: all. */
  readonly kinds?: readonly Kind[];
  /** It does something only together with one of these. */
  readonly needs?: readonly string[];
  /** It cannot go together with this one. */
  readonly excludes?: string;
  /** Still parsed, but not shown. */
  readonly deprecated?: boolean;
  readonly help: string;
}

const MAP = ['map'];
const RESOLVE = ['resolve'];
const FILES = ['map', 'resolve'];
const CSV = ['csv'] as const;
const COLUMN = { value: 'COLUMN', kinds: CSV } as const;

const SHAPES = {
  output: { short: 'o', value: 'FILE', commands: FILES, excludes: 'directory' },
  directory: { short: 'd', value: 'DIR', commands: MAP },
  source: { value: 'SOURCE', commands: [...FILES, 'explain', 'table'], kinds: ['csv', 'code', 'state'] },
  'status-column': { ...COLUMN, commands: FILES },
  'substatus-column': { ...COLUMN, commands: FILES },
  'label-column': { ...COLUMN, commands: FILES },
  'carrier-column': { ...COLUMN, commands: FILES },
  'infer-text': { commands: FILES },
  'text-column': { ...COLUMN, commands: FILES, needs: ['infer-text'] },
  arbitrate: { value: 'HOW', commands: FILES, needs: ['infer-text'] },
  'group-columns': { value: 'LIST', commands: RESOLVE, kinds: CSV },
  'time-column': { ...COLUMN, commands: RESOLVE },
  'description-column': { ...COLUMN, commands: RESOLVE, needs: ['json', 'timeline'] },
  'location-column': { ...COLUMN, commands: RESOLVE, needs: ['json', 'timeline'] },
  'time-zone': { value: 'ZONE', commands: RESOLVE },
  now: { value: 'TIME', commands: RESOLVE },
  json: { commands: RESOLVE, excludes: 'timeline' },
  timeline: { commands: RESOLVE },
  grouped: { commands: RESOLVE, kinds: CSV },
  'reuse-after-days': { value: 'N', commands: RESOLVE },
  'no-header': { commands: FILES, kinds: CSV, excludes: 'prefix' },
  add: { value: 'LIST', commands: MAP },
  prefix: { value: 'TEXT', commands: MAP },
  delimiter: { value: 'TEXT', commands: FILES, kinds: CSV },
  quote: { value: 'CHAR', commands: FILES, kinds: CSV },
  escape: { value: 'CHAR', commands: FILES, kinds: CSV },
  comment: { value: 'TEXT', commands: FILES, kinds: CSV },
  overrides: { value: 'FILE', commands: [...FILES, 'explain'], kinds: ['csv', 'json', 'code'] },
  text: { value: 'TEXT', commands: ['explain'] },
  carrier: { value: 'CARRIER', commands: ['explain'], kinds: ['code'], needs: ['overrides'] },
  'on-demand': { commands: [...FILES, 'explain', 'check'], kinds: ['csv', 'json', 'code'] },
  fallback: { value: 'STATE', commands: FILES },
  strict: { commands: FILES },
  rejects: { value: 'FILE', commands: FILES },
  'max-row-bytes': { value: 'N', commands: FILES, kinds: CSV },
  jobs: { short: 'j', value: 'N', commands: MAP, deprecated: true },
  force: { commands: FILES },
  summary: { value: 'FILE', commands: FILES },
  format: { value: 'FORMAT', commands: ['table'] },
  quiet: { short: 'q', commands: FILES },
  help: { short: 'h', commands: COMMANDS.map(({ name }) => name) },
} satisfies Record<string, Omit<Flag, 'name' | 'help'>>;

const HELP: Readonly<Record<keyof typeof SHAPES, string>> = {
  output: 'Write there instead of to standard output; a name ending in .gz is compressed',
  directory: 'Write one file for each input there, under its own name',
  source: `Whose codes they are: ${[...crosswalks.keys()].join(', ')}`,
  'status-column': 'Name or number (from 1) of the column of status codes',
  'substatus-column': 'The column of sub-status codes',
  'label-column': 'The column of status names, read where a row has no code',
  'carrier-column': 'The column of carriers, for overrides that name one',
  'infer-text':
    'Read the text of events that have no usable code, and compare it with the code of those that have',
  'text-column': 'The column of texts (default: found by its name)',
  arbitrate:
    'report: the code decides, a text that disagrees is a warning (default); refine: a code that says little yields to a text that is sure',
  'group-columns':
    'The columns that tell shipments apart, by commas (default: the tracking number, found by its name)',
  'time-column': 'The column of times',
  'description-column': 'The column of what happened',
  'location-column': 'The column of places',
  'time-zone':
    'The zone of times that come without one, such as Europe/Berlin; without it they stay as they are',
  now: 'Adds how many hours each shipment has been in its state at that moment, such as 2026-11-21T12:00:00Z or now',
  json: 'Write each shipment with its timeline as a line of JSON',
  timeline: 'Write the timeline of each shipment for people',
  grouped: 'All rows of a shipment follow each other: takes the same memory whatever the size of the file',
  'reuse-after-days':
    'A number counts as used again where it is announced that long after its end (default: 30)',
  'no-header': 'The file has no header line: give the columns by number',
  add: 'Columns to append, by commas: pro_state, leg, outcome, rule, match, basis, reason, source, warnings, confidence, words (default: the first four)',
  prefix: 'Stands before the name of each appended column',
  delimiter: 'comma, semicolon, tab, pipe or any text (default: found from the header)',
  quote: 'What stands around fields, or none (default: ")',
  escape: 'What stands before a quote inside quotes (default: the quote)',
  comment: 'Lines that begin with it are no rows',
  overrides: 'Your own decisions over those of the tables, as CSV',
  text: 'Explain a text instead of a code',
  carrier: 'The carrier, for overrides that name one',
  'on-demand': 'The shipments are on-demand ones',
  fallback: 'The state of rows that are unmapped otherwise (their basis says fallback)',
  strict:
    'Leave a row unmapped where its sub-status is unknown; end with 3 where something is unmapped, unread or rejected',
  rejects:
    'Where rows go that cannot be read (default: beside the output of map or the input of resolve, with .rejects.csv)',
  'max-row-bytes': 'Reject a row that takes more bytes (default: 1048576)',
  jobs: '1 is all that there is',
  force: 'Replace files that are there already',
  summary: 'Write the figures of the run there, as JSON',
  format: 'md, csv or json (default: md)',
  quiet: 'Print no summary and no progress; rejected rows are still told',
  help: 'Show this help',
};

/** In the order of the help. */
export const FLAGS: readonly Flag[] = Object.entries(SHAPES).map(([name, shape]) => ({
  name,
  ...shape,
  help: HELP[name as keyof typeof SHAPES],
}));

/** The flags of a command. */
export const flagsOf = (command: string): readonly Flag[] =>
  FLAGS.filter(({ commands }) => commands.includes(command));

/** The kinds of input of a command for which a flag does something; null where it does for all. */
export function kindsOf({ kinds }: Flag, command: Command): string | null {
  const good = command.kinds.filter((kind) => kinds?.includes(kind) ?? true);
  return good.length === command.kinds.length ? null : good.map((kind) => KINDS[kind]).join(' or ');
}
