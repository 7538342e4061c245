import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cases } from '../campaign.ts';
import { codes, events } from './resolve-arbitraries.ts';
import {
  everything,
  field,
  fileOf,
  groupBy,
  HEAD,
  records,
  resolve,
  type TestEvent,
} from './resolve-helpers.ts';

const clock = fc
  .record({
    day: fc.constantFrom('03-01', '03-01', '03-02', '05-20'),
    hour: fc.constantFrom('00', '08', '15'),
  })
  .map(({ day, hour }) => ({ space: `2026-${day} ${hour}:30:00`, iso: `2026-${day}T${hour}:30:00` }));
/** Within one file, equal moments are written alike, or are known as instants. */
const kinds = [
  { timeZone: undefined, time: clock.map(({ space }) => space) },
  { timeZone: 'Asia/Shanghai', time: clock.map(({ space }) => space) },
  {
    timeZone: 'Europe/Berlin',
    time: fc
      .tuple(clock, fc.constantFrom('Z', '+08:00', '-03:30', ''))
      .map(([{ space, iso }, offset]) => (offset === '' ? space : iso + offset)),
  },
] as const;
const many = (time: fc.Arbitrary<string>) =>
  fc.array(
    fc
      .record({
        number: fc.constantFrom('A1', 'A1', 'B2', 'C3', 'D,4'),
        codes,
        time: fc.oneof({ weight: 9, arbitrary: time }, fc.constant('')),
      })
      .map(({ codes: pair, ...rest }): TestEvent => ({ ...rest, ...pair })),
    { maxLength: 24 },
  );
const SMALL = { maxRowBytes: 2000, chunkBytes: 200 };

const lines = (output: string) => output.split('\n').slice(1, -1).sort();

describe.each(kinds)('in the zone $timeZone', ({ timeZone, time }) => {
  const zone = timeZone === undefined ? {} : { timeZone };

  test('the order of the rows changes nothing but the order of the output', async () => {
    const shuffled = many(time).chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([list, other]) => {
        const one = await everything(fileOf(list), { ...SMALL, ...zone });
        const two = await everything(fileOf(other), { ...SMALL, ...zone });
        expect(lines(two.output)).toEqual(lines(one.output));
        const { unmapped: first, ...figures } = one.figures;
        const { unmapped: second, ...figuresToo } = two.figures;
        expect(figuresToo).toEqual(figures);
        const rows = (list_: typeof first) => (list_ ?? []).map(({ code, rows }) => `${code} ${rows}`).sort();
        expect(rows(second)).toEqual(rows(first));
        const numbers = [...groupBy(other, ({ number }) => number).keys()];
        expect(records(two.output).map((row) => row.tracking_number)).toEqual(numbers);
      }),
      { numRuns: cases(100, 25) },
    );
  });

  test('a grouped file gives the same with less memory, and any other says that it is not grouped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(many(time), events), fc.boolean(), async (list, fast) => {
        const options = { ...SMALL, ...zone, fast };
        const sorted = [...groupBy(list, ({ number }) => number).values()].flat();
        const whole = await everything(fileOf(sorted), options);
        expect(await everything(fileOf(sorted), { ...options, grouped: true })).toEqual(whole);
        const runs = list.filter(({ number }, i) => number !== list[i - 1]?.number).length;
        const parted = await everything(fileOf(list), { ...options, grouped: true });
        expect(parted.figures).toMatchObject({
          shipments: runs,
          regrouped: runs - new Set(list.map(({ number }) => number)).size,
          events: list.length,
        });
        expect(records(parted.output).reduce((sum, { events }) => sum + Number(events), 0)).toBe(list.length);
      }),
      { numRuns: cases(100, 25) },
    );
  });

  test('several files count as one, grouped or not, in every format', async () => {
    const format = fc.constantFrom('csv' as const, 'json' as const, 'text' as const);
    const cuts = fc.array(fc.nat(24), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(many(time), cuts, format, fc.boolean(), async (list, places, form, grouped) => {
        const options = { ...SMALL, ...zone, format: form, grouped };
        const sorted = grouped ? [...groupBy(list, ({ number }) => number).values()].flat() : list;
        const ends = [...places.sort((a, b) => a - b), sorted.length];
        const files = ends.map((end, i) => fileOf(sorted.slice(ends[i - 1] ?? 0, end)));
        const one = await everything(fileOf(sorted), options);
        const several = await everything(files, options);
        expect(several.output).toBe(one.output);
        const { bytesRead, unmapped, ...figures } = several.figures;
        const { bytesRead: _bytes, unmapped: expected, ...rest } = one.figures;
        expect(figures).toEqual(rest);
        expect(bytesRead).toBe(files.join('').length);
        expect(unmapped?.length).toBe(expected?.length);
      }),
      { numRuns: cases(100, 25) },
    );
  });
});

