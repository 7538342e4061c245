import type { SourceId } from '../tables/index.ts';
import { readCode, readLabel } from './codes.ts';
import type { CompiledSource, Ruling } from './compile.ts';
import type { EventCodes } from './event.ts';
import type { MappingResult } from './result.ts';

/** How an event came to its row: each way and what it says. */
export const RESOLUTIONS = {
  listed_pair: 'Status and sub-status are listed together.',
  substatus_elsewhere: 'The sub-status is listed, but under another status: its own row decides.',
  single_code: 'Only one code is given: a status gives its general row, a sub-status its own.',
  unknown_substatus: 'The sub-status is not listed: the general row of the status decides.',
  label: 'There is no code, but the description is a listed name.',
  text: 'A rule of texts read the description.',
  nothing: 'Nothing that is listed: no state is guessed.',
} as const;

/** A code of the closed list of resolutions. */
export type Resolution = keyof typeof RESOLUTIONS;

/** A decision, with the source that it belongs to. */
export interface Occurrence {
  readonly source: SourceId;
  readonly decision: Ruling;
}

/** A result, and what stands behind it. */
export interface Explanation {
  readonly result: MappingResult;
  readonly resolution: Resolution;
  /** The row that decided; null where none did. */
  readonly decision: Ruling | null;
  /** Other rows, of any source, that list one of the event's codes or names. */
  readonly elsewhere: readonly Occurrence[];
}

function findOccurrences(sources: ReadonlyMap<string, CompiledSource>, name: unknown): Occurrence[] {
  const code = readCode(name)?.code;
  const label = readLabel(name);
  const found: Occurrence[] = [];
  for (const { id, rulings } of sources.values()) {
    for (const decision of rulings.values()) {
      const codes = decision.generic ? [decision.status, decision.substatus] : [decision.substatus];
      const names = [decision.label, ...decision.aliases].map(readLabel);
      if ((code !== undefined && codes.includes(code)) || (label !== null && names.includes(label)))
        found.push({ source: id, decision });
    }
  }
  return found;
}

/** Puts together what is known about one result. `codes` is null where the event could not be read. */
export function explainEvent(
  result: MappingResult,
  codes: EventCodes | null,
  sources: ReadonlyMap<string, CompiledSource>,
): Explanation {
  const table = result.source === null ? undefined : sources.get(result.source);
  const decision = (result.rule !== null && table?.rulings.get(result.rule)) || null;
  const words = codes ? [codes.status, codes.substatus, ...codes.labels.map(([, label]) => label)] : [];
  const elsewhere = new Map(
    words.flatMap((word) => findOccurrences(sources, word)).map((found) => [found.decision.rule, found]),
  );
  if (decision) elsewhere.delete(decision.rule);
  return { result, resolution: resolutionOf(result, codes), decision, elsewhere: [...elsewhere.values()] };
}

function resolutionOf(result: MappingResult, codes: EventCodes | null): Resolution {
  if (result.outcome === 'unmapped' || result.basis === 'fallback' || !codes) return 'nothing';
  if (result.basis === 'text') return 'text';
  if (result.basis === 'label') return 'label';
  if (result.warnings.includes('status_mismatch')) return 'substatus_elsewhere';
  if (result.warnings.includes('unknown_substatus')) return 'unknown_substatus';
  return readCode(codes.status) && readCode(codes.substatus) ? 'listed_pair' : 'single_code';
}
