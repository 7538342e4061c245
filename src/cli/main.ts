#!/usr/bin/env node
/** The command `trackstate`. */
import { version } from '../../package.json';
import { TrackstateError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';
import { explainSystemError, Failure, UsageError } from './errors.ts';
import { COMMANDS } from './flags/commands.ts';
import { help } from './flags/help.ts';
import { type Arguments, parse } from './flags/parse.ts';

// Each command is loaded when it is called, so that none waits for the others.
const RUNS: Record<string, () => Promise<(args: Arguments) => Promise<number>>> = {
  map: async () => (await import('./commands/map.ts')).map,
  resolve: async () => (await import('./commands/resolve.ts')).resolve,
  explain: async () => (await import('./commands/explain.ts')).explain,
  table: async () => (await import('./commands/table.ts')).table,
  check: async () => (await import('./commands/check.ts')).check,
};

async function run([name = '', ...args]: readonly string[]): Promise<number> {
  if (['', '-h', '--help', 'help'].includes(name)) {
    process.stdout.write(help(COMMANDS.find((command) => command.name === args[0])));
    return name === '' ? 2 : 0;
  }
  if (name === '-V' || name === '--version') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  const load = RUNS[name];
  if (!command || !load) {
    const hint = didYouMean(name, Object.keys(RUNS));
    throw new UsageError(`There is no command ${JSON.stringify(name)}.${hint}`);
  }
  const parsed = parse(command, args);
  if (parsed.has('help')) {
    process.stdout.write(help(command));
    return 0;
  }
  return (await load())(parsed);
}

/** What an error says to the user; a fault of ours with where it happened. */
function wordsOf(error: unknown): string {
  const { message, stack, path, syscall } = error as NodeJS.ErrnoException;
  if ([UsageError, Failure, TrackstateError].some((kind) => error instanceof kind)) return message;
  if (path !== undefined && syscall !== undefined)
    return explainSystemError(error as NodeJS.ErrnoException, path);
  return stack ?? String(error);
}

// A reader that closes the pipe early, such as head, has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE')
    process.stderr.write(`trackstate: ${explainSystemError(error, 'standard output')}\n`);
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0);
    process.stderr.write(`trackstate: ${wordsOf(error)}\n`);
    process.exitCode = 1;
    if (!(error instanceof UsageError)) return;
    const named = ['trackstate', error.command, '--help'].filter((part) => part !== null);
    process.stderr.write(`${named.join(' ')} shows how it is used.\n`);
    process.exitCode = 2;
  },
);
