import type { NoticeCode } from '../sources/payload.ts';

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';

  /** @param command - The command whose help is worth a look. */
  constructor(
    message: string,
    readonly command: string | null = null,
  ) {
    super(message);
  }
}

/** The command cannot be done: exit code 1. Its message is for the user. */
export class Failure extends Error {
  override name = 'Failure';
}

/** A sentence for what the system said about a file. */
export function explainSystemError(error: NodeJS.ErrnoException, path: string): string {
  const said: Record<string, string> = {
    ENOENT: `There is no file ${path}.`,
    EISDIR: `${path} is a directory: expected a file.`,
    EACCES: `${path} may not be opened: permission denied.`,
    EPERM: `${path} may not be changed: operation not permitted.`,
    ENOSPC: `${path} cannot be written: no space is left.`,
    ENOTDIR: `${path} is not a place for a file: a part of the path is not a directory.`,
    EROFS: `${path} cannot be written: the file system is read-only.`,
  };
  return said[error.code ?? ''] ?? `${path}: ${error.message}`;
}

/** What the exit code of a run depends on. */
interface Outcome {
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
