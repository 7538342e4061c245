import { TrackstateError } from '../../errors.ts';
import { describe } from '../../shipments/describe.ts';
import type { Step } from '../../shipments/step.ts';
import { type Summarised, summarise } from '../../shipments/summarise.ts';
import { decodeUtf8 } from '../bytes.ts';
import { type EventStore, SEPARATOR } from './event-store.ts';
import { ShipmentRows } from './rows.ts';
import type { ShipmentSettings } from './settings.ts';
import { type ResolveSummary, Tally } from './summary.ts';
import { timelineText } from './timeline.ts';

export interface WriterSetup extends Pick<ShipmentSettings, 'rules' | 'now' | 'format'> {
  readonly keys: readonly string[];
  readonly delimiter: string;
  readonly grouped: boolean;
}

const BATCH = 64;
/** So many full blocks may wait to be taken. */
const WAITING_BLOCKS = 8;
/** How many tracking numbers a grouped run remembers, to tell when one comes again. */
const REMEMBERED = 1 << 19;

/** Resolves the shipments of a store and writes each. */
export class ShipmentWriter {
  events = 0;
  /** Of no use: see {@link EventStore.prefetch}. */
  prefetched = 0;
  /** Whether a file names carriers: then they have a column. */
  #withCarrier = false;
  #regrouped = 0;
  #begun = false;
  readonly #tally: Tally = new Tally();
  readonly #seen: Set<number> | null;
  readonly #rows: ShipmentRows;

  constructor(
    private readonly store: EventStore,
    private readonly setup: WriterSetup,
  ) {
    this.#rows = new ShipmentRows(setup.delimiter, setup.now !== null, ({ index }) => store.oddTime(index));
    this.#seen = setup.grouped ? new Set() : null;
  }

  /**
   * Says that a file, counted from 0, names carriers.
   *
   * @throws {TrackstateError} `invalid_input` where the header is written already, without them.
   */
  addCarrier(file: number): void {
    if (this.#begun && !this.#withCarrier && this.setup.format === 'csv')
      throw new TrackstateError(
        'invalid_input',
        `File ${file + 1} has a column of carriers and those before it have none: with --grouped, name a file that has one first.`,
      );
    this.#withCarrier = true;
  }

  /** Resolves and writes the first so many shipments that the store holds. */
  shipments(count: number): void {
    const [starts, ordered] = this.#begin(count);
    for (let id = 0; id < count; id++) this.#write(id, starts, ordered);
  }

  /** Resolves all shipments that the store holds, and gives their lines. */
  *rest(): Generator<Uint8Array, void> {
    const count = this.store.groups.size;
    const [starts, ordered] = this.#begin(count);
    for (let id = 0; id < count; id++) {
      if (id % BATCH === 0)
        this.prefetched += this.store.prefetch(
          ordered.subarray(starts[id], starts[Math.min(count, id + BATCH)]),
        );
      this.#write(id, starts, ordered);
      if (this.#rows.full.length >= WAITING_BLOCKS) yield* this.drain();
    }
    this.#rows.flush();
    yield* this.drain();
  }

  drain(): Generator<Uint8Array, void> {
    return this.#rows.drain();
  }

  figures(): Pick<ResolveSummary, 'shipments' | 'states' | 'anomalies' | 'regrouped' | 'bytesWritten'> {
    return {
      ...this.#tally.figures(),
      regrouped: this.#regrouped,
      bytesWritten: this.#rows.written,
    };
  }

  /** Writes the header, once. Gives the events by shipment, those of each in the order of the file (counting sort), and where each shipment's begin. */
  #begin(count: number): [starts: Int32Array, ordered: Int32Array] {
    if (!this.#begun && this.setup.format === 'csv') this.#rows.header(this.setup.keys, this.#withCarrier);
    this.#begun = true;
    const { size, group } = this.store;
    this.events += size;
    const starts = new Int32Array(count + 1);
    for (let event = 0; event < size; event++) bump(starts, (group[event] as number) + 1, 1);
    for (let id = 0; id < count; id++) bump(starts, id + 1, starts[id] as number);
    const next = starts.slice();
    const ordered = new Int32Array(size);
    for (let event = 0; event < size; event++) ordered[bump(next, group[event] as number, 1)] = event;
    return [starts, ordered];
  }

  #write(id: number, starts: Int32Array, ordered: Int32Array): void {
    const { store, setup } = this;
    this.#remember(id);
    const given = store.steps(ordered, starts[id] as number, starts[id + 1] as number);
    const summary = summarise(given, setup.rules, setup.now);
    this.#tally.add(summary);
    if (setup.format !== 'csv') {
      this.#rows.text(`${this.#timeline(id, summary, given)}\n`);
      return;
    }
    const { groups } = store;
    const start = groups.startOf(id);
    if (setup.keys.length === 1) this.#rows.key(groups.storage, start, start + groups.lengthOf(id));
    else this.#rows.keys(this.#numbers(id));
    this.#rows.row(summary, given.length, this.#withCarrier ? summary.carrier : null);
  }

  #timeline(id: number, summary: Summarised, given: readonly Step[]): string {
    const { keys, format, now } = this.setup;
    const places = new Map(given.map(({ index }, i) => [index, i]));
    const numberOf = ({ index }: Step) => places.get(index) as number;
    const shipment = describe(summary, given, now, ({ index }) => this.store.detailsOf(index), numberOf);
    const numbers = this.#numbers(id);
    if (format === 'text')
      return timelineText(numbers.map((number) => number || '(none)').join(' '), shipment);
    const key = Object.fromEntries(keys.map((name, i) => [name, numbers[i]]));
    return JSON.stringify({ ...key, ...shipment });
  }

  #numbers(id: number): string[] {
    const text = decodeUtf8(this.store.groups.bytes(id));
    return this.setup.keys.length === 1 ? [text] : text.split(SEPARATOR);
  }

  /** In a grouped run: whether a tracking number comes again, which another shipment's rows then parted. */
  #remember(id: number): void {
    if (!this.#seen) return;
    const hash = fingerprint(this.store.groups.bytes(id));
    if (this.#seen.has(hash)) this.#regrouped++;
    else if (this.#seen.size < REMEMBERED) this.#seen.add(hash);
  }
}

/** Adds to a number of a list, and gives what it was. */
function bump(values: Int32Array, at: number, by: number): number {
  const before = values[at] as number;
  values[at] = before + by;
  return before;
}

/** 53 bits of a hash: two different tracking numbers have the same one hardly ever. */
function fingerprint(bytes: Uint8Array): number {
  let [low, high] = [0x811c9dc5, 0x9747b28c];
  for (const byte of bytes) {
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x5bd1e995) + 1;
  }
  return (low >>> 0) * 2 ** 21 + (high >>> 11);
}
