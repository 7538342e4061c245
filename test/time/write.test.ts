import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PLAIN, ZULU } from '../../src/time/forms.ts';
import { TimeReader } from '../../src/time/read.ts';
import { plainForm, writePlainTime } from '../../src/time/write.ts';
import { plainTimes, times } from '../csv/resolve-arbitraries.ts';

const { read } = new TimeReader(null);
const readPlainTime = (text: string) => {
  const time = read(text);
  const form = plainForm(time);
  return form === null ? null : { wall: time.wall as number, form };
};

describe('a plain time', () => {
  const cases: [text: string, wall: string, form: number][] = [
    ['2026-03-01 09:30:00', '2026-03-01T09:30:00Z', PLAIN],
    ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00Z', ZULU],
    ['2026-03-01T09:30:00+08:00', '2026-03-01T09:30:00Z', 480],
    ['2026-03-01T09:30:00-03:30', '2026-03-01T09:30:00Z', -210],
    ['2026-03-01T09:30:00+00:00', '2026-03-01T09:30:00Z', 0],
    ['1990-01-01T00:00:00Z', '1990-01-01T00:00:00Z', ZULU],
    ['2078-12-31 23:59:59', '2078-12-31T23:59:59Z', PLAIN],
    ['2024-02-29 00:00:00', '2024-02-29T00:00:00Z', PLAIN],
    ['2000-02-29 00:00:00', '2000-02-29T00:00:00Z', PLAIN],
  ];
  test.each(cases)('%s is kept as a number and written again', (text, wall, form) => {
    expect(readPlainTime(text)).toEqual({ wall: Date.parse(wall), form });
    expect(writePlainTime(Date.parse(wall), form)).toBe(text);
  });

  test('in every form and with every offset is written again exactly as it was', () => {
    const clocks = fc.integer({ min: Date.UTC(1990) / 1000, max: Date.UTC(2079) / 1000 - 1 });
    const offsets = fc.integer({ min: -1199, max: 1199 });
    const forms = fc.oneof(fc.constantFrom(PLAIN, ZULU), offsets);
    fc.assert(
      fc.property(clocks, forms, (seconds, form) => {
        const text = writePlainTime(seconds * 1000, form);
        expect(readPlainTime(text), text).toEqual({ wall: seconds * 1000, form });
      }),
      { numRuns: 2000 },
    );
    for (let offset = -1199; offset <= 1199; offset++) {
      const text = writePlainTime(Date.UTC(2026, 2, 1), offset);
      const sign = text.slice(19);
      expect(sign).toMatch(/^[+-]\d\d:[0-5]\d$/);
      expect(Number(`${sign[0]}1`) * (Number(sign.slice(1, 3)) * 60 + Number(sign.slice(4)))).toBe(offset);
    }
  });

  test('says the same instant as the careful reader, which takes all others', () => {
    let plain = 0;
    fc.assert(
      fc.property(fc.oneof(times, plainTimes), (text) => {
        const short = readPlainTime(text);
        if (short === null) return;
        plain++;
        const long = read(text);
        expect(writePlainTime(short.wall, short.form)).toBe(text);
        expect(long).toMatchObject({ text, wall: short.wall, implausible: false });
        const minutes = short.form === PLAIN ? null : short.form === ZULU ? 0 : short.form;
        expect(long.instant).toBe(minutes === null ? null : short.wall - minutes * 60_000);
      }),
      { numRuns: 2000 },
    );
    expect(plain).toBeGreaterThan(700);
  });

  test.each([
    ...['', 'soon', '2026-03-01', '2026-03-01 09:30', '2026-03-01T09:30:00', '2026-03-01 09:30:00Z'],
    ...[' 2026-03-01 09:30:00', '2026-03-01 09:30:00 ', '2026-03-01 09:30:00\n', '2026-03-01  09:30:00'],
    ...['2026-3-1 09:30:00', '2026/03/01 09:30:00', '2026-03-01t09:30:00Z', '2026-03-01T09:30:00z'],
    ...['2026-03-01T09:30:00+0800', '2026-03-01T09:30:00+08', '2026-03-01T09:30:00-00:00'],
    ...['2026-03-01T09:30:00.5Z', '2026-03-01 24:00:00', '2026-03-01 09:60:00', '2026-03-01 09:30:60'],
    ...['2026-00-01 09:30:00', '2026-13-01 09:30:00', '2026-03-00 09:30:00', '2026-03-32 09:30:00'],
    ...['2026-02-29 09:30:00', '2026-04-31 09:30:00', '2100-02-29 09:30:00', '0000-00-00 00:00:00'],
    ...['1989-12-31 23:59:59', '2079-01-01 00:00:00', '9999-12-31 23:59:59', '２026-03-01 09:30:00'],
  ])('is not %j', (text) => {
    expect(readPlainTime(text)).toBeNull();
  });
});
