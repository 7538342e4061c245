import type { Mapper } from '../../mapping/mapper.ts';
import type { StepDetails } from '../../shipments/describe.ts';
import type { Step } from '../../shipments/step.ts';
import { PLAIN, ZULU } from '../../time/forms.ts';
import { type ReadTime, TimeReader } from '../../time/read.ts';
import { plainForm, writePlainTime } from '../../time/write.ts';
import type { Zone } from '../../time/zone.ts';
import { widened } from '../../widened.ts';
import { decodeUtf8 } from '../bytes.ts';
import { type Coded, CodeTable, cleanText } from './code-table.ts';
import { HashTable } from './hash-table.ts';

const FIRST_ROOM = 1 << 16;
/** How many forms of times there may be: offsets in minutes, and those beside them. */
const FORMS = 1 << 17;
const NO_WORDS: Uint8Array = new Uint8Array();
/** So many combinations of codes and texts are kept where the store is emptied again and again. */
const MOST_CODES = 4096;
/** Stands between the values of several group columns. */
export const SEPARATOR = '\u001f';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What matters of many events: 24 bytes each, or 28 where words are kept; and each different text once. */
export class EventStore {
  size = 0;
  readonly groups: HashTable = new HashTable();
  readonly words: HashTable = new HashTable();
  readonly codes: CodeTable;
  group: Int32Array = new Int32Array(FIRST_ROOM);
  /** A hash of its words, or, where words are kept, their numbers. */
  wordsHash: Int32Array = new Int32Array(FIRST_ROOM);
  description: Int32Array = new Int32Array(FIRST_ROOM);
  location: Int32Array = new Int32Array(FIRST_ROOM);
  readonly #times: TimeReader;
  #codeLimit = MOST_CODES;
  readonly #pool: Mutable<Step>[] = [];
  /**
   * Two numbers for each event, side by side because they are asked for together: what the clock showed, and its
   * combination of codes with how the time was written.
   */
  #facts: Float64Array = new Float64Array(2 * FIRST_ROOM);
  readonly #odd = new Map<number, ReadTime>();

  constructor(
    mapper: Pick<Mapper, 'map'>,
    readonly zone: Zone | null,
    /** Whether words are kept; otherwise only their hash is, by which copies of an event are known. */
    readonly keepsWords: boolean,
  ) {
    this.codes = new CodeTable(mapper);
    this.#times = new TimeReader(zone);
    this.words.id(NO_WORDS, 0, 0);
  }

  /** Adds an event, whose time is still to be set. `row` is where it stands. */
  add(group: number, code: number, row: number): number {
    if (this.size === this.group.length) this.#grow();
    const event = this.size++;
    this.group[event] = group;
    this.#facts[2 * event + 1] = code * FORMS + FORMS / 2;
    if (this.keepsWords) {
      this.description[event] = 0;
      this.location[event] = 0;
    }
    const coded = this.codes.coded[code] as Coded;
    if (coded.uses++ === 0) coded.firstRow = row;
    return event;
  }

  setTime(event: number, wall: number, form: number): void {
    this.#facts[2 * event] = wall;
    this.#facts[2 * event + 1] = this.codeOfEvent(event) * FORMS + FORMS / 2 + form;
  }

  /** Sets any time; a plain one is kept as numbers. */
  setText(event: number, text: string): void {
    const time = this.#times.read(text);
    const form = plainForm(time);
    this.setTime(event, form === null ? Number.NaN : (time.wall as number), form ?? PLAIN);
    if (form === null && time.text !== null) this.#odd.set(event, time);
  }

