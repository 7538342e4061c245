import { COMMANDS, type Command } from './commands.ts';
import { type Flag, flagsOf, kindsOf } from './table.ts';

const WIDTH = 100;

/** The help of one command, or of all. */
export function help(command?: Command): string {
  if (command)
    return [
      `Usage: ${command.usage}`,
      '',
      beside('', 0, command.help),
      '',
      'Flags:',
      ...flagsOf(command.name)
        .filter(({ deprecated }) => !deprecated)
        .map((flag) => flagLine(flag, command)),
      '',
      'Examples:',
      ...command.examples.map((example) => `  ${example}`),
      '',
      'Exit codes:',
      ...command.exits.map((exit) => `  ${exit}`),
      '',
    ].join('\n');
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

function flagLine(flag: Flag, command: Command): string {
  const { name, short, value, needs } = flag;
  const kinds = kindsOf(flag, command);
  const limits = kinds === null ? [] : [`${kinds} only`];
  if (needs) limits.push(`with ${needs.map((other) => `--${other}`).join(' or ')}`);
  const only = limits.length > 0 ? ` (${limits.join(', ')})` : '';
  const heading = `  ${short ? `-${short},` : '   '} --${name}${value ? ` ${value}` : ''}`;
  return beside(heading, 32, flag.help + only);
}

/** Text beside its heading, in lines that fit a terminal. */
function beside(heading: string, indent: number, text: string): string {
  const lines: string[] = [];
  let line = heading.padEnd(indent);
  if (indent > 0 && heading.length >= indent) {
    lines.push(heading);
    line = ' '.repeat(indent);
  }
  for (const word of text.split(' ')) {
    if (line.length + word.length > WIDTH) {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
