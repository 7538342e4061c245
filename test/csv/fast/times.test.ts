import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  NEED_INPUT,
  NEW_KEY,
  ODD_ROW,
  PLAIN,
  RECORD_FORM,
  RECORD_WALL,
  ROLE_SHIPMENT,
  ROLE_TIME,
  ZULU,
} from '../../../src/csv/fast/layout.ts';
import { Workspace } from '../../../src/csv/fast/workspace.ts';
import { TimeReader } from '../../../src/time/read.ts';
import { plainForm, writePlainTime } from '../../../src/time/write.ts';
import { plainTimes, times } from '../resolve-arbitraries.ts';

const { read } = new TimeReader(null);
interface PlainTime {
  readonly wall: number;
  readonly form: number;
}
/** A time that is kept as numbers, by the careful reader; null for any other. */
function readPlainTime(text: string): PlainTime | null {
  const time = read(text);
  const form = plainForm(time);
  return form === null ? null : { wall: time.wall as number, form };
}
const workspace = new Workspace(4096, 1024);
workspace.configure(44, 2, [0, 1], 1024, [ROLE_TIME, ROLE_SHIPMENT]);

/** What the kernel reads in a field; null where it leaves the row to the careful reader. */
function byKernel(field: Buffer): PlainTime | null {
  const { kernel, words, doubles, inputs, outputs } = workspace;
  const [{ start }] = inputs;
  const [{ start: out, end: outEnd }] = outputs;
  const row = Buffer.concat([field, Buffer.from(',A1\n')]);
  workspace.bytes.set(row, start);
  const run = () => kernel.index(start, start + row.length, out, outEnd);
  run();
  if (kernel.reason.value === NEW_KEY) {
    workspace.learn(new Uint8Array(4));
    run();
  }
  if (kernel.reason.value === ODD_ROW) return null;
  expect([kernel.reason.value, kernel.rows.value]).toEqual([NEED_INPUT, 1]);
  const wall = doubles[(out / 4 + RECORD_WALL) / 2] as number;
  return { wall, form: (words[out / 4 + RECORD_FORM] as number) | 0 };
}

/** Holds the kernel to the readers of single times. Returns whether it read this one. */
function compare(text: string, field: Buffer): boolean {
  const time = byKernel(field);
  expect(time, JSON.stringify(text)).toEqual(readPlainTime(text));
  if (time === null) return false;
  const offset = time.form === PLAIN ? null : time.form === ZULU ? 0 : time.form;
  const instant = offset === null ? null : time.wall - offset * 60_000;
  expect(read(text), text).toMatchObject({ text, wall: time.wall, instant, implausible: false });
  return true;
}

const bare = (text: string) => Buffer.from(text);
const quoted = (text: string) => Buffer.from(`"${text.replaceAll('"', '""')}"`);
const canBeBare = (text: string) => !/^"|[,\n]/.test(text);

const digits = fc
  .array(fc.integer({ min: 0, max: 99 }), { minLength: 7, maxLength: 7 })
  .map((pairs) => pairs.map((pair) => String(pair).padStart(2, '0')));
/** The right shape, with any digits. */
const shaped = fc
  .tuple(digits, fc.constantFrom(' ', 'T', 't'), fc.constantFrom('', 'Z', 'z', '+', '-'), plainTimes)
  .map(([[c, y, month, day, hour, minute, second], between, zone, time]) => {
    const year = Number(`${c}${y}`) % 3 === 0 ? time.slice(0, 4) : `${c}${y}`;
    const offset = /[+-]/.test(zone) ? `${zone}${hour}:${minute}` : zone;
    return `${year}-${month}-${day}${between}${hour}:${minute}:${second}${offset}`;
  });
const strange = fc.oneof(
  fc.constantFrom('', ' ', '"', '\0', '\r', '\t', '٣', '０', '-', ':', '+', '\u00a0', '🚚', '/', ';'),
  fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
);
/** A plain time of which some characters are taken out, put in, changed, or moved. */
const mutated = fc
  .tuple(plainTimes, fc.array(fc.tuple(fc.nat(25), fc.nat(2), strange), { minLength: 1, maxLength: 3 }))
  .map(([time, changes]) =>
    changes.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), time),
  );
/** Offsets over midnight, the ends of the years that count, leap days. */
const edges = fc
  .tuple(
    fc.constantFrom(Date.UTC(1990), Date.UTC(2079), Date.UTC(2000, 1, 29), Date.UTC(2024, 1, 29), 0),
    fc.integer({ min: -90_000, max: 90_000 }),
    fc.oneof(fc.constantFrom(PLAIN, ZULU), fc.integer({ min: -1260, max: 1260 })),
  )
  .map(([day, seconds, form]) => writePlainTime(day + seconds * 1000, form));

test('the kernel reads a time as the readers of single times do, or leaves it to them', () => {
  const all = fc.oneof(
    plainTimes,
    times,
    shaped,
    mutated,
    edges,
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  let plain = 0;
  fc.assert(
    fc.property(all, (text) => {
      if (compare(text, quoted(text))) plain++;
      if (canBeBare(text)) compare(text, bare(text));
    }),
    { numRuns: 6000 },
  );
  expect(plain).toBeGreaterThan(1200);
});

test('every byte in every place of a time', () => {
  let plain = 0;
  for (const text of ['2024-02-28 19:59:58', '2024-12-10T09:30:00Z', '2078-11-09T23:00:01-11:30']) {
    for (let at = 0; at < text.length; at++) {
      for (let byte = 0; byte < 256; byte++) {
        if (byte === 10 || byte === 34 || byte === 44) continue;
        const field = Buffer.from(text);
        field[at] = byte;
        if (compare(field.toString('latin1'), field)) plain++;
      }
    }
  }
  expect(plain).toBeGreaterThan(150);
});
