import type { Mapper } from '../mapping/mapper.ts';
import type { MappingResult } from '../mapping/result.ts';
import { infoOf, type Step } from '../shipments/arrange.ts';
import { type ReadTime, TimeReader } from '../shipments/time.ts';
import type { Zone } from '../shipments/zone.ts';
import type { SourceId } from '../tables/index.ts';
import type { RejectSink } from './annotate.ts';
import { type Role, toEvent } from './columns.ts';
import type { Dialect } from './dialect.ts';
import { ByteKeys, widened } from './keys.ts';
import type { RowWorker } from './pipeline.ts';
import { fieldValue, type RowFault, type RowReader } from './scan.ts';
import { PLAIN, readPlainTime, writePlainTime, ZULU } from './times.ts';
import {
  type Area,
  NEED_INPUT,
  NEED_OUTPUT,
  NEW_KEY,
  RECORD_WORDS,
  ROLE,
  type Workspace,
} from './workspace.ts';

/** Where the parts of an event stand: columns counted from 0, -1 for those that there are not. */
export interface EventColumns {
  readonly source: SourceId;
  readonly codes: Readonly<Partial<Record<Role, number>>>;
  /** The columns that tell shipments apart. */
  readonly group: readonly number[];
  readonly time: number;
  readonly description: number;
  readonly location: number;
}

/** What a collector has to know of a file. */
export interface CollectorSetup {
  readonly mapper: Pick<Mapper, 'map'>;
  readonly columns: EventColumns;
  readonly dialect: Dialect;
  readonly maxRowBytes: number;
  readonly rejects: RejectSink;
  readonly zone: Zone | null;
  /** Whether the compiled kernel reads the plain rows. The result is the same. */
  readonly kernel: boolean;
  readonly reader: (wanted: readonly number[]) => RowReader;
  /** Where the file is grouped: called with the number of complete shipments when a row belongs to another one. */
  readonly onGroup: ((complete: number) => void) | null;
}

/** One combination of codes. */
export interface Coded {
  readonly result: MappingResult;
  readonly info: Step['info'];
  readonly event: object;
  /** The codes in words. */
  readonly name: string;
  readonly carrier: string;
  readonly firstRow: number;
}

const FIRST_ROOM = 1 << 12;
/** Stands between the values of several group columns. */
export const SEPARATOR = '\u001f';

/** Keeps what matters of each row of a file of events: 18 bytes a row, and each different text once. */
export class EventCollector implements RowWorker {
  lines: number;
  origin = 0;
  pos = 0;
  readonly out = 0;
  /** How many events are kept. */
  size = 0;
  /** How many rows the kernel read. */
  fastRows = 0;
  blankLines = 0;
  readonly rejected: Map<RowFault, number> = new Map();
  readonly groups: ByteKeys = new ByteKeys();
  readonly words: ByteKeys = new ByteKeys();
  readonly codes: Coded[] = [];
  /** How many events each combination of codes has had. */
  readonly uses: number[] = [];
  group: Int32Array = new Int32Array(FIRST_ROOM);
  code: Int32Array = new Int32Array(FIRST_ROOM);
  description: Int32Array = new Int32Array(FIRST_ROOM);
  location: Int32Array = new Int32Array(FIRST_ROOM);
  wall: Float64Array = new Float64Array(FIRST_ROOM);
  form: Int16Array = new Int16Array(FIRST_ROOM);
  /** The times that are not plainly written, by event. */
  readonly odd: Map<number, ReadTime> = new Map();
  readonly #workspace: Workspace;
  readonly #setup: CollectorSetup;
  readonly #reader: RowReader;
  readonly #times: TimeReader;
  readonly #wanted: readonly number[];
  readonly #roles: readonly Role[];
  readonly #numbers = new Map<string, number>();
  readonly #kernel: boolean;
  /** Where the fields of words stand among those of a record; -1 where there are none. */
  readonly #wordsAt: readonly [description: number, location: number];
  readonly #pool: Mutable<Step>[] = [];

