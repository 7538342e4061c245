import type { AnomalyCode } from '../../shipments/anomalies.ts';
import { arrange, type Finding, type Step } from '../../shipments/arrange.ts';
import { follow, type Journey } from '../../shipments/journey.ts';
import type { ResolvedShipment, ShipmentInput } from '../../shipments/resolve.ts';
import type { JourneyOptions, JourneyRules } from '../../shipments/rules.ts';
import type { Milestone } from '../../tables/rows.ts';
import { PLAIN, ZULU } from '../../time/plain.ts';
import { writeInstant } from '../../time/read.ts';
import type { ByteSink } from '../read/streams.ts';
import { type Coded, type EventStore, SEPARATOR } from './event-store.ts';
import { fieldText, LineWriter } from './lines.ts';
import type { ResolveSummary } from './resolve.ts';
import { Tally } from './tally.ts';
import { timelineText } from './timeline.ts';

type Resolver = (input: ShipmentInput) => ResolvedShipment;

/** A CSV row, a line of JSON with the timeline, or the timeline for people. */
export type ShipmentFormat = 'csv' | 'json' | 'text';

/** What a writer has to know. */
export interface WriterSetup {
  readonly rules: JourneyRules;
  readonly now: number | null;
  /** The names of the columns that tell shipments apart. */
  readonly keys: readonly string[];
  readonly withCarrier: boolean;
  readonly delimiter: string;
  readonly format: ShipmentFormat;
  readonly grouped: boolean;
  readonly options: JourneyOptions & { readonly timeZone?: string };
}

/** The milestones that have a column of their own. */
export const MILESTONE_COLUMNS: readonly (readonly [Milestone, string])[] = [
  ['collected', 'collected_at'],
  ['out_for_delivery', 'out_for_delivery_at'],
  ['attempted', 'attempted_at'],
  ['delivered', 'delivered_at'],
  ['returned', 'returned_at'],
];

/** The columns of a shipment, behind those that name it. */
export const SHIPMENT_COLUMNS: readonly string[] = [
  'pro_state',
  'leg',
  'since',
  ...MILESTONE_COLUMNS.map(([, name]) => name),
  'events',
  'anomalies',
];

/** How many shipments are read together. */
const BATCH = 64;
/** The names of a shipment's facts, which a column that tells shipments apart may have too. */
const TAKEN: ReadonlySet<string> = new Set([
  ...SHIPMENT_COLUMNS,
  ...[
    'carrier',
    'age_hours',
    'state',
    'ageMs',
    'basis',
    'final',
    'delivered',
    'returned',
    'milestones',
    'timeline',
  ],
  ...['earlier', 'orderedBy', 'counts'],
]);

/** The name under which the value of such a column is written. */
export const keyName = (name: string): string => (TAKEN.has(name) ? `key_${name}` : name);

/** A line without its numbers and carrier is shorter. */
const LONGEST_LINE = 2048;
/** So many full blocks may wait for the sink. */
const WAITING_BLOCKS = 8;
/** How many tracking numbers a grouped run remembers, to tell when one comes again. */
const REMEMBERED = 1 << 19;

/** Resolves the shipments of a store and writes one row each. */
export class ShipmentWriter {
  events = 0;
  /** Of no use: see {@link EventStore.touch}. */
  touched = 0;
  #regrouped = 0;
  #bytes = 0;
  readonly #tally: Tally = new Tally();
  readonly #seen: Set<number> | null;
  readonly #store: EventStore;
  readonly #sink: ByteSink;
  readonly #setup: WriterSetup;
  #resolve: Resolver | null = null;
  readonly #lines: LineWriter;

  constructor(store: EventStore, sink: ByteSink, setup: WriterSetup) {
    this.#store = store;
    this.#sink = sink;
    this.#setup = setup;
    this.#lines = new LineWriter(setup.delimiter);
    this.#seen = setup.grouped ? new Set() : null;
  }

