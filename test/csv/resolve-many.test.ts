import { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createResolver, type ResolvedShipment } from '../../src/shipments/index.ts';
import { resolveCsv } from './api.ts';
import { everything, HEAD, records, resolve } from './resolve-helpers.ts';

const STATES = ['0,1002', '1,103', '2,204', '3,301', '5,5'];
const day = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString().slice(0, 19);

test('more shipments and events than there was room for at first, far apart in the file', async () => {
  const count = 30_000;
  const row = (i: number, round: number) => `T${i},${STATES[(i + round) % 5]},${day(i + round * count)}Z\n`;
  const rounds = [0, 1, 2].map((round) => Array.from({ length: count }, (_, i) => row(i, round)).join(''));
  const file = `${HEAD}\n${rounds.join('')}`;
  const { output, summary } = await resolve(file);
  expect(summary).toMatchObject({ rows: 3 * count, fastRows: 3 * count, shipments: count });
  const resolveAll = createResolver();
  const wrong = records(output).filter(({ tracking_number, events, pro_state, since }, i) => {
    const shipment = resolveAll(
      [0, 1, 2].map((round) => {
        const [status_code, substatus_code] = (STATES[(i + round) % 5] as string).split(',');
        return { source: 'kd100', status_code, substatus_code, time: `${day(i + round * count)}Z` };
      }),
    );
    const same = pro_state === shipment.state && since === shipment.since?.instant;
    return !same || tracking_number !== `T${i}` || events !== '3';
  });
  expect(wrong).toEqual([]);
  expect(await everything(file)).toEqual(await everything(file, { fast: false }));
});

test('many shipments in JSON keep their own words and times', async () => {
  const offsets = ['Z', '+08:00', '-03:30'];
  const time = (i: number) => `${day(i)}${offsets[i % 3]}`;
  const rows = Array.from(
    { length: 12_000 },
    (_, i) => `T${i % 6000},5,5,${time(i)},words ${i},place ${i % 7}\n`,
  );
  const { output, summary } = await resolve(`${HEAD},context,location\n${rows.join('')}`, { format: 'json' });
  expect(summary).toMatchObject({ events: 12_000, shipments: 6000, fastRows: 12_000 });
  const wrong = output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ResolvedShipment)
    .filter(({ timeline: [stay] }, i) => {
      const same = stay?.description === `words ${i}` && stay.location === `place ${i % 7}`;
      return !same || stay.since.text !== time(i);
    });
  expect(wrong).toEqual([]);
});

test('more codes than the table of the fast path holds', async () => {
  const rows = Array.from(
    { length: 20_000 },
    (_, i) => `T${i % 50},${i % 3 ? '2' : `x${i % 3001}`},${204 + (i % 4001)},${day(i)}Z\n`,
  );
  const file = `${HEAD}\n${rows.join('')}`;
  const { summary } = await resolve(file);
  expect(summary).toMatchObject({ rows: 20_000, fastRows: 20_000, shipments: 50 });
  expect(summary.unmapped).toHaveLength(1000);
  const { unmapped, ...figures } = (await everything(file)).figures;
  const reference = await everything(file, { fast: false });
  const { unmapped: others, ...expected } = reference.figures;
  expect(figures).toEqual(expected);
  const often = (list: typeof unmapped) => list?.map(({ code, rows: times }) => `${code}: ${times}`);
  expect(often(unmapped)).toEqual(often(others));
  expect((await resolve(file)).output).toBe(reference.output);
}, 120_000);

test('codes that come again after the table was full keep their counts', async () => {
  const codes = Array.from({ length: 5000 }, (_, i) => `y${i}`);
  const rows = [...codes, ...codes, 'y7'].map((code, i) => `T${i % 9},${code},,${day(i)}Z\n`);
  const { summary } = await resolve(`${HEAD}\n${rows.join('')}`);
  expect(summary.fastRows).toBe(10_001);
  expect(summary.unmapped[0]).toEqual({ code: 'y7', reason: 'unknown_code', rows: 3, exampleRow: 9 });
  expect(summary.unmapped.slice(1).every(({ rows: often }) => often === 2)).toBe(true);
  expect(summary.unmapped.map(({ exampleRow }) => exampleRow).slice(1, 4)).toEqual([2, 3, 4]);
});

test('a long output goes to a slow sink in order, whatever the format, grouped or not', async () => {
  const rows = Array.from({ length: 16_000 }, (_, i) => `${'T'.repeat(150)}${i},5,5,${day(i)}Z\n`);
  const file = `${HEAD}\n${rows.join('')}`;
  for (const grouped of [false, true]) {
    const chunks: Buffer[] = [];
    let busy = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _encoding, done) {
        busy++;
        expect(busy, 'one block at a time').toBe(1);
        chunks.push(Buffer.from(chunk));
        setImmediate(() => {
          busy--;
          done();
        });
      },
    });
    const summary = await resolveCsv(Readable.from([Buffer.from(file)]), slow, { grouped });
    const output = Buffer.concat(chunks).toString();
    expect(summary.bytesWritten).toBe(output.length);
    expect(chunks.length).toBeGreaterThan(8);
    expect(output).toBe((await resolve(file, { fast: false, chunkBytes: 5000 })).output);
  }
});

test('a shipment whose row is longer than a block of the output', async () => {
  const number = '签'.repeat(120_000);
  const { output } = await resolve(`${HEAD}\nA,5,5,\n${number},3,3,\nB,5,5,\n`);
  expect(records(output).map((row) => row.tracking_number)).toEqual(['A', number, 'B']);
});
