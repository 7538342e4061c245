/** Every flag and command, once: parsing, help and the README are made from these tables. */
import { parseArgs } from 'node:util';
import { didYouMean } from '../../src/suggest.ts';
import { UsageError } from './errors.ts';

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
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'map',
    usage: 'trackstate map FILE... [-o OUT | -d DIR] [flags]',
    help: 'Appends the PRO state to every row of a CSV export of tracking events. - reads standard input.',
    examples: [
      'trackstate map events.csv -o mapped.csv',
      'trackstate map events.csv --status-column Code --source kd100 > mapped.csv',
    ],
  },
  {
    name: 'explain',
    usage: 'trackstate explain CODE [SUB] [--source SOURCE]',
    help: 'Says what a code, a pair of codes or a label means, which state it gives, how sure that is, and why.',
    examples: ['trackstate explain 205', 'trackstate explain 2 204', 'trackstate explain 拒签'],
  },
  {
    name: 'table',
    usage: 'trackstate table [--source SOURCE] [--format csv|json|md]',
    help: 'Prints every decision of the crosswalk.',
    examples: ['trackstate table --source 17track', 'trackstate table --format csv > crosswalk.csv'],
  },
  {
    name: 'check',
    usage: 'trackstate check OVERRIDES.csv [--on-demand]',
    help: 'Checks a file of overrides and names every fault in it.',
    examples: ['trackstate check overrides.csv'],
  },
];

const ALL = COMMANDS.map(({ name }) => name);
const SOURCES = 'kd100, 17track or 17track-v1';

const FLAGS: readonly Flag[] = [
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    commands: ['map'],
    help: 'Write there instead of to standard output',
  },
  {
    name: 'directory',
    short: 'd',
    value: 'DIR',
    commands: ['map'],
    help: 'Write one file for each input there, under its own name',
  },
  {
    name: 'source',
    value: 'SOURCE',
    commands: ['map', 'explain', 'table'],
    help: `Whose codes they are: ${SOURCES}`,
  },
  {
    name: 'status-column',
    value: 'COLUMN',
    commands: ['map'],
    help: 'Name or number (from 1) of the column of status codes',
  },
  { name: 'substatus-column', value: 'COLUMN', commands: ['map'], help: 'The column of sub-status codes' },
  {
    name: 'label-column',
    value: 'COLUMN',
    commands: ['map'],
    help: 'The column of status names, read where a row has no code',
  },
  {
    name: 'carrier-column',
    value: 'COLUMN',
    commands: ['map'],
    help: 'The column of carriers, for overrides that name one',
  },
  {
    name: 'add',
    value: 'LIST',
    commands: ['map'],
    help: 'Columns to append, by commas: pro_state, leg, outcome, rule, match, basis, reason, source, warnings (default: the first four)',
  },
  {
    name: 'prefix',
    value: 'TEXT',
    commands: ['map'],
    help: 'Stands before the name of each appended column',
  },
  {
    name: 'delimiter',
    value: 'CHAR',
    commands: ['map'],
    help: 'comma, semicolon, tab or pipe (default: found from the header)',
  },
  {
    name: 'overrides',
    value: 'FILE',
    commands: ['map', 'explain'],
    help: 'Your own decisions over those of the tables, as CSV',
  },
  { name: 'on-demand', commands: ['map', 'explain', 'check'], help: 'The shipments are on-demand ones' },
  {
    name: 'fallback',
    value: 'STATE',
    commands: ['map'],
    help: 'The state of rows that are unmapped otherwise (their basis says fallback)',
  },
  {
    name: 'strict',
    commands: ['map'],
    help: 'Leave a row unmapped where its sub-status is unknown; end with 3 where a row is unmapped or rejected',
  },
  {
    name: 'rejects',
    value: 'FILE',
    commands: ['map'],
    help: 'Where rows go that cannot be read (default: the output or input name with .rejects.csv)',
  },
  {
    name: 'max-row-bytes',
    value: 'N',
    commands: ['map'],
    help: 'Reject a row that takes more bytes (default: 1048576)',
  },
  {
    name: 'jobs',
    short: 'j',
    value: 'N',
    commands: ['map'],
    help: 'How many workers share a large file (default: the cores, at most 4)',
  },
  { name: 'force', commands: ['map'], help: 'Replace files that are there already' },
  { name: 'format', value: 'FORMAT', commands: ['table'], help: 'md, csv or json (default: md)' },
  { name: 'quiet', short: 'q', commands: ['map'], help: 'Print no summary' },
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
      (token.value === undefined || (!token.inlineValue && /^-[-a-z]/i.test(token.value)))
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

const EXITS = [
  '0  done',
  '1  failed; nothing half-written is left behind',
  '2  wrong usage',
  '3  done, but with --strict and a row was unmapped or rejected',
];

const flagLine = ({ name, short, value, help: text }: Flag) =>
  beside(`  ${short ? `-${short},` : '   '} --${name}${value ? ` ${value}` : ''}`, 32, text);

/** Text beside its heading, in lines of at most 100 characters. */
function beside(heading: string, indent: number, text: string): string {
  const lines: string[] = [];
  let line = heading.padEnd(indent);
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
      command.help,
      '',
      'Flags:',
      ...flags.map(flagLine),
      '',
      'Examples:',
      ...command.examples.map((example) => `  ${example}`),
      '',
      'Exit codes:',
      ...EXITS.map((exit) => `  ${exit}`),
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