  /** Writes the header. */
  async begin(): Promise<void> {
    const { format, keys, withCarrier, delimiter, options, now } = this.#setup;
    if (format !== 'csv') {
      const { createResolver } = await import('../../shipments/resolve.ts');
      this.#resolve = createResolver({
        ...options,
        mapper: { map: (event) => (event as { coded: Coded }).coded.result },
      });
      return;
    }
    const names = [...keys, ...(withCarrier ? ['carrier'] : [])];
    const header = [...names, ...SHIPMENT_COLUMNS, ...(now === null ? [] : ['age_hours'])];
    this.#lines.text(`${header.map(this.#cell).join(delimiter)}\n`);
  }

  /** Resolves and writes the first so many shipments that the store holds. */
  shipments(count: number): void {
    const [starts, ordered] = this.#sorted(count);
    for (let id = 0; id < count; id++)
      this.#write(id, ordered, starts[id] as number, starts[id + 1] as number);
  }

  /** Resolves and writes all shipments that the store holds. */
  async rest(): Promise<void> {
    const count = this.#store.groups.size;
    const [starts, ordered] = this.#sorted(count);
    for (let id = 0; id < count; id++) {
      if (id % BATCH === 0)
        this.touched += this.#store.touch(
          ordered,
          starts[id] as number,
          starts[Math.min(count, id + BATCH)] as number,
        );
      this.#write(id, ordered, starts[id] as number, starts[id + 1] as number);
      if (this.#lines.full.length >= WAITING_BLOCKS) await this.drain();
    }
    this.#lines.flush();
    await this.drain();
  }

  /** Hands on what is ready. */
  async drain(): Promise<void> {
    for (const block of this.#lines.full) {
      this.#bytes += block.length;
      await this.#sink.write(block);
    }
    this.#lines.full = [];
  }

  /** The events by shipment, those of each in the order of the file (counting sort), and where each shipment's begin. */
  #sorted(count: number): [starts: Int32Array, ordered: Int32Array] {
    const { size, group } = this.#store;
    this.events += size;
    const starts = new Int32Array(count + 1);
    for (let event = 0; event < size; event++) bump(starts, (group[event] as number) + 1, 1);
    for (let id = 0; id < count; id++) bump(starts, id + 1, starts[id] as number);
    const next = starts.slice();
    const ordered = new Int32Array(size);
    for (let event = 0; event < size; event++) ordered[bump(next, group[event] as number, 1)] = event;
    return [starts, ordered];
  }

  #write(id: number, events: Int32Array, from: number, to: number): void {
    this.#remember(id);
    if (this.#resolve) this.#lines.text(this.#timeline(this.#resolve, id, events.subarray(from, to)));
    else this.#csvLine(id, events, from, to);
  }

  figures(): Pick<ResolveSummary, 'shipments' | 'states' | 'anomalies' | 'regrouped' | 'bytesWritten'> {
    return {
      shipments: this.#tally.shipments,
      states: this.#tally.states(),
      anomalies: this.#tally.anomalies(),
      regrouped: this.#regrouped,
      bytesWritten: this.#bytes,
    };
  }

  #csvLine(id: number, events: Int32Array, from: number, to: number): void {
    const store = this.#store;
    const lines = this.#lines;
    const { now, rules, delimiter, withCarrier, keys } = this.#setup;
    const given = store.steps(events, from, to);
    const { steps, findings } = arrange(given);
    const journey = follow(steps, rules);
    const odd = this.#oddities(given, findings, journey);
    const stay = journey.stays[journey.stays.length - 1];
    this.#tally.count(stay?.state ?? '', odd);
    const { groups } = store;
    const length = groups.lengthOf(id);
    const start = groups.startOf(id);
    lines.reserve(LONGEST_LINE + 3 * length);
    if (keys.length === 1) lines.field(groups.storage, start, start + length);
    else lines.text(this.#numbers(id).map(this.#cell).join(delimiter));
    if (withCarrier) lines.text(delimiter + this.#cell(this.#carrier(steps)));
    lines.reserve(LONGEST_LINE);
    lines.delimiter();
    if (stay) lines.ascii(stay.state);
    lines.delimiter();
    if (stay) lines.ascii(stay.leg);
    lines.delimiter();
    if (stay) this.#time(stay.first);
    for (const [name] of MILESTONE_COLUMNS) {
      const step = journey.milestones[name];
      lines.delimiter();
      if (step !== null) this.#time(step);
    }
    lines.delimiter();
    lines.ascii(String(to - from));
    lines.delimiter();
    if (odd.length > 0) lines.text([...new Set(odd)].join(' '));
    if (now !== null) {
      const age = stay ? (now - stay.first.instant) / 3_600_000 : Number.NaN;
      lines.text(delimiter + (age >= 0 ? age.toFixed(1) : ''));
    }
    lines.text('\n');
  }

  /** The carrier of the newest event that names one. */
  #carrier(steps: readonly Step[]): string {
    for (let i = steps.length - 1; i >= 0; i--) {
      const { carrier } = this.#store.codes[this.#store.codeOfEvent((steps[i] as Step).index)] as Coded;
      if (carrier !== '') return carrier;
    }
    return '';
  }

  #oddities(given: readonly Step[], findings: readonly Finding[], journey: Journey): AnomalyCode[] {
    const codes: AnomalyCode[] = [];
    for (const { code } of findings) codes.push(code);
    for (const { code } of journey.findings) codes.push(code);
    for (const step of given) {
      if (!Number.isNaN(step.wall)) continue;
      codes.push(this.#store.hasOddTime(step.index) ? 'implausible_time' : 'undated_event');
    }
    return codes;
  }

  /** The instant where it is known; otherwise the text as it was sent. */
  #time({ instant, wall, index }: Step): void {
    if (!Number.isNaN(instant)) {
      if (instant % 1000 === 0) this.#lines.time(instant, ZULU);
      else this.#lines.text(writeInstant(instant));
    } else if (this.#store.hasOddTime(index)) this.#lines.text(this.#cell(this.#store.timeText(index) ?? ''));
    else if (!Number.isNaN(wall)) this.#lines.time(wall, PLAIN);
  }

  #timeline(resolve: Resolver, id: number, events: Int32Array): string {
    const store = this.#store;
    const text = (keys: EventStore['words'], number: number) => keys.bytes(number).toString() || null;
    const input = Array.from(events, (event) => {
      const coded = store.codes[store.codeOfEvent(event)] as Coded;
      return {
        ...coded.event,
        coded,
        time: store.timeText(event),
        description: text(store.words, store.description[event] as number) ?? descriptionOf(coded),
        location: text(store.words, store.location[event] as number),
      };
    });
    const shipment = resolve(input);
    this.#tally.add(shipment);
    const numbers = this.#numbers(id);
    if (this.#setup.format === 'text')
      return `${timelineText(numbers.map((number) => number || '(none)').join(' '), shipment)}\n`;
    const key = Object.fromEntries(this.#setup.keys.map((name, i) => [name, numbers[i]]));
    const newest = events[shipment.timeline.at(-1)?.event ?? 0] as number;
    const carrier = (store.codes[store.codeOfEvent(newest)] as Coded).carrier || null;
    return `${JSON.stringify({ ...key, carrier, ...shipment })}\n`;
  }

  #numbers(id: number): string[] {
    const text = this.#store.groups.bytes(id).toString();
    return this.#setup.keys.length === 1 ? [text] : text.split(SEPARATOR);
  }

  /** In a grouped run: whether a tracking number comes again, which another shipment's rows then parted. */
  #remember(id: number): void {
    if (!this.#seen) return;
    const hash = fingerprint(this.#store.groups.bytes(id));
    if (this.#seen.has(hash)) this.#regrouped++;
    else if (this.#seen.size < REMEMBERED) this.#seen.add(hash);
  }

  readonly #cell = (text: string): string => fieldText(text, this.#setup.delimiter);
}

/** The words of an event whose text was read with its codes. */
const descriptionOf = ({ event }: Coded): string | null =>
  (event as { description?: string }).description || null;

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
