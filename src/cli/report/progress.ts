import type { Progress } from '../../csv/index.ts';
import type { Arguments } from '../flags/parse.ts';

const WIDTH = 24;
/** How many milliseconds lie between two pictures at least. */
const PAUSE = 100;

/** A progress bar on standard error. Only for a terminal. */
export class ProgressBar {
  readonly #started = performance.now();
  #shown = 0;

  /** @param size - How many bytes there are, where that is known. */
  constructor(
    private readonly name: string,
    private readonly size: number | null,
  ) {}

  /** The bar of a run, unless it is to be quiet or nobody looks. */
  static for(args: Arguments, name: string, size: number | null): ProgressBar | null {
    return args.has('quiet') || !process.stderr.isTTY ? null : new ProgressBar(name, size);
  }

  /** What tells it how far the run has come. */
  readonly options: { readonly onProgress: (progress: Progress) => void } = {
    onProgress: (progress) => this.#show(progress),
  };

  #show({ bytesRead, rows }: Progress): void {
    const now = performance.now();
    if (now - this.#shown < PAUSE) return;
    this.#shown = now;
    const seconds = (now - this.#started) / 1000;
    const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
    const speed = `${Math.round(rows / seconds).toLocaleString('en-US')} rows/s`;
    if (this.size === null || this.size === 0) {
      this.#line(`${this.name}  ${megabytes(bytesRead)}, ${speed}`);
      return;
    }
    const part = Math.min(1, bytesRead / this.size);
    const bar = '█'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '·');
    const left = part === 0 ? '' : `, ${Math.ceil(seconds / part - seconds)} s left`;
    this.#line(
      `${this.name}  ${bar} ${Math.floor(part * 100)} %  ${megabytes(bytesRead)} of ${megabytes(this.size)}, ${speed}${left}`,
    );
  }

  /** Takes the bar off the screen. */
  clear(): void {
    if (this.#shown > 0) process.stderr.write('\r\u001b[K');
    this.#shown = 0;
  }

  #line(text: string): void {
    process.stderr.write(`\r${text.slice(0, (process.stderr.columns ?? 80) - 1)}\u001b[K`);
  }
}
