import { encodeUtf8 } from '../bytes.ts';
import type { Role } from '../columns/roles.ts';
import * as layout from '../fast/layout.ts';
import type { Area, Workspace } from '../fast/workspace.ts';
import { fieldValue } from '../field.ts';
import type { OpenedFile } from '../read/open.ts';
import type { RowWorker } from '../read/pipeline.ts';
import type { RejectWriter } from '../read/rejects.ts';
import type { RowFault, RowScanner } from '../read/scan.ts';
import type { EventColumns } from './event-columns.ts';
import { type EventStore, SEPARATOR } from './event-store.ts';
import { hashWords, SEED } from './hash-table.ts';

export interface CollectorSetup extends Pick<OpenedFile, 'dialect' | 'maxRowBytes' | 'kernel' | 'reader'> {
  readonly store: EventStore;
  readonly columns: EventColumns;
  readonly rejects: RejectWriter;
  /** Where the file is grouped: called with the number of complete shipments when a row belongs to another one. */
  readonly onGroup: ((complete: number) => void) | null;
}

const BATCH = 128;

/** Reads the rows of a file of events into a store. */
export class EventCollector implements RowWorker {
  lines: number;
  origin = 0;
  pos = 0;
  readonly out = 0;
  /** Of no use: see {@link HashTable.prefetch}. */
  prefetched = 0;
  fastRows = 0;
  blankLines = 0;
  readonly rejected: Map<RowFault, number> = new Map();
  readonly #reader: RowScanner;
  readonly #wanted: readonly number[];
  readonly #roles: readonly Role[];
  readonly #kernel: boolean;
  /** Where the fields of words stand among those of a record; -1 where there are none. */
  readonly #wordsAt: readonly [description: number, location: number];

  constructor(
    private readonly workspace: Workspace,
    private readonly setup: CollectorSetup,
  ) {
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
    const { keepsWords } = setup.store;
    const roleByColumn = new Map([
      [location, keepsWords ? layout.ROLE_WORDS : layout.ROLE_LOCATION],
      [description, keepsWords ? layout.ROLE_WORDS : layout.ROLE_DESCRIPTION],
      [time, layout.ROLE_TIME],
      [group[0], layout.ROLE_SHIPMENT],
    ]);
    const roles = this.#wanted.map((column) => roleByColumn.get(column) ?? layout.ROLE_CODE);
    const inWords = this.#wanted.filter((_, i) => roles[i] === layout.ROLE_WORDS);
    this.#wordsAt = [inWords.indexOf(description), inWords.indexOf(location)];
    this.#reader = setup.reader(this.#wanted);
    this.lines = dialect.headerBytes > 0 ? 1 : 0;
    workspace.configure(
      dialect.delimiter.charCodeAt(0),
      dialect.header.length,
      this.#wanted,
      setup.maxRowBytes,
      roles,
    );
  }

  annotate(pos: number, end: number, output: Area, final: boolean): boolean {
    const { kernel, bytes } = this.workspace;
    const { maxRowBytes } = this.setup;
    const reader = this.#reader;
    this.pos = pos;
    while (this.pos < end || (final && reader.continues)) {
      if (this.setup.onGroup && this.setup.store.forgetCodes()) this.workspace.forget();
      if (this.#kernel && !reader.continues) {
        this.pos = kernel.index(this.pos, end, output.start, output.end);
        this.#takeRecords(output.start, kernel.rows.value);
        const reason = kernel.reason.value;
        if (reason === layout.NEED_OUTPUT) continue;
        if (reason === layout.NEW_KEY) {
          this.#learn();
          continue;
        }
        if (reason === layout.NEED_INPUT && !final && end - this.pos < maxRowBytes + 2) return false;
        if (this.pos >= end) break;
      }
      if (!reader.read(bytes, this.pos, end, final)) return false;
      this.pos = reader.next;
      if (!reader.continued) this.lines++;
      const fault =
        reader.fault ?? (reader.fields > this.setup.dialect.header.length ? 'too_many_fields' : null);
      if (fault !== null) this.#reject(fault);
      else if (reader.start === reader.end) this.blankLines++;
      else this.#takeValues(reader.values(bytes));
    }
    return false;
  }

