import type { Mapper } from '../../mapping/mapper.ts';
import type { MappingResult } from '../../mapping/result.ts';
import { infoOf, type Step } from '../../shipments/arrange.ts';
import { codesOf } from '../../shipments/input.ts';
import type { SourceId } from '../../tables/index.ts';
import { PLAIN, type PlainTime, writePlainTime, ZULU } from '../../time/plain.ts';
import type { ReadTime } from '../../time/read.ts';
import type { Zone } from '../../time/zone.ts';
import { widened } from '../../widened.ts';
import { type Role, toEvent } from '../columns/find.ts';
import { ByteKeys } from './hash-table.ts';

/** One combination of codes. */
export interface Coded {
  readonly result: MappingResult;
  readonly info: Step['info'];
  readonly event: object;
  /** The codes in words. */
  readonly name: string;
  readonly identity: string;
  readonly carrier: string;
  /** Where it stands first, and how many events have it. */
  firstRow: number;
  uses: number;
}

const FIRST_ROOM = 1 << 16;
/** How many forms of times there may be: offsets in minutes, and those beside them. */
const FORMS = 1 << 17;
/** The words of number 0. */
const NO_WORDS: Uint8Array = new Uint8Array();
/** Stands between the values of several group columns. */
export const SEPARATOR = '\u001f';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What matters of many events: 18 bytes each, and each different text once. */
export class EventStore {
  /** How many events there are. */
  size = 0;
  readonly groups: ByteKeys = new ByteKeys();
  readonly words: ByteKeys = new ByteKeys();
  readonly codes: Coded[] = [];
  /** The shipment of each event. */
  group: Int32Array = new Int32Array(FIRST_ROOM);
  /** A hash of its words, or, where words are kept, their numbers. */
  wordsHash: Int32Array = new Int32Array(FIRST_ROOM);
  description: Int32Array = new Int32Array(FIRST_ROOM);
  location: Int32Array = new Int32Array(FIRST_ROOM);
  readonly #numbers = new Map<string, number>();
  readonly #pool: Mutable<Step>[] = [];
  /**
   * Two numbers for each event, side by side because they are asked for together: what the clock showed, and its
   * combination of codes with how the time was written.
   */
  #facts: Float64Array = new Float64Array(2 * FIRST_ROOM);
  /** The times that are not plainly written, by event. */
  readonly #odd = new Map<number, ReadTime>();

  constructor(
    private readonly mapper: Pick<Mapper, 'map'>,
    private readonly zone: Zone | null,
    /** Whether words are kept; otherwise only their hash is, by which copies of an event are known. */
    readonly keepsWords: boolean,
  ) {
    this.words.id(NO_WORDS, 0, 0);
  }

  /** Adds an event, whose time is still to be set. `row` is where it stands. */
  add(group: number, code: number, row: number): number {
    if (this.size === this.group.length) this.#widen();
    const event = this.size++;
    this.group[event] = group;
    this.#facts[2 * event + 1] = code * FORMS + FORMS / 2;
    if (this.keepsWords) {
      this.description[event] = 0;
      this.location[event] = 0;
    }
    const coded = this.codes[code] as Coded;
    if (coded.uses++ === 0) coded.firstRow = row;
    return event;
  }

  /** Sets a time that is plainly written. */
  setTime(event: number, wall: number, form: number): void {
    this.#facts[2 * event] = wall;
    this.#facts[2 * event + 1] = this.codeOfEvent(event) * FORMS + FORMS / 2 + form;
  }

  /** The combination of codes of an event. */
  codeOfEvent(event: number): number {
    return Math.floor((this.#facts[2 * event + 1] as number) / FORMS);
  }

  #formOf(event: number): number {
    return ((this.#facts[2 * event + 1] as number) % FORMS) - FORMS / 2;
  }

  /** Sets any other time; a plain one is kept as numbers. */
  setReadTime(event: number, plain: PlainTime | null, read: () => ReadTime): void {
    this.setTime(event, plain?.wall ?? Number.NaN, plain?.form ?? PLAIN);
    if (plain) return;
    const time = read();
    if (time.text !== null) this.#odd.set(event, time);
  }

  /** The text of a time as it was sent; null where there was none. */
  timeText(event: number): string | null {
    const odd = this.#odd.size > 0 ? this.#odd.get(event) : undefined;
    if (odd) return odd.text;
    const wall = this.#facts[2 * event] as number;
    return Number.isNaN(wall) ? null : writePlainTime(wall, this.#formOf(event));
  }

  /** Whether an event has a text that is no time. */
  hasOddTime(event: number): boolean {
    return this.#odd.size > 0 && this.#odd.has(event);
  }

  /** The number of a combination of codes. */
  codeOf(source: SourceId | null, roles: readonly Role[], values: readonly string[]): number {
    const key = JSON.stringify([source, roles, values]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const byRole: Partial<Record<Role, string>> = {};
    for (const [i, role] of roles.entries()) byRole[role] = values[i] ?? '';
    const event = toEvent(source, byRole);
    const result = this.mapper.map(event);
    const name = [byRole.status, byRole.substatus].filter(Boolean).join('/') || (byRole.label ?? '');
    this.#numbers.set(key, this.codes.length);
    const carrier = byRole.carrier ?? '';
    const coded = {
      result,
      info: infoOf(result),
      event,
      name,
      identity: codesOf(event),
      carrier,
      firstRow: 0,
      uses: 0,
    };
    return this.codes.push(coded) - 1;
  }

  /** Reads the facts of some events, so that the memory is asked for all of them at once. Returns nothing of use. */
  touch(events: Int32Array, from: number, to: number): number {
    let sum = 0;
    for (let i = from; i < to; i++) sum += this.#facts[2 * (events[i] as number) + 1] as number;
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
      const { result, info, identity } = this.codes[code] as Coded;
      const odd = this.#odd.size > 0 ? this.#odd.get(event) : undefined;
      const wall = odd ? (odd.wall ?? Number.NaN) : (this.#facts[2 * event] as number);
      const instant = odd
        ? (odd.instant ?? Number.NaN)
        : this.#instant(wall, facts - code * FORMS - FORMS / 2);
      let step = pool[i - from];
      if (!step) {
        step = {
          result,
          info,
          wall,
          instant,
          identity,
          words: 0,
          clock: '',
          index: event,
          batch: -1,
          place: -1,
          moment: 0,
        };
        pool.push(step);
      }
      step.result = result;
      step.info = info;
      step.wall = wall;
      step.instant = instant;
      step.identity = identity;
      step.clock = odd?.text ?? '';
      step.words = this.wordsHash[event] as number;
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

  #instant(wall: number, written: number): number {
    if (written !== PLAIN) return written === ZULU ? wall : wall - written * 60_000;
    return this.zone === null || Number.isNaN(wall) ? Number.NaN : this.zone.instantOf(wall);
  }

  #widen(): void {
    this.group = widened(this.group);
    this.#facts = widened(this.#facts);
    if (!this.keepsWords) {
      this.wordsHash = widened(this.wordsHash);
      return;
    }
    this.description = widened(this.description);
    this.location = widened(this.location);
  }
}
