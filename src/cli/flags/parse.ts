import { parseArgs } from 'node:util';
import { didYouMean } from '../../suggest.ts';
import { UsageError } from '../errors.ts';
import { type Command, KINDS, type Kind } from './commands.ts';
import { FLAGS, type Flag, flagsOf, kindsOf } from './table.ts';

/** What was asked for on the command line. */
export class Arguments {
  constructor(
    readonly command: Command,
    private readonly values: Readonly<Record<string, string | boolean | undefined>>,
    readonly positionals: readonly string[],
  ) {}

  has(flag: string): boolean {
    return this.values[flag] !== undefined;
  }

  text(flag: string): string | undefined {
    return this.values[flag] as string | undefined;
  }

  list(flag: string): string[] | undefined {
    return this.text(flag)
      ?.split(',')
      .map((item) => item.trim());
  }

  wrong(message: string): UsageError {
    return new UsageError(message, this.command.name);
  }
}

/**
 * Parses the arguments of one command.
 *
 * @throws {UsageError} for an unknown flag, a flag without its value, a flag that another command has, or flags that
 * do not go together.
 */
export function parse(command: Command, given: readonly string[]): Arguments {
  const known = flagsOf(command.name);
  const options = Object.fromEntries(
    known.map(({ name, short, value }) => [
      name,
      { type: value ? ('string' as const) : ('boolean' as const), ...(short ? { short } : {}) },
    ]),
  );
  const config = { args: [...given], options, strict: false, allowPositionals: true, tokens: true } as const;
  const { tokens, values, positionals } = parseArgs(config);
  const args = new Arguments(command, values as ConstructorParameters<typeof Arguments>[1], positionals);
  for (const token of tokens) if (token.kind === 'option') checkToken(args, token);
  for (const flag of known) if (args.has(flag.name)) checkTogether(args, flag);
  return args;
}

type Token = Extract<NonNullable<ReturnType<typeof parseArgs>['tokens']>[number], { kind: 'option' }>;

function checkToken(args: Arguments, { name, rawName, value, inlineValue }: Token): void {
  const known = flagsOf(args.command.name);
  const flag = known.find((other) => other.name === name);
  if (!flag) {
    const other = FLAGS.find((any) => any.name === name || any.short === name)?.commands[0];
    const names = known.map((any) => `--${any.name}`);
    const hint = other ? ` trackstate ${other} has it.` : didYouMean(rawName, names);
    throw args.wrong(`trackstate ${args.command.name} has no flag ${rawName}.${hint}`);
  }
  if (flag.value === undefined && value !== undefined)
    throw args.wrong(`${rawName} is a switch and takes no value, found ${value}`);
  if (flag.value !== undefined && (!value || (!inlineValue && /^-./.test(value))))
    throw args.wrong(`${rawName} needs a value: ${rawName} ${flag.value}`);
}

function checkTogether(args: Arguments, { name, needs, excludes }: Flag): void {
  if (excludes !== undefined && args.has(excludes))
    throw args.wrong(`--${name} and --${excludes} exclude each other`);
  if (needs && !needs.some((other) => args.has(other)))
    throw args.wrong(
      `--${name} does nothing without ${needs.map((other) => `--${other}`).join(' or ')}: give that too`,
    );
}

/** @throws {UsageError} where a flag is given that does nothing for an input. */
export function refuseIdle(args: Arguments, kind: Kind, input: string): void {
  const idle = flagsOf(args.command.name).find(
    ({ name, kinds }) => args.has(name) && kinds?.includes(kind) === false,
  );
  if (idle)
    throw args.wrong(
      `--${idle.name} is for ${kindsOf(idle, args.command)}, and ${input} is ${KINDS[kind]}: leave it out`,
    );
}
