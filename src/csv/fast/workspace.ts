import { KERNEL } from './kernel.generated.ts';
import * as layout from './layout.ts';

const { ENTRY_HASH, ENTRY_HEAD, ENTRY_KEY_LENGTH, ENTRY_ROWS, ENTRY_SUFFIX_LENGTH } = layout;
const { KEY_AT, PLACES_AT, ROLES_AT, SLOTS_AT, WANTED_AT } = layout;

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
interface KernelExports
  extends Readonly<Record<'reason' | 'outEnd' | 'rows' | 'keyLength' | 'keyHash', Global>> {
  configure(
    delimiter: number,
    columns: number,
    wantedCount: number,
    maxRowBytes: number,
    slots: number,
  ): void;
  annotate(pos: number, end: number, out: number, outLimit: number): number;
  index(pos: number, end: number, out: number, outLimit: number): number;
}

/** Compiled once, for all workspaces. */
let kernelModule: object | undefined;

function startKernel(memory: object): KernelExports {
  kernelModule ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL), (char) => char.charCodeAt(0)));
  const { exports } = new WebAssembly.Instance(kernelModule, { env: { memory } });
  const compiled = exports as Readonly<Record<string, Global>>;
  for (const [name, value] of Object.entries(layout)) {
    const own = compiled[name]?.value;
    if (own !== value)
      throw new Error(`The kernel has ${own} for ${name}, layout.ts ${value}: run npm run kernel:generate`);
  }
  return exports as KernelExports;
}

const PAGE = 65_536;
/** How large the table is: codes are few, texts are many. */
const SIZES: Readonly<Record<'codes' | 'texts', { slots: number; heap: number }>> = {
  codes: { slots: 4096, heap: 512 * 1024 },
  texts: { slots: 1 << 16, heap: 12 * 1024 * 1024 },
};
/** The kernel reads and writes whole blocks: a little room is kept behind every area. */
const SLACK = 64;

export interface Area {
  readonly start: number;
  readonly end: number;
}

/**
 * The memory of one annotator: two input and two output areas, so that one of each can be read or written while
 * the other is worked on, and the table of codes that the compiled kernel knows.
 */
export class Workspace {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
  /** Where chunks are read to. Before each there is room for the unfinished row of the chunk before. */
  readonly inputs: readonly [Area, Area];
  readonly outputs: readonly [Area, Area];
  readonly kernel: KernelExports;
  readonly #slots: number;
  readonly #heapAt: number;
  readonly #heapEnd: number;
  #heap: number;
  #entries = 0;

  /** @param chunkBytes - How much is read at once. */
  constructor(chunkBytes: number, maxRowBytes: number, size: keyof typeof SIZES = 'codes') {
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
    this.kernel = startKernel(memory);
    this.bytes = new Uint8Array(memory.buffer);
    this.words = new Uint32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
  }

  /**
   * Says what the rows look like. `wanted` are the columns that the kernel finds, counted from 0, in rising order;
   * `roles` what each of them holds, where rows are indexed.
   */
  configure(
    delimiter: number,
    columns: number,
    wanted: readonly number[],
    maxRowBytes: number,
    roles: readonly number[] = [],
  ): void {
    this.words.set(wanted, WANTED_AT / 4);
    this.bytes.set(roles, ROLES_AT);
    this.kernel.configure(delimiter, columns, wanted.length, maxRowBytes, this.#slots);
  }

  /** Where the wanted fields of the kernel's current row stand, one after the other: start, end. */
  places(count: number): Uint32Array {
    return this.words.subarray(PLACES_AT / 4, PLACES_AT / 4 + 2 * count);
  }

  /**
   * Adds the kernel's unknown key with what is to be appended.
   *
   * @returns Where its entry is, or -1 where the table is full: count its rows, then {@link forget} it.
   */
  learn(suffix: Uint8Array): number {
    const length = this.kernel.keyLength.value;
    const hash = this.kernel.keyHash.value;
    const keyBytes = Math.ceil(length / 16) * 16;
    const suffixAt = this.#heap + 4 * ENTRY_HEAD + keyBytes;
    const end = suffixAt + Math.ceil((suffix.length + 16) / 16) * 16;
    if (this.#entries >= this.#slots / 2 || end > this.#heapEnd) return -1;
    const entry = this.#heap;
    this.#heap = end;
    this.#entries++;
    this.words[entry / 4 + ENTRY_HASH] = hash;
    this.words[entry / 4 + ENTRY_KEY_LENGTH] = length;
    this.words[entry / 4 + ENTRY_SUFFIX_LENGTH] = suffix.length;
    this.words[entry / 4 + ENTRY_ROWS] = 0;
    this.bytes.copyWithin(entry + 4 * ENTRY_HEAD, KEY_AT, KEY_AT + length);
    this.bytes.set(suffix, suffixAt);
    let slot = (hash >>> 0) % this.#slots;
    while (this.words[SLOTS_AT / 4 + slot] !== 0) slot = (slot + 1) % this.#slots;
    this.words[SLOTS_AT / 4 + slot] = entry;
    return entry;
  }

  /** How many rows an entry was used for since it was asked last. */
  takeRows(entry: number): number {
    const rows = this.words[entry / 4 + ENTRY_ROWS] as number;
    this.words[entry / 4 + ENTRY_ROWS] = 0;
    return rows;
  }

  forget(): void {
    this.words.fill(0, SLOTS_AT / 4, SLOTS_AT / 4 + this.#slots);
    this.#heap = this.#heapAt;
    this.#entries = 0;
  }
}
