import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { type ResolveCsvOptions, type ResolveSummary, resolveCsv } from './api.ts';
import { Sink } from './helpers.ts';

export interface Resolved {
  readonly summary: ResolveSummary;
  readonly output: string;
  /** What was rejected of each file; undefined where nothing was. */
  readonly rejects: readonly (string | undefined)[];
}

type Input = Buffer | string;

/** Resolves one file or several, which come in chunks of a given size. */
export async function resolve(
  input: Input | readonly Input[],
  { chunk = 65_536, ...options }: ResolveCsvOptions & { chunk?: number } = {},
): Promise<Resolved> {
  const list = typeof input === 'string' || Buffer.isBuffer(input) ? [input] : input;
  const streams = list.map((content) => {
    const bytes = Buffer.from(content);
    return Readable.from(
      Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
        bytes.subarray(i * chunk, (i + 1) * chunk),
      ),
    );
  });
  const output = new Sink();
  const rejects = list.map(() => ({ sink: new Sink(), used: false }));
  const summary = await resolveCsv(streams, output, {
    rejects: (file) => {
      const reject = rejects[file];
      if (!reject) throw new Error(`there is no file ${file}`);
      reject.used = true;
      return reject.sink;
    },
    ...options,
  });
  expect(summary.rows, 'every row is an event or rejected').toBe(summary.events + summary.rejected);
  expect(Object.values(summary.rejects).reduce((sum, rows) => sum + rows, 0)).toBe(summary.rejected);
  expect(summary.bytesWritten).toBe(output.bytes.length);
  return {
    summary,
    output: output.bytes.toString(),
    rejects: rejects.map(({ sink, used }) => (used ? sink.bytes.toString('latin1') : undefined)),
  };
}

/** Everything that a run gives, but for how long it took and which path its rows went. */
export async function everything(
  input: Input | readonly Input[],
  options: ResolveCsvOptions & { chunk?: number } = {},
): Promise<{ output: string; rejects: Resolved['rejects']; figures: Partial<ResolveSummary> }> {
  const { output, rejects, summary } = await resolve(input, options);
  const { seconds: _seconds, fastRows: _fastRows, ...figures } = summary;
  return { output, rejects, figures };
}

/** Rows of a CSV output, by the names of their columns. */
export function records(output: string, delimiter = ','): Record<string, string>[] {
  return parse(output, { columns: true, delimiter });
}

/** An event of the tests. */
export interface TestEvent {
  readonly number: string;
  readonly code: string;
  readonly sub: string;
  readonly time: string;
  readonly words?: string;
  readonly place?: string;
}

/** A field as CSV has it, with quotes where it needs them. */
export const field = (text: string): string =>
  /["\r\n,;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export const HEAD = 'tracking_number,order_status_code,substatus_code,time';

/** Events as a file; with words, where `withWords` says so. */
export function fileOf(events: readonly TestEvent[], withWords = false): string {
  const head = withWords ? `${HEAD},context,location` : HEAD;
  const lines = events.map(({ number, code, sub, time, words = '', place = '' }) =>
    [number, code, sub, time, ...(withWords ? [words, place] : [])].map(field).join(','),
  );
  return `${[head, ...lines].join('\n')}\n`;
}

/** An event as the library takes it. */
export const libraryEvent = ({ code, sub, time, words, place }: TestEvent): object => ({
  source: 'kd100',
  status_code: code,
  substatus_code: sub,
  time,
  ...(words === undefined ? {} : { description: words }),
  ...(place === undefined ? {} : { location: place }),
});

/** Things by a name of theirs, in order of first appearance. */
export function groupBy<T>(things: readonly T[], nameOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const name = nameOf(thing);
    const group = groups.get(name);
    if (group) group.push(thing);
    else groups.set(name, [thing]);
  }
  return groups;
}
