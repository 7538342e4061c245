import { describe, expect, test } from 'vitest';
import { resolveShipment } from '../../src/shipments/index.ts';
import { TimeReader } from '../../src/time/read.ts';
import { plainForm } from '../../src/time/write.ts';
import { everything, HEAD, records, resolve } from './resolve-helpers.ts';

const T = '2026-03-01 09:30:00';
const both = async (file: string | Buffer, options = {}) =>
  expect(await everything(file, { ...options })).toEqual(await everything(file, { ...options, fast: false }));

describe('fast and reference agree', () => {
  test.each(['\u00a0A1', '\u3000A1', 'A1\u3000', '\u0001A1', 'A1\u001f', '"\u3000"'])(
    'on the number %j',
    async (number) => {
      await both(`${HEAD}\n${number},5,5,${T}\nA1,5,5,${T}\n`);
    },
  );
  test('on codes of rejected rows', () => both(`${HEAD}\n,999,,${T}\nA1,5,5,${T}\n`));
  test('on the first row of an unmapped code', () => both(`${HEAD}\nA1,999,,${T}\n`));
});
test('the first row of an unmapped code on a row that is not plain', async () => {
  expect((await resolve(`${HEAD}\nA1,999,,soon\n`, { fast: false })).summary.unmapped[0]?.exampleRow).toBe(2);
});
test.each(['+05:75', '-00:99', '+99:99'])('the offset %s is written again as it was', async (offset) => {
  const text = `2026-03-01T09:30:00${offset}`;
  expect(plainForm(new TimeReader(null).read(text))).toBeNull();
  const { output } = await resolve(`${HEAD}\nA1,5,5,${text}\n`, { format: 'json' });
  expect(JSON.parse(output)).toMatchObject({ since: { text } });
});
test('codes of several files whose columns differ are not taken for each other', async () => {
  const { output } = await resolve(
    [
      `tracking_number,order_status_description,time\nA1,Delivered,${T}\n`,
      `tracking_number,order_status_code,time\nB1,Delivered,${T}\n`,
    ],
    { source: 'kd100' },
  );
  expect(records(output).map(({ pro_state }) => pro_state)).toEqual(['delivered', '']);
});
test.each([
  ['undated', 'A1,5,5,soon', 'A1,5,5,later', ''],
  [
    'same clock, other offset',
    'A1,5,5,2026-03-01T09:30:00+08:00',
    'A1,5,5,2026-03-01T09:30:00Z',
    `A1,0,0,2026-03-01 01:00:00\n`,
  ],
  ['same clock, other writing', `A1,5,5,${T}`, 'A1,5,5,2026/03/01 09:30:00', ''],
])('the order of rows changes nothing: %s', async (_name, a, b, more) => {
  const one = await resolve(`${HEAD}\n${more}${a}\n${b}\n`);
  const two = await resolve(`${HEAD}\n${more}${b}\n${a}\n`);
  expect(two.output).toBe(one.output);
});
test('chunkBytes changes nothing: GB18030', async () => {
  // The Chinese begins late in the sample, and goes on behind it.
  const rows = (letters: string, count: number) =>
    Array.from({ length: count }, (_, i) => `A${i}${letters},5,5,${T}\n`).join('');
  const file = Buffer.from(`${HEAD}\n${rows('', 1500)}${rows('\xd6\xd0', 2000)}`, 'latin1');
  const whole = await everything(file);
  expect(whole.figures.dialect?.encoding).toBe('gb18030');
  expect(whole.output).toContain('A1999中,');
  for (const chunk of [60, 4096, 70_000])
    expect(await everything(file, { chunkBytes: chunk, chunk })).toEqual(whole);
});
test.each([
  ['a code as status and as sub-status', ['5', ''], ['', '5']],
  ['order of codes of one state', ['2', '206'], ['3', '204']],
])('CSV and library agree: %s', async (_name, [a, b], [c, d]) => {
  const events = [
    ['soon', a, b],
    ['later', c, d],
  ].map(([time, status_code, substatus_code]) => ({
    source: 'kd100',
    status_code,
    substatus_code,
    time: a === '5' ? T : time,
  }));
  const shipment = resolveShipment(events);
  const { output } = await resolve(
    `${HEAD}\n${events.map((e) => `A1,${e.status_code},${e.substatus_code},${e.time}\n`).join('')}`,
  );
  expect(records(output)[0]).toMatchObject({
    since: shipment.since?.text,
    anomalies: [...new Set(shipment.anomalies.map(({ code }) => code))].join(' '),
  });
});
test('by two columns: a row with a tracking number and no carrier is no row without a tracking number', async () => {
  const { output, summary } = await resolve(`carrier,${HEAD}\nups,,5,5,${T}\n,A1,5,5,${T}\n`, {
    groupColumns: ['carrier', 'tracking_number'],
  });
  expect(output).toContain('\n,A1,');
  expect(summary.rejects).toEqual({ no_tracking_number: 1 });
});
test('progress counts rows of all files', async () => {
  const seen: number[] = [];
  const file = `${HEAD}\nA1,5,5,${T}\n`;
  await resolve([file, file], { onProgress: ({ rows }) => seen.push(rows) });
  expect(seen).toEqual([...seen].sort((x, y) => x - y));
  expect(seen.at(-1)).toBeGreaterThan(2);
});
test('JSON keeps the tracking number where its column is called like a field of the answer', async () => {
  const { output } = await resolve(`leg,${HEAD}\nX9,A1,5,5,${T}\n`, {
    groupColumns: ['leg'],
    format: 'json',
  });
  expect(output).toContain('X9');
});
test.each([{ format: 'xml' }, { chunkBytes: 0 }, { chunkBytes: -1 }])(
  'the option %j is refused',
  async (options) => {
    await expect(resolve(`${HEAD}\nA1,5,5,${T}\n`, options as never)).rejects.toMatchObject({
      code: 'invalid_option',
    });
  },
);
