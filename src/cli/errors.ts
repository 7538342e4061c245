/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  /** @param command - The command whose help is worth a look. */
  constructor(
    message: string,
    readonly command: string | null = null,
  ) {
    super(message);
    this.name = 'UsageError';
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
