import type { NoticeCode } from '../sources/payload.ts';

/** What the exit code of a run depends on. */
export interface Outcome {
  /** Rows or payloads of which something could be read. */
  readonly read: number;
  readonly rejected: number;
  readonly unmapped: boolean;
  readonly notices: Readonly<Partial<Record<NoticeCode, number>>>;
  readonly strict: boolean;
}

/** 1 where nothing at all could be read, 3 where that is strict and something was not as it should be, otherwise 0. */
export function exitCode({ read, rejected, unmapped, notices, strict }: Outcome): number {
  const { unknown_payload: unknown = 0, error_answer: errors = 0 } = notices;
  if (read === 0 && rejected + unknown > 0) return 1;
  return strict && (unmapped || rejected + unknown + errors > 0) ? 3 : 0;
}
