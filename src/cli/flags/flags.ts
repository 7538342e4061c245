/** Every flag and command, once: parsing, help and the README are made from these tables. */
import { parseArgs } from 'node:util';
import { didYouMean } from '../../suggest.ts';
import { UsageError } from '../errors.ts';

/** One flag. `value` names what it takes; without it, the flag is a switch. */
interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly value?: string;
  readonly commands: readonly string[];
  readonly help: string;
}

/** One command. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly help: string;
  readonly examples: readonly string[];
  /** What its exit codes mean. */
  readonly exits: readonly string[];
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'map',
    usage: 'trackstate map FILE... [-o OUT | -d DIR] [flags]',
    help: 'Appends the PRO state to every row of a CSV export of tracking events, or of a dump of payloads in JSON or JSON Lines, whose events become JSON Lines. FILE is a path, a pattern in quotes such as "exports/*.csv", or - for standard input; gzip and UTF-16 are recognised.',
    examples: [
      'trackstate map events.csv -o mapped.csv',
      'trackstate map "exports/*.csv" -d mapped',
      'trackstate map events.csv --status-column Code --source kd100 > mapped.csv',
    ],
    exits: [
      '0  done',
      '1  failed; nothing half-written is left behind',
      '2  wrong usage',
      '3  done, but with --strict and a row was unmapped or rejected',
    ],
  },
  {
    name: 'resolve',
    usage: 'trackstate resolve FILE... [-o OUT] [flags]',
    help: 'Says of each shipment what state it is in, since when, and what is odd about its events. FILE is a CSV export of tracking events in any order, or a dump of payloads in JSON or JSON Lines: a path, a pattern in quotes, or - for standard input; gzip is recognised. Several files count as one.',
    examples: [
      'trackstate resolve events.csv -o shipments.csv',
      'trackstate resolve events.csv --time-zone Asia/Shanghai --json > timelines.jsonl',
      'trackstate resolve webhooks.jsonl --now 2026-11-21T12:00:00Z',
    ],
    exits: [
      '0  done',
      '1  failed; nothing half-written is left behind',
      '2  wrong usage',
      '3  done, but with --strict and an event was unmapped or a row rejected',
    ],
  },
  {
    name: 'explain',
    usage: 'trackstate explain CODE [SUB] [flags], or trackstate explain --text TEXT',
    help: 'Says what a code, a pair of codes or a label means, which state it gives, how sure that is, and why. With the name of a PRO state: which codes give it. With --text: which words of a text decide, by which rule, and which guards took matches away.',
    examples: [
      'trackstate explain 205',
      'trackstate explain 2 204',
      'trackstate explain 拒签',
      'trackstate explain at_customs',
      'trackstate explain --text "Delivery attempted, nobody home"',
    ],
    exits: ['0  done', '1  no source lists it', '2  wrong usage'],
  },
  {
    name: 'table',
    usage: 'trackstate table [--source SOURCE] [--format csv|json|md]',
    help: 'Prints every decision of the crosswalk.',
    examples: ['trackstate table --source 17track', 'trackstate table --format csv > crosswalk.csv'],
    exits: ['0  done', '2  wrong usage'],
  },
  {
    name: 'check',
    usage: 'trackstate check OVERRIDES.csv [--on-demand]',
    help: 'Checks a file of overrides: names every fault in it, or what each override changes.',
    examples: ['trackstate check overrides.csv'],
    exits: ['0  no fault', '1  the file has faults', '2  wrong usage'],
  },
];

const ALL = COMMANDS.map(({ name }) => name);
const MAP = ['map'];
const RESOLVE = ['resolve'];
/** What both commands that read files have. */
const FILES = ['map', 'resolve'];

