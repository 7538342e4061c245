import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../errors.ts';
import type { Arguments } from '../flags/parse.ts';

/** @throws {Failure} where an input is not there, or a directory. */
export function checkInput(input: string): void {
  if (input === '-') return;
  if (statSync(input).isDirectory())
    throw new Failure(
      `${input} is a directory: expected a CSV file, or a pattern such as "${join(input, '*.csv')}".`,
    );
}

/**
 * Says early why something cannot be written.
 *
 * @throws {UsageError} where one name is given to two things.
 * @throws {Failure} where a target is read too, or is there already and not to be replaced.
 */
export function checkTargets(
  args: Arguments,
  inputs: readonly string[],
  outputs: readonly (string | null)[],
): void {
  const given = (paths: readonly (string | null | undefined)[]) => paths.filter((path) => path != null);
  const targets = given([...outputs, args.text('summary')]);
  const places = targets.map((path) => resolve(path));
  const twice = targets.find((path, i) => !path.startsWith('/dev/') && places.indexOf(places[i] ?? '') < i);
  if (twice !== undefined)
    throw args.wrong(`${twice} is named for two things that are written: give each its own name`);
  const read = given([...inputs, args.text('overrides')]);
  for (const path of targets) checkTarget(path, read, args.has('force'));
}

function checkTarget(path: string, read: readonly string[], force: boolean): void {
  const folder = dirname(path);
  if (!existsSync(folder)) throw new Failure(`There is no folder ${folder} to write ${basename(path)} to.`);
  if (!existsSync(path)) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
      throw new Failure(`${path} is a link to a file that is not there: name that file instead.`);
    return;
  }
  const input = read.find((other) => other !== '-' && sameFile(path, other));
  if (input !== undefined)
    throw new Failure(`The output ${path} is the input ${input}: choose another name.`);
  const stats = statSync(path);
  if (stats.isDirectory()) throw new Failure(`The output ${path} is a directory: give a file name.`);
  if (stats.isFile() && !force)
    throw new Failure(`${path} is there already: choose another name, or give --force to replace it.`);
}

function sameFile(a: string, b: string): boolean {
  if (!existsSync(a) || !existsSync(b)) return false;
  const [one, two] = [statSync(a), statSync(b)];
  return realpathSync(a) === realpathSync(b) || (one.dev === two.dev && one.ino === two.ino);
}
