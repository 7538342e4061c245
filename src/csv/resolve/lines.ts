import { PLAIN, ZULU } from '../../time/forms.ts';
import { encodeUtf8 } from '../bytes.ts';

const BLOCK_BYTES = 256 * 1024;
const DAY = 86_400_000;
const COMMA = 44;
const QUOTE = 34;

/** The digits of each number below 100, one behind the other. */
const DIGITS: Uint8Array = Uint8Array.from({ length: 200 }, (_, i) =>
  String(i >> 1)
    .padStart(2, '0')
    .charCodeAt(i & 1),
);
/** The bytes of each day that was written: there are few. */
const days = new Map<number, Uint8Array>();

/** Writes lines into blocks of bytes. Texts on the way there would cost more than all else. */
export class LineWriter {
  written = 0;
  readonly full: Uint8Array[] = [];
  #block: Uint8Array = new Uint8Array(BLOCK_BYTES);
  #at = 0;
  readonly #delimiter: Uint8Array;

  constructor(delimiter: string) {
    this.#delimiter = encodeUtf8(delimiter);
  }

  reserve(bytes: number): void {
    if (this.#at + bytes <= this.#block.length) return;
    this.flush();
    this.#block = new Uint8Array(Math.max(BLOCK_BYTES, bytes));
  }

  /** Puts what there is among the full blocks. */
  flush(): void {
    if (this.#at > 0) this.full.push(this.#block.subarray(0, this.#at));
    this.#block = this.#block.subarray(this.#at);
    this.#at = 0;
  }

  *drain(): Generator<Uint8Array, void> {
    for (const block of this.full.splice(0)) {
      this.written += block.length;
      yield block;
    }
  }

  /** Any text, for which room is made. */
  text(text: string): void {
    this.reserve(3 * text.length);
    const start = this.#at;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        // Few texts are not ASCII, and a call of the encoder costs as much as many letters.
        this.#at = start;
        this.bytes(encodeUtf8(text));
        return;
      }
      this.#block[this.#at++] = code;
    }
  }

  /** A text of ASCII, for which there has to be room. */
  ascii(text: string): void {
    for (let i = 0; i < text.length; i++) this.#block[this.#at++] = text.charCodeAt(i);
  }

  byte(byte: number): void {
    this.#block[this.#at++] = byte;
  }

  delimiter(): void {
    if (this.#delimiter.length === 1) this.#block[this.#at++] = this.#delimiter[0] ?? COMMA;
    else this.bytes(this.#delimiter);
  }

  bytes(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.#block[this.#at++] = bytes[i] as number;
  }

  /** Some bytes as a field, quoted where it has to be. Room for twice as many has to be there. */
  field(bytes: Uint8Array, from: number, to: number): void {
    const start = this.#at;
    const mark = this.#delimiter[0];
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      if (byte === mark || byte === QUOTE || byte === 10 || byte === 13) {
        this.#at = start;
        this.byte(QUOTE);
        for (const own of bytes.subarray(from, to)) {
          if (own === QUOTE) this.byte(QUOTE);
          this.byte(own);
        }
        this.byte(QUOTE);
        return;
      }
      this.#block[this.#at++] = byte;
    }
  }

  /** A time as `writePlainTime` writes it. Needs 20 bytes. */
  time(wall: number, form: typeof PLAIN | typeof ZULU): void {
    const day = Math.floor(wall / DAY);
    let date = days.get(day);
    if (date === undefined) {
      date = encodeUtf8(new Date(day * DAY).toISOString().slice(0, 10));
      days.set(day, date);
    }
    this.bytes(date);
    this.byte(form === PLAIN ? 32 : 84);
    const seconds = (wall - day * DAY) / 1000;
    const minutes = (seconds / 60) | 0;
    const hours = (minutes / 60) | 0;
    this.#two(hours);
    this.byte(58);
    this.#two(minutes - 60 * hours);
    this.byte(58);
    this.#two(seconds - 60 * minutes);
    if (form === ZULU) this.byte(90);
  }

  #two(value: number): void {
    this.#block[this.#at++] = DIGITS[2 * value] as number;
    this.#block[this.#at++] = DIGITS[2 * value + 1] as number;
  }
}
