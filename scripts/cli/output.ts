import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { explainSystemError, Failure } from './errors.ts';

/** A file that appears under its name whole, or not at all. */
export interface Output {
  readonly descriptor: number;
  /** Makes the written bytes durable and gives the file its name. */
  commit(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): void;
}

const open = new Set<Output>();

// An interrupted run leaves the old target as it was, and then ends as the signal asks.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const output of open) output.discard();
    process.kill(process.pid, signal);
  });
}

/** Whether two paths lead to the same file, links followed. */
function sameFile(a: string, b: string): boolean {
  if (!existsSync(a) || !existsSync(b)) return false;
  const [one, two] = [statSync(a), statSync(b)];
  return realpathSync(a) === realpathSync(b) || (one.dev === two.dev && one.ino === two.ino);
}

/**
 * Says early why a file cannot be written.
 *
 * @throws {Failure} if it is an input, or there already and not to be replaced.
 */
export function checkTarget(path: string, inputs: readonly string[], force: boolean): void {
  const input = inputs.find((other) => sameFile(path, other));
  if (input !== undefined)
    throw new Failure(`The output ${path} is the input ${input}: choose another name.`);
  if (existsSync(path) && statSync(path).isDirectory())
    throw new Failure(`The output ${path} is a directory: give a file name.`);
  if (existsSync(path) && statSync(path).isFile() && !force) {
    throw new Failure(`${path} is there already: choose another name, or give --force to replace it.`);
  }
}

/** Opens a file that is written under a temporary name beside its target. Devices and pipes are written directly. */
export function openOutput(path: string): Output {
  const target = existsSync(path) ? realpathSync(path) : path;
  const direct = existsSync(target) && !statSync(target).isFile();
  const temporary = direct ? target : join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  let descriptor: number;
  if (!existsSync(dirname(target)))
    throw new Failure(`There is no folder ${dirname(path)} to write ${basename(path)} to.`);
  try {
    descriptor = openSync(temporary, direct ? 'w' : 'wx', direct ? undefined : modeOf(target));
  } catch (error) {
    throw new Failure(explainSystemError(error as NodeJS.ErrnoException, path));
  }
  const output: Output = {
    descriptor,
    async commit() {
      if (!direct) {
        fsyncSync(descriptor);
        renameSync(temporary, target);
      }
      closeSync(descriptor);
      open.delete(output);
    },
    discard() {
      if (!open.delete(output)) return;
      if (!direct) rmSync(temporary, { force: true });
    },
  };
  open.add(output);
  return output;
}

/** A file that is replaced keeps its permissions. */
const modeOf = (path: string) => (existsSync(path) ? statSync(path).mode & 0o777 : 0o666);
