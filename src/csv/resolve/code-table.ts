import { isAbsent } from '../../absent.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import type { MappingResult } from '../../mapping/result.ts';
import { infoOf } from '../../shipments/arrange.ts';
import { meaningOf } from '../../shipments/input.ts';
import type { Step } from '../../shipments/step.ts';
import type { SourceId } from '../../tables/index.ts';
import type { UnmappedCode } from '../annotate/counts.ts';
import { encodeUtf8 } from '../bytes.ts';
import { type Role, toEvent } from '../columns/roles.ts';
import { hashWords, SEED } from './hash-table.ts';

export interface Coded {
  readonly key: string;
  readonly result: MappingResult;
  readonly info: Step['info'];
  readonly meaning: string;
  readonly name: string;
  readonly carrier: string;
  /** The text that was read with the codes; null where none was. */
  readonly text: string | null;
  readonly textHash: number;
  /** Where it stands first, and how many events have it. */
  firstRow: number;
  uses: number;
}

/** A text without space around it; null where it stands for nothing. */
export const cleanText = (text: string): string | null => (isAbsent(text) ? null : text.trim());

const MOST_UNMAPPED = 1_000;

/** The different combinations of codes of a file, each with what it means. */
export class CodeTable {
  coded: Coded[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #unmapped = new Map<string, UnmappedCode>();

  constructor(private readonly mapper: Pick<Mapper, 'map'>) {}

  numberOf(source: SourceId | null, roles: readonly Role[], values: readonly string[]): number {
    const key = JSON.stringify([source, roles, values]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const byRole: Partial<Record<Role, string>> = {};
    for (const [i, role] of roles.entries()) byRole[role] = values[i] ?? '';
    const event = toEvent(source, byRole);
    const result = this.mapper.map(event);
    const text = cleanText(byRole.text ?? '');
    this.#numbers.set(key, this.coded.length);
    return (
      this.coded.push({
        key,
        result,
        info: infoOf(result),
        meaning: meaningOf(event, result),
        name: [byRole.status, byRole.substatus].filter(Boolean).join('/') || (byRole.label ?? ''),
        carrier: byRole.carrier ?? '',
        text,
        textHash: text === null ? 0 : hashWords(SEED.text, encodeUtf8(text)),
        firstRow: 0,
        uses: 0,
      }) - 1
    );
  }

  /** Forgets all combinations but some, which get new numbers: those by their old ones. */
  keepOnly(numbers: ReadonlySet<number>): ReadonlyMap<number, number> {
    const renumbered = new Map<number, number>();
    const kept: Coded[] = [];
    this.#numbers.clear();
    for (const [number, coded] of this.coded.entries()) {
      this.#count(coded, this.#unmapped);
      coded.uses = 0;
      if (!numbers.has(number)) continue;
      renumbered.set(number, kept.length);
      this.#numbers.set(coded.key, kept.length);
      kept.push(coded);
    }
    this.coded = kept;
    return renumbered;
  }

  unmapped(): UnmappedCode[] {
    const all = new Map(this.#unmapped);
    for (const coded of this.coded) this.#count(coded, all);
    return [...all.values()]
      .sort((a, b) => b.rows - a.rows || a.exampleRow - b.exampleRow)
      .slice(0, MOST_UNMAPPED);
  }

  /** A code counts once, whatever carriers and texts it came with. */
  #count({ result, name, uses, firstRow }: Coded, into: Map<string, UnmappedCode>): void {
    if (!('reason' in result) || uses === 0) return;
    const key = `${result.reason} ${name}`;
    const before = into.get(key);
    into.set(key, {
      code: name,
      reason: result.reason,
      rows: uses + (before?.rows ?? 0),
      exampleRow: Math.min(firstRow, before?.exampleRow ?? firstRow),
    });
  }
}