  codeOfEvent(event: number): number {
    return Math.floor((this.#facts[2 * event + 1] as number) / FORMS);
  }

  oddTime(event: number): ReadTime | undefined {
    return this.#odd.size > 0 ? this.#odd.get(event) : undefined;
  }

  detailsOf(event: number): StepDetails {
    const wall = this.#facts[2 * event] as number;
    const form = ((this.#facts[2 * event + 1] as number) % FORMS) - FORMS / 2;
    const plain = Number.isNaN(wall) ? null : writePlainTime(wall, form);
    return {
      time: this.oddTime(event) ?? this.#times.read(plain),
      description:
        this.#wordsOf(event, this.description) ?? (this.codes.coded[this.codeOfEvent(event)] as Coded).text,
      location: this.#wordsOf(event, this.location),
    };
  }

  /** The text that one of the columns of words has for an event. */
  #wordsOf(event: number, column: Int32Array): string | null {
    return cleanText(decodeUtf8(this.words.bytes(column[event] as number)));
  }

  /** Prefetches the facts of some events, so that memory is waited for once. Returns nothing of use. */
  prefetch(events: Int32Array): number {
    let sum = 0;
    for (let i = 0; i < events.length; i++) sum += this.#facts[2 * (events[i] as number) + 1] as number;
    return sum;
  }

  /** Some of the events for the resolver. They are used again by the next call. */
  steps(events: Int32Array, from: number, to: number): Step[] {
    const pool = this.#pool;
    const steps: Step[] = [];
    for (let i = from; i < to; i++) {
      const event = events[i] as number;
      const facts = this.#facts[2 * event + 1] as number;
      const code = Math.floor(facts / FORMS);
      const { result, info, meaning, carrier, text, textHash } = this.codes.coded[code] as Coded;
      const odd = this.oddTime(event);
      const wall = odd ? (odd.wall ?? Number.NaN) : (this.#facts[2 * event] as number);
      const instant = odd
        ? (odd.instant ?? Number.NaN)
        : this.#instant(wall, facts - code * FORMS - FORMS / 2);
      pool[i - from] ??= { ...EMPTY, result, info };
      const step = pool[i - from] as Mutable<Step>;
      step.result = result;
      step.info = info;
      step.wall = wall;
      step.instant = instant;
      step.meaning = meaning;
      step.carrier = carrier;
      step.clock = odd?.text ?? '';
      if (this.keepsWords) {
        const description = this.#wordsOf(event, this.description);
        step.words = [description, text].filter((words) => words !== null).join('\n');
        step.location = this.#wordsOf(event, this.location) ?? '';
      } else step.words = (this.wordsHash[event] as number) ^ textHash;
      step.index = event;
      steps.push(step);
    }
    return steps;
  }

  /** Forgets the events, but not what is known of codes. */
  forget(): void {
    this.size = 0;
    this.groups.clear();
    this.words.clear();
    this.words.id(NO_WORDS, 0, 0);
    if (this.#odd.size > 0) this.#odd.clear();
  }

  /** Where there are too many combinations of codes: forgets those that no event has. Returns whether it did. */
  forgetCodes(): boolean {
    if (this.codes.coded.length <= this.#codeLimit) return false;
    const used = new Set(Array.from({ length: this.size }, (_, event) => this.codeOfEvent(event)));
    const renumbered = this.codes.keepOnly(used);
    this.#codeLimit = Math.max(MOST_CODES, 2 * used.size);
    for (let event = 0; event < this.size; event++) {
      const code = this.codeOfEvent(event);
      const at = 2 * event + 1;
      this.#facts[at] = (this.#facts[at] as number) + ((renumbered.get(code) as number) - code) * FORMS;
    }
    return true;
  }

  #instant(wall: number, written: number): number {
    if (written !== PLAIN) return written === ZULU ? wall : wall - written * 60_000;
    return this.zone === null || Number.isNaN(wall) ? Number.NaN : this.zone.instantOf(wall);
  }

  #grow(): void {
    this.group = widened(this.group);
    this.#facts = widened(this.#facts);
    if (this.keepsWords) {
      this.description = widened(this.description);
      this.location = widened(this.location);
    } else this.wordsHash = widened(this.wordsHash);
  }
}

const EMPTY: Omit<Step, 'result' | 'info'> = {
  wall: 0,
  instant: 0,
  meaning: '',
  words: 0,
  location: 0,
  clock: '',
  carrier: '',
  index: 0,
  list: -1,
  place: -1,
  moment: 0,
};
