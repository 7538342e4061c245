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
import { dirname, join } from 'node:path';
import type { ByteSink } from '../csv/read/streams.ts';
import { fileSink } from './files.ts';

const unfinished = new Set<OutputFile>();
let opened = 0;
let guarded = false;

/** Whatever ends the process, unfinished files go; a signal then does what it does. */
function guard(): void {
  if (guarded) return;
  guarded = true;
  const removeAll = () => {
    for (const output of unfinished) output.remove();
  };
  process.on('exit', removeAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      removeAll();
      process.kill(process.pid, signal);
    });
  }
}

/**
 * A file that appears under its name whole, or not at all: it is written under a temporary name beside its target.
 * Devices and pipes are written directly. Errors of the system carry the name that was given.
 */
export class OutputFile implements ByteSink {
  readonly #target: string;
  /** Null where the target is written directly. */
  readonly #temporary: string | null;
  readonly #descriptor: number;
  readonly #sink: ByteSink;
  #last: Promise<void> = Promise.resolve();
  #closing = false;

  constructor(private readonly path: string) {
    try {
      const direct = existsSync(path) && !statSync(path).isFile();
      this.#target = existsSync(path) && !direct ? realpathSync(path) : path;
      const name = `.trackstate-${process.pid}-${++opened}.tmp`;
      this.#temporary = direct ? null : join(dirname(this.#target), name);
      // A file that is replaced keeps its permissions.
      const mode = existsSync(path) ? statSync(path).mode & 0o777 : 0o666;
      this.#descriptor = openSync(this.#temporary ?? path, direct ? 'w' : 'wx', mode);
    } catch (error) {
      throw this.#named(error);
    }
    this.#sink = fileSink(this.#descriptor, path);
    guard();
    unfinished.add(this);
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#closing) return Promise.reject(new Error(`${this.path} is closed.`));
    this.#last = this.#sink.write(bytes).catch((error) => {
      throw this.#named(error);
    });
    return this.#last;
  }

  /** Waits until all that was written is on the disk. */
  async close(): Promise<void> {
    await this.#last;
    try {
      await this.#sink.close();
      if (this.#temporary !== null) fsyncSync(this.#descriptor);
    } catch (error) {
      throw this.#named(error);
    }
  }

  /** Gives the flushed file its name. */
  commit(): void {
    try {
      if (this.#temporary !== null) renameSync(this.#temporary, this.#target);
      unfinished.delete(this);
      closeSync(this.#descriptor);
    } catch (error) {
      throw this.#named(error);
    }
  }

  /** Gives it up: where it was not committed, nothing is left of it. */
  async discard(): Promise<void> {
    if (!unfinished.has(this)) return;
    this.#closing = true;
    // A write that is under way would go to the next file with this number.
    await Promise.allSettled([this.#last, this.#sink.close()]);
    this.remove();
    closeSync(this.#descriptor);
  }

  remove(): void {
    unfinished.delete(this);
    if (this.#temporary !== null) rmSync(this.#temporary, { force: true });
  }

  #named(error: unknown): unknown {
    return Object.assign(error as NodeJS.ErrnoException, { path: this.path });
  }
}
