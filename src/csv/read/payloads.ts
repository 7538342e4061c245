import { TrackstateError } from '../../errors.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import type { MappingResult } from '../../mapping/result.ts';
import { readDump } from '../../sources/dump/dump.ts';
import type { DumpEntry, DumpFault } from '../../sources/dump/entry.ts';
import type { NoticeCode, Payload, SourceEvent, SourceShipment } from '../../sources/payload.ts';
import { readPayload } from '../../sources/read.ts';
import { Counts, type Summary } from '../annotate/counts.ts';
import { encodeUtf8 } from '../bytes.ts';

/** A piece of a dump that cannot be read. */
export interface RejectedPiece {
  /** Which of the inputs it stands in, from 0. */
  readonly input: number;
  /** Counts the payloads and rejected pieces of the input, from 1. */
  readonly number: number;
  /** Where it starts, in bytes. */
  readonly offset: number;
  readonly fault: DumpFault;
  /** Its bytes; of a longer one the first MiB. */
  readonly raw: Uint8Array;
}

/** How payloads are read. */
export interface PayloadOptions {
  /** The mapper reads texts too: those that no rule read are counted. */
  readonly inferText?: boolean;
  /** Gets what cannot be read; waited for. Without it, a rejected piece is an error. */
  readonly onReject?: (piece: RejectedPiece) => void | Promise<void>;
}

/** A payload of no known kind: where it stands, and what it is. */
export interface UnknownPayload extends Pick<RejectedPiece, 'input' | 'number' | 'offset'> {
  /** The names of its first fields; null where it is no object. */
  readonly fields: readonly string[] | null;
}

/** What became of payloads. Their rows are the events, and what could not be read. */
export interface PayloadSummary extends Omit<Summary, 'source' | 'columns' | 'dialect'> {
  readonly payloads: number;
  /** What the payloads said of the tracker. */
  readonly notices: Readonly<Partial<Record<NoticeCode, number>>>;
  /** How many of the payloads are of no known kind, and the first of them. */
  readonly unknown: number;
  readonly firstUnknown: UnknownPayload | null;
  /** How many of the payloads are answers with an error. */
  readonly errorAnswers: number;
}

/** A payload with what its events give. */
export interface MappedPayload extends Payload {
  readonly events: readonly (readonly [SourceEvent, MappingResult])[];
}

const SHOWN_FIELDS = 8;
const BLOCK = 64 * 1024;

/** Reads the payloads of all inputs, one by one, and counts what becomes of them. */
export class PayloadReader {
  readonly #inputs: readonly AsyncIterable<Uint8Array>[];
  readonly #counts: Counts = new Counts();
  readonly #notices = new Map<NoticeCode, number>();
  readonly #started = performance.now();
  #payloads = 0;
  #unknown = 0;
  #firstUnknown: UnknownPayload | null = null;
  #errorAnswers = 0;
  #bytesRead = 0;
  #bytesWritten = 0;
  #text = '';

  /** @throws {TrackstateError} `invalid_input` where there is none, or one that yields no bytes. */
  constructor(
    inputs: AsyncIterable<Uint8Array> | readonly AsyncIterable<Uint8Array>[],
    private readonly mapper: Pick<Mapper, 'map'>,
    private readonly options: PayloadOptions,
  ) {
    this.#inputs = Array.isArray(inputs) ? inputs : [inputs];
    if (
      this.#inputs.length === 0 ||
      this.#inputs.some((input) => typeof input?.[Symbol.asyncIterator] !== 'function')
    )
      throw new TrackstateError('invalid_input', 'Payloads: expected the bytes of a file, or of several.');
  }

  async *read(): AsyncGenerator<MappedPayload> {
    for (const [input, bytes] of this.#inputs.entries())
      for await (const entry of readDump(this.#counted(bytes)))
        if ('fault' in entry) await this.#reject({ input, ...entry });
        else yield this.#take(entry, input);
  }

  async #reject(piece: RejectedPiece): Promise<void> {
    const { number, offset, fault } = piece;
    this.#counts.reject(fault);
    if (!this.options.onReject)
      throw new TrackstateError(
        'invalid_input',
        `Piece ${number} at byte ${offset} cannot be read (${fault}) and there is nowhere to keep it: give onReject.`,
      );
    await this.options.onReject(piece);
  }

  #take({ number, offset, value }: DumpEntry & { readonly value: unknown }, input: number): MappedPayload {
    const payload = readPayload(value);
    this.#payloads++;
    if (payload.kind === null) {
      this.#unknown++;
      const named = typeof value === 'object' && value !== null && !Array.isArray(value);
      const fields = named ? Object.keys(value).slice(0, SHOWN_FIELDS) : null;
      this.#firstUnknown ??= { input, number, offset, fields };
    }
    if (payload.notices.some(({ code }) => code === 'error_answer')) this.#errorAnswers++;
    for (const { code } of payload.notices) this.#notices.set(code, (this.#notices.get(code) ?? 0) + 1);
    const events = payload.shipments.flatMap(eventsOf).map((event) => {
      const result = this.mapper.map(event);
      this.#count(event, result, number);
      return [event, result] as const;
    });
    return { ...payload, events };
  }

  #count(event: SourceEvent, result: MappingResult, number: number): void {
    this.#counts.add(result, 1);
    if (result.outcome !== 'unmapped') return;
    const { status_code, substatus_code, status_description, description } = event;
    const codes = [status_code, substatus_code].filter((part) => part !== null).join('/');
    this.#counts.addUnmapped(codes || (status_description ?? ''), result.reason, 1, number);
    if (this.options.inferText && description !== null) this.#counts.addUnread(description, 1, number);
  }

  async *#counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#bytesRead += chunk.length;
      yield chunk;
    }
  }

  /** Gives text out as bytes, a block at a time; what is left with the last one. */
  *write(text: string, last = false): Generator<Uint8Array> {
    this.#text += text;
    if (this.#text === '' || (this.#text.length < BLOCK && !last)) return;
    const bytes = encodeUtf8(this.#text);
    this.#text = '';
    this.#bytesWritten += bytes.length;
    yield bytes;
  }

  summary(): PayloadSummary {
    return {
      ...this.#counts.figures(),
      payloads: this.#payloads,
      notices: Object.fromEntries(this.#notices),
      bytesRead: this.#bytesRead,
      bytesWritten: this.#bytesWritten,
      seconds: (performance.now() - this.#started) / 1000,
      unknown: this.#unknown,
      firstUnknown: this.#firstUnknown,
      errorAnswers: this.#errorAnswers,
    };
  }
}

/** The events of a parcel; where there is none, the status that it has as a whole. */
const eventsOf = ({ events, reported }: SourceShipment): readonly SourceEvent[] =>
  events.length === 0 && reported ? [reported] : events;