  /** @param lines - How many rows stand before the first data row. */
  constructor(workspace: Workspace, setup: CollectorSetup, lines: number) {
    const { columns, dialect } = setup;
    const { codes, group, time, description, location } = columns;
    this.#roles = Object.keys(codes) as Role[];
    const wanted = [...Object.values(codes), ...group, time, description, location].filter(
      (column) => column >= 0,
    );
    this.#wanted = [...new Set(wanted)].sort((a, b) => a - b);
    // A column that is two things, several group columns, and other encodings are read the careful way.
    this.#kernel =
      setup.kernel &&
      wanted.length === this.#wanted.length &&
      group.length === 1 &&
      dialect.encoding === 'utf-8';
    const roleOf = (column: number) =>
      column === group[0]
        ? ROLE.shipment
        : column === time
          ? ROLE.time
          : column === description || column === location
            ? ROLE.words
            : ROLE.code;
    const inWords = this.#wanted.filter((column) => roleOf(column) === ROLE.words);
    this.#wordsAt = [inWords.indexOf(description), inWords.indexOf(location)];
    this.#workspace = workspace;
    this.#setup = setup;
    this.#reader = setup.reader(this.#wanted);
    this.#times = new TimeReader(setup.zone);
    this.lines = lines;
    workspace.configure(
      dialect.delimiter.charCodeAt(0),
      dialect.header.length,
      this.#wanted,
      setup.maxRowBytes,
      this.#wanted.map(roleOf),
    );
  }

  annotate(pos: number, end: number, output: Area, final: boolean): boolean {
    const { kernel, bytes } = this.#workspace;
    const { maxRowBytes } = this.#setup;
    const reader = this.#reader;
    this.pos = pos;
    while (this.pos < end || (final && reader.continues)) {
      if (this.#kernel && !reader.continues) {
        this.pos = kernel.annotate(this.pos, end, output.start, output.end);
        this.#takeRecords(output.start, kernel.rows.value);
        const reason = kernel.reason.value;
        if (reason === NEED_OUTPUT) continue;
        if (reason === NEW_KEY) {
          this.#learn();
          continue;
        }
        if (reason === NEED_INPUT && !final && end - this.pos < maxRowBytes + 2) return false;
        if (this.pos >= end) break;
      }
      if (!reader.read(bytes, this.pos, end, final)) return false;
      this.pos = reader.next;
      if (!reader.continued) this.lines++;
      const fault =
        reader.fault ?? (reader.fields > this.#setup.dialect.header.length ? 'too_many_fields' : null);
      if (fault !== null) this.#reject(fault);
      else if (reader.start === reader.end) this.blankLines++;
      else this.#takeValues(reader.values(bytes));
    }
    return false;
  }

  /** The text of a time as it was sent; null where there was none. */
  timeText(event: number): string | null {
    const odd = this.odd.get(event);
    if (odd) return odd.text;
    const wall = this.wall[event] as number;
    return Number.isNaN(wall) ? null : writePlainTime(wall, this.form[event] as number);
  }

  /** Events for the resolver. They are used again by the next call. */
  steps(events: Int32Array): Step[] {
    const steps: Step[] = [];
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as number;
      const { result, info, name } = this.codes[this.code[event] as number] as Coded;
      const odd = this.odd.size > 0 ? this.odd.get(event) : undefined;
      const wall = odd ? (odd.wall ?? Number.NaN) : (this.wall[event] as number);
      const instant = odd ? (odd.instant ?? Number.NaN) : this.#instant(wall, this.form[event] as number);
      let step = this.#pool[i];
      if (step) {
        step.result = result;
        step.info = info;
        step.wall = wall;
        step.instant = instant;
        step.identity = name;
        step.index = event;
      } else {
        step = {
          result,
          info,
          wall,
          instant,
          identity: name,
          words: '',
          index: event,
          batch: -1,
          place: -1,
          moment: Number.NaN,
        };
        this.#pool.push(step);
      }
      steps.push(step);
    }
    return steps;
  }

  /** Forgets the events, but not what is known of codes. */
  forget(): void {
    this.size = 0;
    this.groups.clear();
    this.words.clear();
    if (this.odd.size > 0) this.odd.clear();
  }