  #takeRecords(start: number, rows: number): void {
    const { words, doubles } = this.workspace;
    const { store } = this.setup;
    const { groups } = store;
    const [descriptionAt, locationAt] = this.#wordsAt;
    const stride = layout.RECORD_SIZE + 2 * (Number(descriptionAt >= 0) + Number(locationAt >= 0));
    this.fastRows += rows;
    for (let at = start / 4, row = 0; row < rows; row++, at += stride) {
      if (row % BATCH === 0)
        this.prefetched ^= groups.prefetch(
          words,
          at + layout.RECORD_HASH,
          stride,
          Math.min(BATCH, rows - row),
        );
      this.lines++;
      const group = this.#groupOfRecord(at);
      const event = store.add(group, words[at + layout.RECORD_CODE] as number, this.lines);
      const wall = doubles[(at + layout.RECORD_WALL) >> 1] as number;
      store.setTime(event, wall, (words[at + layout.RECORD_FORM] as number) | 0);
      store.wordsHash[event] = words[at + layout.RECORD_WORDS_HASH] as number;
      if (descriptionAt >= 0)
        store.description[event] = this.#textAt(at + layout.RECORD_SIZE + 2 * descriptionAt);
      if (locationAt >= 0) store.location[event] = this.#textAt(at + layout.RECORD_SIZE + 2 * locationAt);
    }
  }

  /** The number of a text in the file; quotes are taken off. */
  #textAt(at: number): number {
    const { bytes, words } = this.workspace;
    const [from, to] = [words[at] as number, words[at + 1] as number];
    if (bytes[from] !== 34) return this.setup.store.words.id(bytes, from, to);
    return this.#wordsId(fieldValue(bytes.subarray(from, to), 'utf-8'));
  }

  #wordsId(text: string): number {
    const bytes = encodeUtf8(text);
    return this.setup.store.words.id(bytes, 0, bytes.length);
  }

  #takeValues(values: readonly (string | null)[]): void {
    const { store, columns } = this.setup;
    const { group, codes, time, description, location } = columns;
    const at = (column: number) => (column < 0 ? '' : (values[this.#wanted.indexOf(column)] ?? ''));
    // As the kernel, which knows bytes and not Unicode's spaces.
    const number = group.map((column) => at(column).replace(/^[\0-\x20]+|[\0-\x20]+$/g, ''));
    const missing = (part: string) => /^(null)?$/i.test(part);
    const named = group.indexOf(columns.number);
    if (named >= 0 ? missing(number[named] as string) : number.every(missing)) {
      this.#reject('no_tracking_number');
      return;
    }
    const event = store.add(
      this.#groupOf(encodeUtf8(number.join(SEPARATOR))),
      this.#codeOf(Object.values(codes).map(at)),
      this.lines,
    );
    store.setText(event, at(time));
    if (!store.keepsWords) {
      const hash = (seed: number, column: number) =>
        column < 0 ? 0 : hashWords(seed, encodeUtf8(at(column).replaceAll('"', '""')));
      store.wordsHash[event] = hash(SEED.description, description) ^ hash(SEED.location, location);
      return;
    }
    if (description >= 0) store.description[event] = this.#wordsId(at(description));
    if (location >= 0) store.location[event] = this.#wordsId(at(location));
  }

  #groupOfRecord(at: number): number {
    const { words } = this.workspace;
    const { groups } = this.setup.store;
    const hash = words[at + layout.RECORD_HASH] as number;
    const length = words[at + layout.RECORD_LENGTH] as number;
    const number = at + layout.RECORD_NUMBER;
    const before = groups.size;
    const group = groups.idOfWords(words, number, length, hash);
    return this.#isNext(group, before) ? groups.idOfWords(words, number, length, hash) : group;
  }

  #groupOf(key: Uint8Array): number {
    const { groups } = this.setup.store;
    const before = groups.size;
    const group = groups.id(key, 0, key.length);
    return this.#isNext(group, before) ? groups.id(key, 0, key.length) : group;
  }

  /** Where the file is grouped and another shipment begins, those before it are written and forgotten. */
  #isNext(group: number, before: number): boolean {
    const { store, onGroup } = this.setup;
    if (onGroup === null || before === 0 || group < before) return false;
    onGroup(before);
    store.forget();
    return true;
  }

  /** Decides on the codes that the kernel met for the first time. */
  #learn(): void {
    const { bytes } = this.workspace;
    const { columns, dialect } = this.setup;
    const places = this.workspace.places(this.#wanted.length);
    const values = Object.values(columns.codes).map((column) => {
      const place = 2 * this.#wanted.indexOf(column);
      return fieldValue(bytes.subarray(places[place], places[place + 1]), dialect.encoding);
    });
    const number = new Uint8Array(Uint32Array.of(this.#codeOf(values)).buffer);
    if (this.workspace.learn(number) < 0) {
      this.workspace.forget();
      this.workspace.learn(number);
    }
  }

  #codeOf(values: readonly string[]): number {
    const { store, columns } = this.setup;
    return store.codes.numberOf(columns.source, this.#roles, values);
  }

  #reject(fault: RowFault): void {
    const reader = this.#reader;
    if (!reader.continued) this.rejected.set(fault, (this.rejected.get(fault) ?? 0) + 1);
    const raw = this.workspace.bytes.subarray(reader.start, reader.end);
    this.setup.rejects.reject(this.lines, reader.start - this.origin, fault, raw, reader);
  }
}
