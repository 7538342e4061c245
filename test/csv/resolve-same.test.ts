import { expect, test } from 'vitest';
import { createMapper } from '../../src/index.ts';
import { resolveShipment } from '../../src/shipments/index.ts';
import { inferFromText } from '../../src/text/index.ts';
import { HEAD, records, resolve } from './resolve-helpers.ts';

/** CSV rows, lines of JSON and the library say the same of a shipment. */
const T = '2026-03-01 09:30:00';
const mapper = createMapper({ inferFromText });

test.each([true, false])('texts tell events apart, with the fast path %s', async (fast) => {
  const texts = ['Departed from Ulm', 'Departed from Bonn', 'Departed from Ulm', ' Departed from Ulm '];
  const file = `tracking_number,time,context\n${texts.map((text) => `A1,${T},${text}\n`).join('')}`;
  const options = { mapper, inferText: true, fast };
  const library = resolveShipment(
    texts.map((context) => ({ context, time: T })),
    { mapper },
  );
  expect(library.counts.duplicates).toBe(2);
  const csv = await resolve(file, options);
  const json = await resolve(file, { ...options, format: 'json' });
  expect(csv.summary.anomalies).toEqual({ duplicate: 1 });
  expect(json.summary.anomalies).toEqual(csv.summary.anomalies);
  expect(JSON.parse(json.output)).toMatchObject({ counts: library.counts });
});

test('words are the same in files whose columns stand in another order, or lack one', async () => {
  const files = [
    `${HEAD},context,location\nA1,5,5,${T},Out,\n`,
    `location,context,${HEAD}\n,Out,A1,5,5,${T}\n`,
    `${HEAD},context\nA1,5,5,${T},Out\n`,
    `${HEAD},context,location\nA1,5,5,${T},Out,null\n`,
  ];
  for (const fast of [true, false]) {
    const { summary } = await resolve(files, { fast });
    expect(summary).toMatchObject({ events: 4, shipments: 1, anomalies: { duplicate: 1 } });
    const other = await resolve([files[0] as string, `${HEAD},location\nA1,5,5,${T},Out\n`], { fast });
    expect(other.summary.anomalies).toEqual({});
  }
});

test('the carrier is the newest that an event names, in every format', async () => {
  const rows = [
    ['2026-03-03 10:00:00', '3', '301', ''],
    ['2026-03-02 10:00:00', '5', '5', 'dhl'],
    ['2026-03-01 10:00:00', '1', '103', 'ups'],
  ];
  const file = `carrier,${HEAD}\n${rows.map(([time, code, sub, carrier]) => `${carrier},A1,${code},${sub},${time}\n`).join('')}`;
  const library = resolveShipment(
    rows.map(([time, order_status_code, substatus_code, carrier]) => ({
      ...{ time, order_status_code, substatus_code, carrier },
    })),
  );
  expect(library.carrier).toBe('dhl');
  expect(records((await resolve(file)).output)[0]).toMatchObject({ carrier: 'dhl' });
  expect(JSON.parse((await resolve(file, { format: 'json' })).output)).toMatchObject({ carrier: 'dhl' });
});

test('a column of carriers that a later file has is not dropped', async () => {
  const files = [`${HEAD}\nA1,5,5,${T}\n`, `carrier,${HEAD}\ndhl,B2,5,5,${T}\n`];
  const { output } = await resolve(files);
  expect(records(output).map(({ tracking_number, carrier }) => [tracking_number, carrier])).toEqual([
    ['A1', ''],
    ['B2', 'dhl'],
  ]);
  const grouped = [`${HEAD}\nA1,5,5,${T}\nA2,5,5,${T}\n`, files[1] as string];
  await expect(resolve(grouped, { grouped: true })).rejects.toThrow(
    /--grouped, name a file that has one first/,
  );
  expect(records((await resolve(grouped.toReversed(), { grouped: true })).output)).toHaveLength(3);
});

test('a code counts once among the unmapped, whatever carriers it came with', async () => {
  const rows = ['dhl', 'ups', 'dhl', ''].map((carrier) => `${carrier},A1,999,,${T}\n${carrier},A1,,,${T}\n`);
  const { summary } = await resolve(`carrier,${HEAD}\n${rows.join('')}`);
  expect(summary.unmapped.map(({ code, rows: count, exampleRow }) => [code, count, exampleRow])).toEqual([
    ['999', 4, 2],
    ['', 4, 3],
  ]);
});

test('a grouped run forgets texts that came once, and its figures do not', async () => {
  const count = 20_000;
  const rows = Array.from({ length: count }, (_, i) => `T${i >> 1},${T},zzz ${'x'.repeat(i % 50)}${i}\n`);
  const file = `tracking_number,time,context\n${rows.join('')}`;
  const whole = await resolve(file, { mapper, inferText: true });
  for (const fast of [true, false]) {
    const grouped = await resolve(file, { mapper, inferText: true, grouped: true, fast });
    expect(grouped.output).toBe(whole.output);
    expect(grouped.summary.unmapped).toEqual(whole.summary.unmapped);
  }
  expect(whole.summary.unmapped).toMatchObject([{ code: '', reason: 'missing_code', rows: count }]);
});

test.each([' ', ':', '-', '_', 'T', '0', '.', ';', '||', '2026'])(
  'with the delimiter %j the rows hold what they hold with a comma',
  async (delimiter) => {
    const rows = [
      ['A:1', '5', '5', T],
      ['B 2', '3', '301', '2026-03-01T09:30:00+08:00'],
      ['B 2', '1', '103', '2026/3/1 8:05'],
    ];
    const write = (mark: string) =>
      [HEAD.split(','), ...rows]
        .map((cells) => `${cells.map((cell) => (/[^a-z]/.test(cell) ? `"${cell}"` : cell)).join(mark)}\n`)
        .join('');
    const now = { now: new Date('2026-03-02T00:00:00Z'), timeZone: 'Asia/Shanghai' };
    const plain = await resolve(write(','), now);
    const other = await resolve(write(delimiter), { ...now, delimiter });
    expect(records(other.output, delimiter)).toEqual(records(plain.output));
  },
);
