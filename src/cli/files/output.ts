import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { REJECTS_HEADER } from '../../csv/read/rejects.ts';
import { explainSystemError, Failure } from '../errors.ts';

/** A file that appears under its name whole, or not at all. */
export interface Output {
  readonly descriptor: number;
  /** Makes the written bytes durable and gives the file its name. */
  commit(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): void;
}

const open = new Set<Output>();
let opened = 0;

// Whatever ends the process, unfinished files go.
process.on('exit', () => {
  for (const output of open) output.discard();
});

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
  const folder = dirname(path);
  if (!existsSync(folder)) throw new Failure(`There is no folder ${folder} to write ${basename(path)} to.`);
  if (!existsSync(path) && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Failure(`${path} is a link to a file that is not there: name that file instead.`);
  }
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
  const direct = existsSync(path) && !statSync(path).isFile();
  const target = existsSync(path) && !direct ? realpathSync(path) : path;
  const temporary = direct ? target : join(dirname(target), `.trackstate-${process.pid}-${++opened}.tmp`);
  let descriptor: number;
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

/** Removes a file of rejects of an earlier run, which would say that this one had some. Another file stays. */
export function removeOldRejects(path: string): void {
  if (!existsSync(path) || !statSync(path).isFile()) return;
  if (readFileSync(path, 'utf8').startsWith(REJECTS_HEADER)) rmSync(path, { force: true });
}
