/** Has something closed at the end of the work. */
export type Defer = (close: () => Promise<void> | void) => void;

/**
 * Does some work, and then closes in reverse what it opened, whatever happened. An error of closing is left out:
 * what has to reach the disk is committed before.
 */
export async function scoped<T>(work: (defer: Defer) => Promise<T>): Promise<T> {
  const closers: (() => Promise<void> | void)[] = [];
  try {
    return await work((close) => closers.push(close));
  } finally {
    for (const close of closers.reverse()) {
      try {
        await close();
      } catch {
        // The others are closed all the same.
      }
    }
  }
}
