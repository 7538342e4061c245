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

/** A flag, and what is not the same for all. */
const flag = (name: string, commands: readonly string[], help: string, more: Partial<Flag> = {}): Flag => ({
  name,
  commands,
  help,
  ...more,
});

const column = (name: string, commands: readonly string[], help: string, more: Partial<Flag> = {}): Flag =>
  flag(name, commands, help, { value: 'COLUMN', kinds: CSV, ...more });

export const FLAGS: readonly Flag[] = [
  flag('output', FILES, 'Write there instead of to standard output; a name ending in .gz is compressed', {
    short: 'o',
    value: 'FILE',
    excludes: 'directory',
  }),
  flag('directory', MAP, 'Write one file for each input there, under its own name', {
    short: 'd',
    value: 'DIR',
  }),
  flag(
    'source',
    [...FILES, 'explain', 'table'],
    `Whose codes they are: ${[...crosswalks.keys()].join(', ')}`,
    { value: 'SOURCE', kinds: ['csv', 'code', 'state'] },
  ),
  column('status-column', FILES, 'Name or number (from 1) of the column of status codes'),
  column('substatus-column', FILES, 'The column of sub-status codes'),
  column('label-column', FILES, 'The column of status names, read where a row has no code'),
  column('carrier-column', FILES, 'The column of carriers, for overrides that name one'),
  flag(
    'infer-text',
    FILES,
    'Read the text of events that have no usable code, and compare it with the code of those that have',
  ),
  column('text-column', FILES, 'The column of texts (default: found by its name)', { needs: ['infer-text'] }),
  flag(
    'arbitrate',
    FILES,
    'report: the code decides, a text that disagrees is a warning (default); refine: a code that says little yields to a text that is sure',
    { value: 'HOW', needs: ['infer-text'] },
  ),
  flag(
    'group-columns',
    RESOLVE,
    'The columns that tell shipments apart, by commas (default: the tracking number, found by its name)',
    { value: 'LIST', kinds: CSV },
  ),
  column('time-column', RESOLVE, 'The column of times'),
  column('description-column', RESOLVE, 'The column of what happened', { needs: ['json', 'timeline'] }),
  column('location-column', RESOLVE, 'The column of places', { needs: ['json', 'timeline'] }),
  flag(
    'time-zone',
    RESOLVE,
    'The zone of times that come without one, such as Europe/Berlin; without it they stay as they are',
    { value: 'ZONE' },
  ),
  flag(
    'now',
    RESOLVE,
    'Adds how many hours each shipment has been in its state at that moment, such as 2026-11-21T12:00:00Z or now',
    { value: 'TIME' },
  ),
  flag('json', RESOLVE, 'Write each shipment with its timeline as a line of JSON', { excludes: 'timeline' }),
  flag('timeline', RESOLVE, 'Write the timeline of each shipment for people'),
  flag(
    'grouped',
    RESOLVE,
    'All rows of a shipment follow each other: takes the same memory whatever the size of the file',
    { kinds: CSV },
  ),
  flag(
    'reuse-after-days',
    RESOLVE,
    'A number counts as used again where it is announced that long after its end (default: 30)',
    { value: 'N' },
  ),
  flag('no-header', FILES, 'The file has no header line: give the columns by number', {
    kinds: CSV,
    excludes: 'prefix',
  }),
  flag(
    'add',
    MAP,
    'Columns to append, by commas: pro_state, leg, outcome, rule, match, basis, reason, source, warnings, confidence, words (default: the first four)',
    { value: 'LIST' },
  ),
  flag('prefix', MAP, 'Stands before the name of each appended column', { value: 'TEXT' }),
  flag('delimiter', FILES, 'comma, semicolon, tab, pipe or any text (default: found from the header)', {
    value: 'TEXT',
    kinds: CSV,
  }),
  flag('quote', FILES, 'What stands around fields, or none (default: ")', { value: 'CHAR', kinds: CSV }),
  flag('escape', FILES, 'What stands before a quote inside quotes (default: the quote)', {
    value: 'CHAR',
    kinds: CSV,
  }),
  flag('comment', FILES, 'Lines that begin with it are no rows', { value: 'TEXT', kinds: CSV }),
  flag('overrides', [...FILES, 'explain'], 'Your own decisions over those of the tables, as CSV', {
    value: 'FILE',
    kinds: ['csv', 'json', 'code'],
  }),
  flag('text', ['explain'], 'Explain a text instead of a code', { value: 'TEXT' }),
  flag('carrier', ['explain'], 'The carrier, for overrides that name one', {
    value: 'CARRIER',
    kinds: ['code'],
    needs: ['overrides'],
  }),
  flag('on-demand', [...FILES, 'explain', 'check'], 'The shipments are on-demand ones', {
    kinds: ['csv', 'json', 'code'],
  }),
  flag('fallback', FILES, 'The state of rows that are unmapped otherwise (their basis says fallback)', {
    value: 'STATE',
  }),
  flag(
    'strict',
    FILES,
    'Leave a row unmapped where its sub-status is unknown; end with 3 where something is unmapped, unread or rejected',
  ),
  flag(
    'rejects',
    FILES,
    'Where rows go that cannot be read (default: beside the output of map or the input of resolve, with .rejects.csv)',
    { value: 'FILE' },
  ),
  flag('max-row-bytes', FILES, 'Reject a row that takes more bytes (default: 1048576)', {
    value: 'N',
    kinds: CSV,
  }),
  flag('jobs', MAP, '1 is all that there is', { short: 'j', value: 'N', deprecated: true }),
  flag('force', FILES, 'Replace files that are there already'),
  flag('summary', FILES, 'Write the figures of the run there, as JSON', { value: 'FILE' }),
  flag('format', ['table'], 'md, csv or json (default: md)', { value: 'FORMAT' }),
  flag('quiet', FILES, 'Print no summary and no progress; rejected rows are still told', { short: 'q' }),
  flag(
    'help',
    COMMANDS.map(({ name }) => name),
    'Show this help',
    { short: 'h' },
  ),
];

/** The flags of a command. */
export const flagsOf = (command: string): readonly Flag[] =>
  FLAGS.filter(({ commands }) => commands.includes(command));

/** The kinds of input of a command for which a flag does something; null where it does for all. */
export function kindsOf({ kinds }: Flag, command: Command): string | null {
  const good = command.kinds.filter((kind) => kinds?.includes(kind) ?? true);
  return good.length === command.kinds.length ? null : good.map((kind) => KINDS[kind]).join(' or ');
}
