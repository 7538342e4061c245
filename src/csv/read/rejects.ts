import { TrackstateError } from '../../errors.ts';
import { encodeUtf8, joinBytes } from '../bytes.ts';
import type { RowScanner } from './scan.ts';
import type { ByteSink } from './streams.ts';

export const REJECTS_HEADER = 'row,byte_offset,reason,raw\n';

const QUOTE = 34;

/** Writes rejected rows as CSV: row number, byte offset, reason, and the row's own bytes, quoted. */
export class RejectWriter {
  #sink: ByteSink | undefined;
  readonly #waiting: Uint8Array[] = [];

  constructor(private readonly open: (() => ByteSink) | undefined) {}

  /**
   * Keeps a row for the next {@link flush}.
   *
   * @throws {TrackstateError} `invalid_input` where there is nowhere to keep it.
   */
  reject(
    row: number,
    offset: number,
    reason: string,
    raw: Uint8Array,
    part: Pick<RowScanner, 'continued' | 'continues'>,
  ): void {
    if (!this.open)
      throw new TrackstateError(
        'invalid_input',
        `Row ${row} at byte ${offset} cannot be read (${reason}) and there is nowhere to keep it: give a rejects stream.`,
      );
    const before = part.continued ? '' : `${row},${offset},${reason},"`;
    this.#waiting.push(encodeUtf8(before), doubled(raw), encodeUtf8(part.continues ? '' : '"\n'));
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    if (!this.#sink) {
      this.#sink = this.open?.();
      this.#waiting.unshift(encodeUtf8(REJECTS_HEADER));
    }
    await this.#sink?.write(joinBytes(this.#waiting.splice(0)));
  }

  /** Writes what is left, and closes the sink where one was opened. */
  async end(): Promise<void> {
    await this.flush();
    await this.#sink?.close();
  }
}

function doubled(raw: Uint8Array): Uint8Array {
  const copy = new Uint8Array(raw.length + raw.reduce((quotes, byte) => quotes + Number(byte === QUOTE), 0));
  let at = 0;
  for (const byte of raw) {
    copy[at++] = byte;
    if (byte === QUOTE) copy[at++] = byte;
  }
  return copy;
}