  #instant(wall: number, written: number): number {
    if (written !== PLAIN) return written === ZULU ? wall : wall - written * 60_000;
    return this.#setup.zone === null || Number.isNaN(wall) ? Number.NaN : this.#setup.zone.instantOf(wall);
  }

  /** The rows that the kernel read. */
  #takeRecords(start: number, rows: number): void {
    const { bytes, words, doubles } = this.#workspace;
    const [descriptionAt, locationAt] = this.#wordsAt;
    const stride = RECORD_WORDS + 2 * (Number(descriptionAt >= 0) + Number(locationAt >= 0));
    this.fastRows += rows;
    for (let at = start / 4, row = 0; row < rows; row++, at += stride) {
      this.lines++;
      const group = this.#groupOf(
        bytes,
        words[at + 5] as number,
        words[at + 6] as number,
        words[at + 4] as number,
      );
      const event = this.#newEvent(group, words[at] as number);
      this.wall[event] = doubles[(at + 2) >> 1] as number;
      this.form[event] = words[at + 1] as number;
      if (descriptionAt >= 0) this.description[event] = this.#textAt(at + RECORD_WORDS + 2 * descriptionAt);
      if (locationAt >= 0) this.location[event] = this.#textAt(at + RECORD_WORDS + 2 * locationAt);
    }
  }

  /** The number of a text in the file; quotes are taken off. */
  #textAt(at: number): number {
    const { bytes, words } = this.#workspace;
    const [from, to] = [words[at] as number, words[at + 1] as number];
    if (bytes[from] !== 34) return this.words.id(bytes, from, to);
    const value = Buffer.from(fieldValue(bytes.subarray(from, to), 'utf-8'));
    return this.words.id(value, 0, value.length);
  }

  /** A row that the reader read. */
  #takeValues(values: readonly (string | null)[]): void {
    const { group, codes, time, description, location } = this.#setup.columns;
    const at = (column: number) => (column < 0 ? '' : (values[this.#wanted.indexOf(column)] ?? ''));
    const number = group.map((column) => at(column).trim());
    if (number[0] === '') {
      this.#reject('no_tracking_number');
      return;
    }
    const key = Buffer.from(number.join(SEPARATOR));
    const groupId = this.#groupOf(key, 0, key.length);
    const event = this.#newEvent(groupId, this.#codeOf(Object.values(codes).map(at)));
    const text = at(time);
    const plain = readPlainTime(text);
    this.wall[event] = plain?.wall ?? Number.NaN;
    this.form[event] = plain?.form ?? PLAIN;
    if (!plain && text.trim() !== '') this.odd.set(event, this.#times.read(text));
    const word = (value: string) => {
      const written = Buffer.from(value);
      return this.words.id(written, 0, written.length);
    };
    if (description >= 0) this.description[event] = word(at(description));
    if (location >= 0) this.location[event] = word(at(location));
  }

  #newEvent(group: number, code: number): number {
    if (this.size === this.group.length) this.#widen();
    const event = this.size++;
    this.group[event] = group;
    this.code[event] = code;
    this.uses[code] = (this.uses[code] ?? 0) + 1;
    return event;
  }

  #groupOf(bytes: Buffer, from: number, to: number, hash?: number): number {
    const before = this.groups.size;
    const group = this.groups.id(bytes, from, to, hash);
    const { onGroup } = this.#setup;
    if (onGroup === null || before === 0 || group < before) return group;
    onGroup(before);
    this.forget();
    return this.groups.id(bytes, from, to, hash);
  }

  /** Decides on the codes that the kernel met for the first time. */
  #learn(): void {
    const { bytes } = this.#workspace;
    const { columns, dialect } = this.#setup;
    const places = this.#workspace.places(this.#wanted.length);
    const values = Object.values(columns.codes).map((column) => {
      const place = 2 * this.#wanted.indexOf(column);
      return fieldValue(bytes.subarray(places[place], places[place + 1]), dialect.encoding);
    });
    const number = Buffer.alloc(4);
    number.writeUInt32LE(this.#codeOf(values));
    if (this.#workspace.learn(number) < 0) {
      this.#workspace.forget();
      this.#workspace.learn(number);
    }
  }

  #codeOf(values: readonly string[]): number {
    const key = values.join('\n');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const byRole: Partial<Record<Role, string>> = {};
    for (const [i, role] of this.#roles.entries()) byRole[role] = values[i] ?? '';
    const event = toEvent(this.#setup.columns.source, byRole);
    const result = this.#setup.mapper.map(event);
    const name = [byRole.status, byRole.substatus].filter(Boolean).join('/') || (byRole.label ?? '');
    this.#numbers.set(key, this.codes.length);
    return (
      this.codes.push({
        result,
        info: infoOf(result),
        event,
        name,
        carrier: byRole.carrier ?? '',
        firstRow: this.lines + 1,
      }) - 1
    );
  }

  /** Keeps the reader's row among the rejects. */
  #reject(fault: RowFault): void {
    const reader = this.#reader;
    if (!reader.continued) this.rejected.set(fault, (this.rejected.get(fault) ?? 0) + 1);
    const raw = this.#workspace.bytes.subarray(reader.start, reader.end);
    this.#setup.rejects.reject(this.lines, reader.start - this.origin, fault, raw, reader);
  }

  #widen(): void {
    this.group = widened(this.group);
    this.code = widened(this.code);
    this.wall = widened(this.wall);
    this.form = widened(this.form);
    if (this.#setup.columns.description >= 0) this.description = widened(this.description);
    if (this.#setup.columns.location >= 0) this.location = widened(this.location);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
