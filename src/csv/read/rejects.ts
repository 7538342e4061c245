import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { TrackstateError } from '../../errors.ts';
import type { RejectSink } from '../annotate/row-annotator.ts';
import type { RowReader } from './scan.ts';

/** The first line of a file of rejects. */
export const REJECTS_HEADER = 'row,byte_offset,reason,raw\n';

/** Writes rejected rows as CSV: row number, byte offset, reason, and the row's own bytes, quoted. */
export class RejectWriter implements RejectSink {
  readonly #open: (() => Writable) | undefined;
  #stream: Writable | undefined;
  #error: Error | undefined;
  #full = false;

  /** @param open - Called with the first rejected row. */
  constructor(open: (() => Writable) | undefined) {
    this.#open = open;
  }

  reject(
    row: number,
    offset: number,
    reason: string,
    raw: Buffer,
    part: Pick<RowReader, 'continued' | 'continues'>,
  ): void {
    if (!this.#open) {
      throw new TrackstateError(
        'invalid_input',
        `Row ${row} at byte ${offset} cannot be read (${reason}) and there is nowhere to keep it: give a rejects stream.`,
      );
    }
    if (!this.#stream) {
      this.#stream = this.#open();
      this.#stream.on('error', (error) => (this.#error ??= error));
      this.#stream.write(REJECTS_HEADER);
    }
    // The bytes are kept one to one, in whatever encoding: latin1 is only the way to double the quotes.
    const quoted = Buffer.from(raw.toString('latin1').replaceAll('"', '""'), 'latin1');
    const before = part.continued ? '' : `${row},${offset},${reason},"`;
    const after = part.continues ? '' : '"\n';
    this.#full = !this.#stream.write(Buffer.concat([Buffer.from(before), quoted, Buffer.from(after)]));
  }

  /** Waits until the rejects so far are taken. */
  async drained(): Promise<void> {
    if (this.#error) throw this.#error;
    if (this.#full && this.#stream) await once(this.#stream, 'drain');
    this.#full = false;
  }

  /** Ends the stream, where one was opened, and waits until all is written. */
  async end(): Promise<void> {
    if (this.#error) throw this.#error;
    const stream = this.#stream;
    if (!stream) return;
    stream.end();
    await finished(stream);
  }
}
