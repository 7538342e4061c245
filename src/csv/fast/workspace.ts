import { KERNEL } from './kernel.generated.ts';

/** The part of WebAssembly that is used here: its types come with those of browsers only. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface Global {
  readonly value: number;
}

/** What the compiled kernel exports; src/csv/fast/kernel/kernel.ts says what each means. */
interface KernelExports {
  readonly reason: Global;
  readonly outEnd: Global;
  readonly rows: Global;
  readonly keyLength: Global;
  readonly keyHash: Global;
  configure(
    delimiter: number,
    columns: number,
    wantedCount: number,
    maxRowBytes: number,
    wantedAt: number,
    placesAt: number,
    keyAt: number,
    slotsAt: number,
    slots: number,
    rolesAt: number,
  ): void;
  annotate(pos: number, end: number, out: number, outLimit: number): number;
}

/** Why the kernel stopped. The numbers stand in src/csv/fast/kernel/kernel.ts too. */
export const NEED_INPUT = 0;
export const NEED_OUTPUT = 1;
export const NEW_KEY = 3;

/** What a wanted column of an indexed row holds. The numbers stand in src/csv/fast/kernel/kernel.ts too. */
export const ROLE = { code: 0, shipment: 1, time: 2, words: 3, description: 4, location: 5 } as const;
/** How many words a record of an indexed row has, without its fields of words. */
export const RECORD_WORDS = 16;

const PAGE = 65_536;
/** The first page is the compiler's and ours for small things; then come the slots of the hash table. */
const WANTED_AT = 16_384;
const PLACES_AT = 16_512;
const ROLES_AT = 16_768;
const KEY_AT = 16_800;
const SLOTS_AT = PAGE;
/** How large the table is: codes are few, texts are many. */
type TableSize = 'codes' | 'texts';
const SIZES: Readonly<Record<TableSize, { slots: number; heap: number }>> = {
  codes: { slots: 4096, heap: 512 * 1024 },
  texts: { slots: 1 << 16, heap: 12 * 1024 * 1024 },
};
/** The kernel reads and writes whole blocks: a little room is kept behind every area. */
const SLACK = 64;

/** A part of the memory. */
export interface Area {
  readonly start: number;
  readonly end: number;
}

/**
 * The memory of one annotator: two input and two output areas, so that one of each can be read or written while
 * the other is worked on, and the table of codes that the compiled kernel knows.
 */
export class Workspace {
  readonly bytes: Buffer;
  /** Where chunks are read to. Before each there is room for the unfinished row of the chunk before. */
  readonly inputs: readonly [Area, Area];
  readonly outputs: readonly [Area, Area];
  readonly kernel: KernelExports;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  readonly #slots: number;
  readonly #heapAt: number;
  readonly #heapEnd: number;
  #heap: number;
  #entries = 0;

  /** @param chunkBytes - How much is read at once. */
  constructor(chunkBytes: number, maxRowBytes: number, size: TableSize = 'codes') {
    const { slots, heap } = SIZES[size];
    this.#slots = slots;
    this.#heapAt = SLOTS_AT + slots * 4;
    this.#heapEnd = this.#heapAt + heap;
    this.#heap = this.#heapAt;
    let at = this.#heapEnd;
    const area = (headroom: number, size: number): Area => {
      const start = at + headroom;
      at = Math.ceil((start + size + SLACK) / 16) * 16;
      return { start, end: start + size };
    };
    const headroom = maxRowBytes + 16;
    this.inputs = [area(headroom, chunkBytes), area(headroom, chunkBytes)];
    const outBytes = 2 * chunkBytes + maxRowBytes + 4096;
    this.outputs = [area(0, outBytes), area(0, outBytes)];
    const memory = new WebAssembly.Memory({ initial: Math.ceil(at / PAGE) });
    const module = new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
    this.kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as KernelExports;
    this.bytes = Buffer.from(memory.buffer);
    this.#words = new Uint32Array(memory.buffer);
    this.#doubles = new Float64Array(memory.buffer);
  }

  /**
   * Says what the rows look like. `wanted` are the columns of the codes, counted from 0, in rising order. With
   * `roles`, one for each, rows are indexed instead of annotated.
   */
  configure(
    delimiter: number,
    columns: number,
    wanted: readonly number[],
    maxRowBytes: number,
    roles: readonly number[] = [],
  ): void {
    this.#words.set(wanted, WANTED_AT / 4);
    this.kernel.configure(
      delimiter,
      columns,
      wanted.length,
      maxRowBytes,
      WANTED_AT,
      PLACES_AT,
      KEY_AT,
      SLOTS_AT,
      this.#slots,
      roles.length === 0 ? 0 : ROLES_AT,
    );
    this.bytes.set(roles, ROLES_AT);
  }

  /** Where the wanted fields of the kernel's current row stand, one after the other: start, end. */
  places(count: number): Uint32Array {
    return this.#words.subarray(PLACES_AT / 4, PLACES_AT / 4 + 2 * count);
  }

  /**
   * Adds the kernel's unknown key with what is to be appended.
   *
   * @returns Where its entry is, or -1 where the table is full: count its rows, then {@link forget} it.
   */
  learn(suffix: Uint8Array): number {
    const { keyLength, keyHash } = this.kernel;
    const length = keyLength.value;
    const keyBytes = Math.ceil(length / 16) * 16;
    const size = 16 + keyBytes + Math.ceil((suffix.length + 16) / 16) * 16;
    if (this.#entries >= this.#slots / 2 || this.#heap + size > this.#heapEnd) return -1;
    const entry = this.#heap;
    this.#heap += size;
    this.#entries++;
    this.#words.set([keyHash.value, length, suffix.length, 0], entry / 4);
    this.bytes.copyWithin(entry + 16, KEY_AT, KEY_AT + length);
    this.bytes.set(suffix, entry + 16 + keyBytes);
    let slot = (keyHash.value >>> 0) % this.#slots;
    while (this.#words[SLOTS_AT / 4 + slot] !== 0) slot = (slot + 1) % this.#slots;
    this.#words[SLOTS_AT / 4 + slot] = entry;
    return entry;
  }

  /** The memory as words, and as doubles. */
  get words(): Uint32Array {
    return this.#words;
  }

  get doubles(): Float64Array {
    return this.#doubles;
  }

  /** How many rows an entry was used for since it was asked last. */
  takeRows(entry: number): number {
    const rows = this.#words[entry / 4 + 3] as number;
    this.#words[entry / 4 + 3] = 0;
    return rows;
  }

  /** Empties the table. */
  forget(): void {
    this.#words.fill(0, SLOTS_AT / 4, SLOTS_AT / 4 + this.#slots);
    this.#heap = this.#heapAt;
    this.#entries = 0;
  }
}
