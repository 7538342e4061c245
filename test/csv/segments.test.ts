import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { annotateBytes } from '../../src/csv/annotate-csv.ts';
import { type SegmentDone, SegmentWorker, SharedProgress, segmentCount } from '../../src/csv/segments.ts';
import { Flusher, fileSink, fileSource } from '../../src/csv/streams.ts';
import { annotate, Sink } from './helpers.ts';

const folder = mkdtempSync(join(tmpdir(), 'trackstate-segments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = 'id,order_status_code,substatus_code,context\n';
const mixed = Buffer.from(
  `${HEAD}${`${'T0,5,5,"a line\nbreak, ""quoted"", 中文"\n'.repeat(40)}T1,9,,unlisted\nT2,3,3,too,many\n\nT3\n`.repeat(3000)}T4,7,7,"open`,
);
const setup = {
  columns: { source: 'kd100', roles: { status: 1, substatus: 2 } },
  dialect: {
    delimiter: ',',
    quote: '"',
    escape: '"',
    comment: '',
    lineEnd: '\n',
    encoding: 'utf-8',
    skipped: 0,
    header: HEAD.trim().split(','),
    headerBytes: HEAD.length,
  },
  add: ['pro_state', 'leg', 'outcome', 'rule'],
  maxRowBytes: 1024 * 1024,
} as const;

/** Opens a file with these bytes, and an empty one to write to. */
function files(bytes: Buffer): { input: number; output: number; path: string; from: string } {
  const from = join(folder, 'in.csv');
  const path = join(folder, 'out.csv');
  writeFileSync(from, bytes);
  return { input: openSync(from, 'r'), output: openSync(path, 'w+'), path, from };
}

/** Runs one worker over all segments of some bytes. */
function runWorker(bytes: Buffer, change: (path: string) => void = () => undefined) {
  const { input, output, path, from } = files(bytes);
  const shared = SharedProgress.allocate(segmentCount(bytes.length, HEAD.length));
  const task = {
    input,
    output,
    bodyStart: HEAD.length,
    outStart: 0,
    size: bytes.length,
    setup,
    mapperOptions: {},
    shared,
  };
  const done: SegmentDone[] = [];
  change(from);
  new SegmentWorker(task).run((segment) => done.push(segment));
  closeSync(input);
  closeSync(output);
  return { done, bytes: readFileSync(path), progress: new SharedProgress(shared) };
}

describe('segments', () => {
  test('put together are what one job writes, but for the unfinished last row', async () => {
    const { done, bytes, progress } = runWorker(mixed);
    const { output, summary } = await annotate(mixed, { source: 'kd100' });
    const header = output.indexOf(10) + 1;
    expect(progress.abandoned).toBe(false);
    expect(done.length).toBeGreaterThan(4);
    expect(bytes.equals(output.subarray(header, header + bytes.length))).toBe(true);
    expect(output.subarray(header + bytes.length).toString()).toBe('');
    expect(done.reduce((rows, { counts }) => rows + counts.written, 0)).toBe(summary.written);
    expect(done.flatMap(({ rejects }) => rejects)).toHaveLength(3000);
  });

  test('are begun again where a border lies inside quotes', async () => {
    const bytes = Buffer.from(`${HEAD}${`T0,5,5,"${'line\n'.repeat(90)}"\n`.repeat(9000)}`);
    const { done, bytes: written, progress } = runWorker(bytes);
    const { output } = await annotate(bytes, { source: 'kd100' });
    expect(progress.abandoned).toBe(false);
    expect(written.equals(output.subarray(output.indexOf(10) + 1))).toBe(true);
    expect(done.reduce((lines, segment) => lines + segment.lines, 0)).toBe(9000);
    expect(done.reduce((rows, { counts }) => rows + counts.written, 0)).toBe(9000);
  });

  test('give up where a row needs more room than there is, or the file is cut', () => {
    const long = Buffer.from(`${HEAD}T,5,5,first\nT,3,301,"${'x\n'.repeat(1_800_000)}"\nT,5,5,last\n`);
    expect(runWorker(long).progress.abandoned).toBe(true);
    const cut = runWorker(mixed, (path) => truncateSync(path, 2_000_000));
    expect(cut.progress.abandoned).toBe(true);
    expect(cut.progress.wait(segmentCount(mixed.length, HEAD.length) - 1)).toBeNull();
  });

  test('give up when writing fails, and tell why', () => {
    const { input } = files(mixed);
    const shared = SharedProgress.allocate(segmentCount(mixed.length, HEAD.length));
    const task = {
      input,
      output: input,
      bodyStart: HEAD.length,
      outStart: 0,
      size: mixed.length,
      setup,
      mapperOptions: {},
      shared,
    };
    expect(() => new SegmentWorker(task).run(() => undefined)).toThrow(/EBADF/);
    expect(new SharedProgress(shared).abandoned).toBe(true);
    closeSync(input);
  });
});

describe('a file that workers share', () => {
  const worker = new URL('../../dist/csv-worker.js', import.meta.url);

  test.each([1, 2, 3])(
    'with %i of them, gives the bytes, rejects and figures of one job alone',
    async (jobs) => {
      const { input, output, path } = files(mixed);
      const flusher = new Flusher(output);
      const rejects = new Sink();
      const told: number[] = [];
      const options = {
        source: 'kd100',
        rejects: () => rejects,
        onProgress: ({ rows }: { rows: number }) => told.push(rows),
      } as const;
      const file = { input, output, size: mixed.length, jobs, mapperOptions: {}, flusher, worker };
      const shared = await annotateBytes(fileSource(input), fileSink(output, flusher), options, file);
      await flusher.settled();
      closeSync(input);
      closeSync(output);
      const alone = await annotate(mixed, { source: 'kd100' });
      const { seconds: _a, fastRows: _b, ...figures } = alone.summary;
      expect(shared).toMatchObject(figures);
      expect(readFileSync(path).equals(alone.output)).toBe(true);
      expect(rejects.bytes.equals(alone.rejects)).toBe(true);
      expect(told.at(-1)).toBe(shared.rows + shared.blankLines + 1);
    },
  );

  test('tells what a rejected row without a place to go says', async () => {
    const { input, output } = files(mixed);
    const flusher = new Flusher(output);
    const file = { input, output, size: mixed.length, jobs: 2, mapperOptions: {}, flusher, worker };
    const run = annotateBytes(fileSource(input), fileSink(output, flusher), { source: 'kd100' }, file);
    await expect(run).rejects.toThrow(/Row 43 at byte .* \(too_many_fields\)/);
    closeSync(input);
    closeSync(output);
  });
});

test('a file that cannot be written or read is told', async () => {
  const { input, output } = files(Buffer.from(`${HEAD}T,5,5,x\n`));
  const flusher = new Flusher(output);
  await expect(annotateBytes(fileSource(input), fileSink(input, flusher), {})).rejects.toThrow(/EBADF/);
  closeSync(input);
  closeSync(output);
  await expect(fileSource(99_999).read(Buffer.alloc(1))).rejects.toThrow(/EBADF/);
  flusher.wrote(64 * 1024 * 1024);
  await expect(flusher.settled()).rejects.toThrow(/EBADF/);
});