const FLAGS: readonly Flag[] = [
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    commands: FILES,
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
    commands: ['map', 'resolve', 'explain', 'table'],
    help: 'Whose codes they are: kd100, 17track or 17track-v1',
  },
  {
    name: 'status-column',
    value: 'COLUMN',
    commands: FILES,
    help: 'Name or number (from 1) of the column of status codes',
  },
  { name: 'substatus-column', value: 'COLUMN', commands: FILES, help: 'The column of sub-status codes' },
  {
    name: 'label-column',
    value: 'COLUMN',
    commands: FILES,
    help: 'The column of status names, read where a row has no code',
  },
  {
    name: 'carrier-column',
    value: 'COLUMN',
    commands: FILES,
    help: 'The column of carriers, for overrides that name one',
  },
  {
    name: 'infer-text',
    commands: FILES,
    help: 'Read the text of events that have no usable code, and compare it with the code of those that have',
  },
  {
    name: 'text-column',
    value: 'COLUMN',
    commands: FILES,
    help: 'The column of texts (default: found by its name)',
  },
  {
    name: 'arbitrate',
    value: 'HOW',
    commands: FILES,
    help: 'report: the code decides, a text that disagrees is a warning (default); refine: a code that says little yields to a text that is sure',
  },
  {
    name: 'group-columns',
    value: 'LIST',
    commands: RESOLVE,
    help: 'The columns that tell shipments apart, by commas (default: the tracking number, found by its name)',
  },
  { name: 'time-column', value: 'COLUMN', commands: RESOLVE, help: 'The column of times' },
  {
    name: 'description-column',
    value: 'COLUMN',
    commands: RESOLVE,
    help: 'The column of what happened, for --json and --timeline',
  },
  {
    name: 'location-column',
    value: 'COLUMN',
    commands: RESOLVE,
    help: 'The column of places, for --json and --timeline',
  },
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
  { name: 'json', commands: RESOLVE, help: 'Write each shipment with its timeline as a line of JSON' },
  { name: 'timeline', commands: RESOLVE, help: 'Write the timeline of each shipment for people' },
  {
    name: 'grouped',
    commands: RESOLVE,
    help: 'All rows of a shipment follow each other: takes the same memory whatever the size of the file',
  },
  {
    name: 'reuse-after-days',
    value: 'N',
    commands: RESOLVE,
    help: 'A number counts as used again where it is announced that long after its end (default: 30)',
  },
  { name: 'no-header', commands: FILES, help: 'The file has no header line: give the columns by number' },
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
    help: 'comma, semicolon, tab, pipe or any text (default: found from the header)',
  },
  { name: 'quote', value: 'CHAR', commands: FILES, help: 'What stands around fields, or none (default: ")' },
  {
    name: 'escape',
    value: 'CHAR',
    commands: FILES,
    help: 'What stands before a quote inside quotes (default: the quote)',
  },
  {
    name: 'comment',
    value: 'TEXT',
    commands: FILES,
    help: 'Lines that begin with it are no rows',
  },
  {
    name: 'overrides',
    value: 'FILE',
    commands: ['map', 'resolve', 'explain'],
    help: 'Your own decisions over those of the tables, as CSV',
  },
  { name: 'text', value: 'TEXT', commands: ['explain'], help: 'Explain a text instead of a code' },
  {
    name: 'carrier',
    value: 'CARRIER',
    commands: ['explain'],
    help: 'The carrier, for overrides that name one',
  },
  {
    name: 'on-demand',
    commands: ['map', 'resolve', 'explain', 'check'],
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
    help: 'Leave a row unmapped where its sub-status is unknown; end with 3 where a row is unmapped or rejected',
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
    help: 'Reject a row that takes more bytes (default: 1048576)',
  },
  {
    name: 'jobs',
    short: 'j',
    value: 'N',
    commands: MAP,
    help: 'Deprecated: 1 is all that there is',
  },
  { name: 'force', commands: FILES, help: 'Replace files that are there already' },
  { name: 'summary', value: 'FILE', commands: FILES, help: 'Write the figures of the run there, as JSON' },
  { name: 'format', value: 'FORMAT', commands: ['table'], help: 'md, csv or json (default: md)' },
  {
    name: 'quiet',
    short: 'q',
    commands: FILES,
    help: 'Print no summary and no progress; rejected rows are still told',
  },
  { name: 'help', short: 'h', commands: ALL, help: 'Show this help' },
  { name: 'version', short: 'V', commands: [], help: 'Show the version' },
];

/** What was asked for on the command line. */
export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/**
 * Parses the arguments of one command.
 *
 * @throws {UsageError} for an unknown flag, a flag without its value, or a flag that another command has.
 */
export function parse(command: Command, args: readonly string[]): Arguments {
  const known = FLAGS.filter((flag) => flag.commands.includes(command.name));
  const options = Object.fromEntries(
    known.map(({ name, short, value }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = known.find(({ name }) => name === token.name);
    if (!flag) {
      const other = FLAGS.find(({ name, short }) => [name, short].includes(token.name))?.commands[0];
      const hint = other
        ? ` trackstate ${other} has it.`
        : didYouMean(
            token.rawName,
            known.map(({ name }) => `--${name}`),
          );
      throw new UsageError(`trackstate ${command.name} has no flag ${token.rawName}.${hint}`, command.name);
    }
    const usage = `${token.rawName} ${flag.value ?? ''}`.trim();
    if (
      flag.value !== undefined &&
      (token.value === undefined || (!token.inlineValue && /^-./.test(token.value)))
    ) {
      throw new UsageError(`${token.rawName} needs a value: ${usage}`, command.name);
    }
    if (flag.value === undefined && token.value !== undefined) {
      throw new UsageError(
        `${token.rawName} is a switch and takes no value, found ${token.value}`,
        command.name,
      );
    }
  }
  return parseArgs({
    args: [...args],
    options,
    strict: true,
    allowPositionals: true,
  }) as unknown as Arguments;
}

const flagLine = ({ name, short, value, help: text }: Flag) =>
  beside(`  ${short ? `-${short},` : '   '} --${name}${value ? ` ${value}` : ''}`, 32, text);

/** Text beside its heading, in lines of at most 100 characters. */
function beside(heading: string, indent: number, text: string): string {
  const lines: string[] = [];
  let line = heading.padEnd(indent);
  if (indent > 0 && heading.length >= indent) {
    lines.push(heading);
    line = ' '.repeat(indent);
  }
  for (const word of text.split(' ')) {
    if (line.length + word.length > 100) {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}

/** The help of one command, or of all. */
export function help(command?: Command): string {
  if (command) {
    const flags = FLAGS.filter((flag) => flag.commands.includes(command.name));
    return [
      `Usage: ${command.usage}`,
      '',
      beside('', 0, command.help),
      '',
      'Flags:',
      ...flags.map(flagLine),
      '',
      'Examples:',
      ...command.examples.map((example) => `  ${example}`),
      '',
      'Exit codes:',
      ...command.exits.map((exit) => `  ${exit}`),
      '',
    ].join('\n');
  }
  return [
    'trackstate: parcel-tracking codes to Sorted PRO shipment states',
    '',
    'Usage: trackstate COMMAND [flags]',
    '',
    'Commands:',
    ...COMMANDS.map(({ name, help: text }) => beside(`  ${name}`, 12, text)),
    '',
    'trackstate COMMAND --help shows the flags of a command; --version shows the version.',
    '',
  ].join('\n');
}
