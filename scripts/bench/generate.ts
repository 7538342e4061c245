/** Writes a seeded CSV export for benchmarks to standard output: `tsx scripts/bench/generate.ts ROWS [TIMES]`. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** What one row of a hundred holds in place of a listed code: nothing, or a code that nobody lists. */
const UNLISTED = ['', '299', '999'];
const PLACES = [
  '深圳转运中心',
  'Leipzig Hub',
  '上海浦东',
  'Luton',
  '义乌',
  'São Paulo',
  'Rotterdam',
  '杭州萧山机场',
];

const [rows = 1_000_000, times = 1] = process.argv.slice(2).map(Number);
const root = join(import.meta.dirname, '../..');
const table = parse(readFileSync(join(root, 'data/sources/kd100.csv')), { columns: true }) as Record<
  string,
  string
>[];
const pairs = table
  .map((row) => [row.status_code ?? '', row.substatus_code ?? ''] as const)
  .filter(([, sub]) => sub !== '210');

let seed = 42;
const random = (below: number) => {
  seed = (Math.imul(seed, 48271) >>> 0) % 2147483647 || 1;
  return seed % below;
};

/** One row: about 100 bytes, every third one with quotes. */
function row(i: number): string {
  const [status, substatus] = pairs[random(pairs.length)] ?? ['', ''];
  const place = PLACES[random(PLACES.length)] ?? '';
  const sub = random(100) === 0 ? UNLISTED[random(UNLISTED.length)] : substatus;
  const minute = String(random(60)).padStart(2, '0');
  const text =
    i % 3 === 0
      ? `"快件已到达【${place}】, next stop ""${random(90)}"", 请等待"`
      : `Arrived at ${place} and sorted on belt ${random(900)}`;
  return `TS${String(i).padStart(10, '0')}CN,yuantong,2026-03-0${1 + random(9)} 1${random(10)}:${minute}:00,${status},${sub},${text}\n`;
}

process.stdout.on('error', () => process.exit(0));
const write = async (text: string | Buffer) => {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
};
await write('tracking_number,carrier_id,time,order_status_code,substatus_code,context\n');
const blocks: Buffer[] = [];
for (let done = 0; done < rows; ) {
  const block: string[] = [];
  for (const end = Math.min(rows, done + 10_000); done < end; done++) block.push(row(done));
  const bytes = Buffer.from(block.join(''));
  if (times > 1) blocks.push(bytes);
  await write(bytes);
}
// A file too large to make row by row repeats its rows.
for (let time = 1; time < times; time++) for (const bytes of blocks) await write(bytes);
