/** Every flag, once: parsing, help, and what is refused come from these records. */
import { crosswalks } from '../../tables/index.ts';
import { COMMANDS, type Command, KINDS, type Kind } from './commands.ts';

/** One flag. */
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
/** The commands that read files. */
const FILES = ['map', 'resolve'];
const CSV = ['csv'] as const;

const column = (name: string, commands: readonly string[], help: string, more: Partial<Flag> = {}): Flag => ({
  name,
  value: 'COLUMN',
  commands,
  kinds: CSV,
  help,
  ...more,
});

export const FLAGS: readonly Flag[] = [
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    commands: FILES,
    excludes: 'directory',
    help: 'Write there instead of to standard output; a name ending in .gz is compressed',
  },
  {
    name: 'directory',
    short: 'd',
    value: 'DIR',
    commands: MAP,
    help: 'Write one file for each input there, under its own name',
  },
  {
    name: 'source',
    value: 'SOURCE',
    commands: [...FILES, 'explain', 'table'],
    kinds: ['csv', 'code', 'state'],
    help: `Whose codes they are: ${[...crosswalks.keys()].join(', ')}`,
  },
  column('status-column', FILES, 'Name or number (from 1) of the column of status codes'),
  column('substatus-column', FILES, 'The column of sub-status codes'),
  column('label-column', FILES, 'The column of status names, read where a row has no code'),
  column('carrier-column', FILES, 'The column of carriers, for overrides that name one'),
  {
    name: 'infer-text',
    commands: FILES,
    help: 'Read the text of events that have no usable code, and compare it with the code of those that have',
  },
  column('text-column', FILES, 'The column of texts (default: found by its name)', { needs: ['infer-text'] }),
  {
    name: 'arbitrate',
    value: 'HOW',
    commands: FILES,
    needs: ['infer-text'],
    help: 'report: the code decides, a text that disagrees is a warning (default); refine: a code that says little yields to a text that is sure',
  },
  {
    name: 'group-columns',
    value: 'LIST',
    commands: RESOLVE,
    kinds: CSV,
    help: 'The columns that tell shipments apart, by commas (default: the tracking number, found by its name)',
  },
  column('time-column', RESOLVE, 'The column of times'),
  column('description-column', RESOLVE, 'The column of what happened', { needs: ['json', 'timeline'] }),
  column('location-column', RESOLVE, 'The column of places', { needs: ['json', 'timeline'] }),
  {
    name: 'time-zone',
    value: 'ZONE',
    commands: RESOLVE,
    help: 'The zone of times that come without one, such as Europe/Berlin; without it they stay as they are',
  },
  {
    name: 'now',
    value: 'TIME',
    commands: RESOLVE,
    help: 'Adds how many hours each shipment has been in its state at that moment, such as 2026-11-21T12:00:00Z or now',
  },
  {
    name: 'json',
    commands: RESOLVE,
    excludes: 'timeline',
    help: 'Write each shipment with its timeline as a line of JSON',
  },
  { name: 'timeline', commands: RESOLVE, help: 'Write the timeline of each shipment for people' },
  {
    name: 'grouped',
    commands: RESOLVE,
    kinds: CSV,
    help: 'All rows of a shipment follow each other: takes the same memory whatever the size of the file',
  },
  {
    name: 'reuse-after-days',
    value: 'N',
    commands: RESOLVE,
    help: 'A number counts as used again where it is announced that long after its end (default: 30)',
  },
  {
    name: 'no-header',
    commands: FILES,
    kinds: CSV,
    excludes: 'prefix',
    help: 'The file has no header line: give the columns by number',
  },
  {
    name: 'add',
    value: 'LIST',
    commands: MAP,
    help: 'Columns to append, by commas: pro_state, leg, outcome, rule, match, basis, reason, source, warnings, confidence, words (default: the first four)',
  },
  { name: 'prefix', value: 'TEXT', commands: MAP, help: 'Stands before the name of each appended column' },
  {
    name: 'delimiter',
    value: 'TEXT',
    commands: FILES,
    kinds: CSV,
    help: 'comma, semicolon, tab, pipe or any text (default: found from the header)',
  },
  {
    name: 'quote',
    value: 'CHAR',
    commands: FILES,
    kinds: CSV,
    help: 'What stands around fields, or none (default: ")',
  },
  {
    name: 'escape',
    value: 'CHAR',
    commands: FILES,
    kinds: CSV,
    help: 'What stands before a quote inside quotes (default: the quote)',
  },
  {
    name: 'comment',
    value: 'TEXT',
    commands: FILES,
    kinds: CSV,
    help: 'Lines that begin with it are no rows',
  },
  {
    name: 'overrides',
    value: 'FILE',
    commands: [...FILES, 'explain'],
    kinds: ['csv', 'json', 'code'],
    help: 'Your own decisions over those of the tables, as CSV',
  },
  { name: 'text', value: 'TEXT', commands: ['explain'], help: 'Explain a text instead of a code' },
  {
    name: 'carrier',
    value: 'CARRIER',
    commands: ['explain'],
    kinds: ['code'],
    needs: ['overrides'],
    help: 'The carrier, for overrides that name one',
  },
  {
    name: 'on-demand',
    commands: [...FILES, 'explain', 'check'],
    kinds: ['csv', 'json', 'code'],
    help: 'The shipments are on-demand ones',
  },
  {
    name: 'fallback',
    value: 'STATE',
    commands: FILES,
    help: 'The state of rows that are unmapped otherwise (their basis says fallback)',
  },
  {
    name: 'strict',
    commands: FILES,
    help: 'Leave a row unmapped where its sub-status is unknown; end with 3 where something is unmapped, unread or rejected',
  },
  {
    name: 'rejects',
    value: 'FILE',
    commands: FILES,
    help: 'Where rows go that cannot be read (default: beside the output of map or the input of resolve, with .rejects.csv)',
  },
  {
    name: 'max-row-bytes',
    value: 'N',
    commands: FILES,
    kinds: CSV,
    help: 'Reject a row that takes more bytes (default: 1048576)',
  },
  { name: 'jobs', short: 'j', value: 'N', commands: MAP, deprecated: true, help: '1 is all that there is' },
  { name: 'force', commands: FILES, help: 'Replace files that are there already' },
  { name: 'summary', value: 'FILE', commands: FILES, help: 'Write the figures of the run there, as JSON' },
  { name: 'format', value: 'FORMAT', commands: ['table'], help: 'md, csv or json (default: md)' },
  {
    name: 'quiet',
    short: 'q',
    commands: FILES,
    help: 'Print no summary and no progress; rejected rows are still told',
  },
  { name: 'help', short: 'h', commands: COMMANDS.map(({ name }) => name), help: 'Show this help' },
];

/** The flags of a command. */
export const flagsOf = (command: string): readonly Flag[] =>
  FLAGS.filter(({ commands }) => commands.includes(command));

/** The kinds of input of a command for which a flag does something; null where it does for all. */
export function kindsOf({ kinds }: Flag, command: Command): string | null {
  const good = command.kinds.filter((kind) => kinds?.includes(kind) ?? true);
  return good.length === command.kinds.length ? null : good.map((kind) => KINDS[kind]).join(' or ');
}
