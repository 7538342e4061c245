/** Whole processes, timed by the system's own account of them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Seconds by the clock, seconds of the processor for the program, and the most MB it held. */
export interface Figures {
  wall: number;
  user: number;
  memory: number;
}

/** Where the benchmarks keep their files, so that a second run finds them. */
export const folder: string = join(tmpdir(), 'trackstate-bench');
mkdirSync(folder, { recursive: true });

/** Runs a command to its end. 3 is trackstate's code for rows that strict mode leaves unmapped. */
export function time(command: string, args: readonly string[], cwd: string = folder): Figures {
  if (!existsSync('/usr/bin/time'))
    throw new Error('This needs the program /usr/bin/time, which tells memory and user time: install it.');
  const account = join(folder, 'time.txt');
  const started = performance.now();
  const run = spawnSync('/usr/bin/time', ['-o', account, '-f', '%U %M', command, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const wall = (performance.now() - started) / 1000;
  if (run.status !== 0 && run.status !== 3)
    throw new Error(`${command} ${args.join(' ')} ended with ${run.status}`);
  // With an exit code other than 0, a line that says so stands before the figures.
  const figures = readFileSync(account, 'utf8').trim().split('\n').at(-1) ?? '';
  const [user = NaN, kilobytes = NaN] = figures.split(' ').map(Number);
  return { wall, user, memory: kilobytes / 1024 };
}

/** The middle one of several values. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
