import { createWriteStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { annotateRows } from '../../src/csv/annotate/annotate.ts';
import { type ByteSink, byteReader, writeAll } from '../../src/csv/read/streams.ts';
import { resolveRows } from '../../src/csv/resolve/resolve.ts';
import { annotateCsv, resolveCsv } from './api.ts';
import { Sink } from './helpers.ts';
import { HEAD as EVENTS } from './resolve-helpers.ts';

const HEAD = 'order_status_code,substatus_code\n';
const BAD = '1,2,3\n';
const rows = (count: number) => HEAD + '2,204\n'.repeat(count);

/** An input that counts how often it was begun and given up. */
class Counted {
  begun = 0;
  returned = 0;
  ended = 0;

  constructor(private readonly chunks: readonly (string | Error)[]) {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.begun++;
    let at = 0;
    return {
      next: async () => {
        const chunk = this.chunks[at++];
        if (chunk instanceof Error) throw chunk;
        if (chunk === undefined) this.ended++;
        return chunk === undefined
          ? { done: true, value: undefined }
          : { done: false, value: Buffer.from(chunk) };
      },
      return: async () => {
        this.returned++;
        return { done: true, value: undefined };
      },
    };
  }
}

const failing = () => new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
const nowhere = () => createWriteStream('/nowhere/at/all.csv');

describe('inputs are closed', () => {
  const large = rows(200_000);
  const failures: [
    name: string,
    chunks: (string | Error)[],
    output: () => Writable,
    rejects?: () => Writable,
  ][] = [
    ['where there is no header', ['\n\n', 'x'], () => new Sink()],
    ['where there is no column of codes', ['id,when\n', large], () => new Sink()],
    ['where a row cannot be kept', [HEAD, BAD, large], () => new Sink()],
    ['where the output fails', [HEAD, large], failing],
    ['where the output cannot open', [HEAD, large], nowhere],
    ['where the rejects fail', [HEAD, BAD, large], () => new Sink(), failing],
    ['where the rejects cannot open', [HEAD, BAD, large], () => new Sink(), nowhere],
  ];
  test.each(failures)('%s', async (_name, chunks, output, rejects) => {
    const input = new Counted(chunks);
    await expect(annotateCsv(input, output(), rejects ? { rejects } : {})).rejects.toThrow();
    expect([input.begun, input.ended + input.returned]).toEqual([1, 1]);
  });

  test('and not twice, where they have ended', async () => {
    const input = new Counted([HEAD, '5,5\n']);
    await annotateCsv(input, new Sink());
    expect(input).toMatchObject({ begun: 1, ended: 1, returned: 0 });
  });

  test('all of several, also those that were never read', async () => {
    const [one, two, three] = [
      new Counted([`${EVENTS}\nA,5,5,\n`]),
      new Counted(['id\n1\n']),
      new Counted([EVENTS]),
    ];
    const stream = Readable.from(['x']);
    await expect(resolveCsv([one, two, three, stream], new Sink())).rejects.toThrow(/No column/);
    expect([one.ended, two.ended + two.returned, three.returned, stream.destroyed]).toEqual([1, 1, 1, true]);
  });

  test('where the consumer goes away', async () => {
    const input = new Counted([HEAD, large]);
    for await (const chunk of annotateRows(input, {})) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    const events = new Counted([`${EVENTS}\nA,5,5,\n`]);
    const other = new Counted([`${EVENTS}\nA,5,5,\n`]);
    for await (const _chunk of resolveRows([events, other], {})) break;
    expect(input.returned + events.ended + other.ended).toBe(3);
  });

  test('without waiting for a read that never ends', async () => {
    const stalled = {
      async *[Symbol.asyncIterator]() {
        yield Buffer.from(rows(200_000));
        await new Promise(() => undefined);
      },
    };
    await expect(annotateCsv(stalled, failing())).rejects.toThrow('disk full');
  });
});

describe('chunks', () => {
  test('are valid until the one after the next is asked for', async () => {
    const input = Buffer.from(rows(400_000));
    const run = annotateRows(Readable.from([input]), { chunkBytes: 70_000 });
    const held: [chunk: Uint8Array, copy: Buffer][] = [];
    let steps = 0;
    for (;;) {
      const { value, done } = await run.next();
      if (done) break;
      steps++;
      held.push([value, Buffer.from(value)]);
      for (const [chunk, copy] of held.slice(-2)) expect(copy.equals(chunk)).toBe(true);
      held.splice(0, held.length - 2);
    }
    expect(steps).toBeGreaterThan(20);
  });

  test('are written while the next one is worked out, and one at a time', async () => {
    const order: string[] = [];
    async function* chunks(): AsyncGenerator<Uint8Array, string> {
      for (const name of ['a', 'b', 'c']) {
        order.push(`make ${name}`);
        yield Buffer.from(name);
      }
      return 'done';
    }
    const write = async (bytes: Uint8Array) => {
      order.push(`write ${Buffer.from(bytes)}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      order.push(`wrote ${Buffer.from(bytes)}`);
    };
    expect(await writeAll(chunks(), { write })).toBe('done');
    expect(order.join()).toBe('make a,write a,make b,wrote a,write b,make c,wrote b,write c,wrote c');
  });

  test('come from an input that fills memory, too', async () => {
    let rest = Buffer.from(rows(100_000));
    let closed = 0;
    const reader = byteReader(
      async (into) => {
        const count = Math.min(into.length, 1234, rest.length);
        into.set(rest.subarray(0, count));
        rest = rest.subarray(count);
        return count;
      },
      async () => {
        closed++;
      },
    );
    const taken: Buffer[] = [];
    const sink: ByteSink = {
      write: async (bytes) => {
        taken.push(Buffer.from(bytes));
      },
      close: async () => undefined,
    };
    const summary = await writeAll(annotateRows(reader, {}), sink);
    expect(summary).toMatchObject({
      rows: 100_000,
      written: 100_000,
      bytesWritten: Buffer.concat(taken).length,
    });
    expect(closed).toBe(1);
  });
});

test('web streams are read and written', async () => {
  const taken: Buffer[] = [];
  const kept: Buffer[] = [];
  let closed = 0;
  const into = (list: Buffer[]) =>
    new WritableStream<Uint8Array>({
      write: (chunk) => void list.push(Buffer.from(chunk)),
      close: () => void closed++,
    });
  const input = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from(`${HEAD}2,204\n${BAD}`));
      controller.close();
    },
  });
  const output = into(taken);
  await annotateCsv(input as AsyncIterable<Uint8Array>, output, { rejects: () => into(kept) });
  expect(Buffer.concat(taken).toString()).toContain('2,204,delivery_failed');
  expect(Buffer.concat(kept).toString()).toContain('too_many_fields');
  // The rejects are closed; the output is the caller's, who can go on with it.
  expect([closed, output.locked]).toEqual([1, false]);
  const shipments = into(taken);
  await resolveCsv(Readable.from([Buffer.from(`${EVENTS}\nA,5,5,\n`)]), shipments);
  expect(Buffer.concat(taken).toString()).toContain('A,out_for_delivery');
});

test('many runs to one stream leave no listeners on it', async () => {
  const output = new Sink();
  for (let i = 0; i < 20; i++) await annotateCsv(Readable.from([Buffer.from(`${HEAD}5,5\n`)]), output);
  expect(output.listenerCount('error')).toBe(0);
});