test('several files may be written in different ways', async () => {
  const { output, summary, rejects } = await resolve(
    [
      `${HEAD}\nP1,5,5,2026-03-02T08:00:00Z\nP2,5,5,2026-03-02T08:00:00Z\n,5,5,\n`,
      'time;nu;com;statusCode\r\n2026-03-03T08:00:00Z;P1;xyz;3\r\n\r\n2026-03-03T08:00:00Z;P3;;0;;\r\n',
      Buffer.from('\ufeff快递单号\t状态\t时间\nP2\t签收\t2026-03-04T08:00:00Z\n', 'utf16le'),
    ],
    { source: 'kd100' },
  );
  expect(records(output).map((row) => [row.tracking_number, row.pro_state, row.events])).toEqual([
    ['P1', 'delivered', '2'],
    ['P2', 'delivered', '2'],
  ]);
  expect(summary).toMatchObject({ rows: 6, events: 4, blankLines: 1, fastRows: 4, shipments: 2 });
  expect(summary.rejects).toEqual({ no_tracking_number: 1, too_many_fields: 1 });
  expect(rejects).toEqual([
    'row,byte_offset,reason,raw\n4,110,no_tracking_number,",5,5,"\n',
    'row,byte_offset,reason,raw\n4,57,too_many_fields,"2026-03-03T08:00:00Z;P3;;0;;"\n',
    undefined,
  ]);
});

describe('shipments by two columns', () => {
  const shop = fc.constantFrom('eu', 'us', 'e,u', '');
  const withShop = fc
    .array(fc.tuple(shop, fc.constantFrom('A1', 'A2', ' A1'), codes), { maxLength: 20 })
    .map((rows) =>
      rows.map(([name, number, { code, sub }], i) => ({
        name,
        number,
        code,
        sub,
        time: `2026-03-01 10:00:${10 + i}`,
      })),
    );

  test('are those of one column that holds both', async () => {
    await fc.assert(
      fc.asyncProperty(withShop, fc.boolean(), async (list, byNumber) => {
        const head = `shop,${HEAD}`;
        const rows = list.map(({ name, number, code, sub, time }) =>
          [name, number, code, sub, time].map(field).join(','),
        );
        const two = await resolve([head, ...rows, ''].join('\n'), {
          ...SMALL,
          groupColumns: byNumber ? [2, 1] : ['tracking_number', 'shop'],
        });
        const joined = list.map((event) => ({ ...event, number: `${event.number.trim()}/${event.name}` }));
        const one = await resolve(fileOf(joined), SMALL);
        expect(
          records(two.output).map(({ tracking_number, shop: name, ...row }) => ({
            tracking_number: `${tracking_number}/${name}`,
            ...row,
          })),
        ).toEqual(records(one.output));
        expect(two.summary.columns.shipment).toBe('tracking_number and shop');
        expect(two.output.startsWith('tracking_number,shop,pro_state,')).toBe(true);
      }),
      { numRuns: cases(150, 25) },
    );
  });

  test('have both names in JSON and in text', async () => {
    const file = `shop,${HEAD}\neu,A1,5,5,2026-03-01T10:00:00Z\n`;
    const groupColumns = ['shop', 'tracking_number'];
    const json = await resolve(file, { groupColumns, format: 'json' });
    expect(JSON.parse(json.output)).toMatchObject({
      shop: 'eu',
      tracking_number: 'A1',
      state: 'out_for_delivery',
    });
    const text = await resolve(file, { groupColumns, format: 'text' });
    expect(text.output).toMatch(/^eu A1: out_for_delivery since 2026-03-01T10:00:00Z\n/);
  });
});
