/** Times `trackstate resolve` beside `trackstate map` on the same file: `npm run bench:resolve`. */
import { createReadStream, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createMapper } from '../../dist/index.js';
import { createResolver } from '../../dist/shipments.js';
import { type Figures, folder, median, time } from './process.ts';

const SHIPMENTS = 100_000;
const EVENTS = 10;
const ROUNDS = 7;
/** A parcel's way, with an attempt that fails and a late scan. */
const WAY = ['1/101', '1/103', '0/1002', '0/0', '8/8', '8/12', '0/1001', '5/5', '2/204', '3/301'].map(
  (pair) => pair.split('/'),
);
const PLACES = ['深圳转运中心', 'Leipzig Hub', '上海浦东', 'Luton', '义乌', 'São Paulo', 'Rotterdam'];
const HEAD = 'tracking_number,carrier_id,time,order_status_code,substatus_code,context\n';

const grouped = join(folder, 'shipments-grouped.csv');
const shuffled = join(folder, 'shipments-shuffled.csv');
const cli = join(import.meta.dirname, '../../dist/cli.js');

let seed = 42;
const random = (below: number) => {
  seed = (Math.imul(seed, 48271) >>> 0) % 2147483647 || 1;
  return seed % below;
};

if (!existsSync(shuffled)) {
  const rows: string[] = [];
  for (let number = 0; number < SHIPMENTS; number++) {
    let time = Date.UTC(2026, 2, 1) + random(40_000) * 60_000;
    for (const [status, substatus] of WAY) {
      time += (600 + random(80_000)) * 1000;
      const place = PLACES[random(PLACES.length)];
      const text =
        random(3) === 0
          ? `"快件已到达【${place}】, next stop ""${random(90)}"", 请等待"`
          : `Arrived at ${place} and sorted on belt ${random(900)}`;
      const clock = new Date(time).toISOString().slice(0, 19).replace('T', ' ');
      rows.push(`TS${String(number).padStart(10, '0')}CN,yuantong,${clock},${status},${substatus},${text}\n`);
    }
  }
  writeFileSync(grouped, HEAD + rows.join(''));
  for (let i = rows.length - 1; i > 0; i--) {
    const other = random(i + 1);
    [rows[i], rows[other]] = [rows[other] as string, rows[i] as string];
  }
  writeFileSync(shuffled, HEAD + rows.join(''));
}

const output = join(folder, 'shipments.csv');
const trackstate = (args: readonly string[]) => time(process.execPath, [cli, ...args]);
const common = ['-o', output, '--force', '--quiet'];
const candidates: [name: string, run: () => Figures][] = [
  ['map', () => trackstate(['map', shuffled, ...common])],
  ['resolve, shuffled', () => trackstate(['resolve', shuffled, ...common])],
  [
    'resolve, shuffled, --time-zone',
    () => trackstate(['resolve', shuffled, ...common, '--time-zone', 'Asia/Shanghai']),
  ],
  ['resolve, grouped, --grouped', () => trackstate(['resolve', grouped, ...common, '--grouped'])],
];

/** Each shipment with its state and since when, in the order of the numbers. */
function states(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split(','))
    .map(([number, , state, , since]) => `${number} ${state} ${since}`)
    .sort();
}

/** The same by the library's resolver, event by event. */
async function expected(): Promise<string[]> {
  const shipments = new Map<string, object[]>();
  let head = true;
  for await (const line of createInterface({ input: createReadStream(grouped) })) {
    const [number = '', , clock, status, substatus] = line.split(',', 5);
    if (!head) {
      const events = shipments.get(number) ?? [];
      shipments.set(number, events);
      events.push({ time: clock, order_status_code: status, substatus_code: substatus });
    }
    head = false;
  }
  const resolve = createResolver({ mapper: createMapper() });
  return [...shipments]
    .map(([number, events]) => ({ number, shipment: resolve(events) }))
    .map(({ number, shipment }) => `${number} ${shipment.state} ${shipment.since?.text}`)
    .sort();
}

const right = (await expected()).join('\n');
for (const [name, run] of [candidates[1], candidates[3]] as [string, () => Figures][]) {
  rmSync(output, { force: true });
  run();
  if (states(output).join('\n') !== right) throw new Error(`${name} gives other states than resolveShipment`);
}
console.log(`Both give each of the ${SHIPMENTS} shipments the state and time that resolveShipment gives.\n`);

const runs = new Map<string, Figures[]>(candidates.map(([name]) => [name, []]));
for (let round = 0; round < ROUNDS; round++)
  for (const [name, run] of candidates) runs.get(name)?.push(run());
const pick = (name: string, key: keyof Figures) =>
  median((runs.get(name) ?? []).map((figures) => figures[key]));
const base = pick('map', 'wall');
console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version}; ${SHIPMENTS * EVENTS} events of ${SHIPMENTS} shipments; medians of ${ROUNDS} interleaved runs`,
);
console.log('| what | wall s | ÷ map | peak MB |\n|---|---|---|---|');
for (const [name] of candidates) {
  const wall = pick(name, 'wall');
  console.log(
    `| ${name} | ${wall.toFixed(2)} | ${(wall / base).toFixed(2)} | ${pick(name, 'memory').toFixed(0)} |`,
  );
}

/** One shipment with ever more events: the time has to grow about as they do. */
const resolve = createResolver();
const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    order_status_code: i % 7 === 0 ? 5 : 0,
    time: new Date(Date.UTC(2026, 0, 1) + ((i * 7919) % count) * 1000).toISOString(),
  }));
const perEvent = [1_000, 10_000, 100_000].map((count) => {
  const events = many(count);
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    resolve(events);
    return performance.now() - started;
  });
  return (Math.min(...times) * 1000) / count;
});
console.log(
  `\nOne shipment of 1,000, 10,000 and 100,000 events: ${perEvent.map((us) => us.toFixed(2)).join(', ')} µs an event`,
);

const targets: [what: string, found: number, limit: number][] = [
  ['resolve ÷ map', pick('resolve, shuffled', 'wall') / base, 3],
  ['peak MB, shuffled', pick('resolve, shuffled', 'memory'), 700],
  ['peak MB, grouped', pick('resolve, grouped, --grouped', 'memory'), 150],
  ['an event of 100,000 ÷ one of 1,000', (perEvent[2] as number) / (perEvent[0] as number), 3],
];
console.log('\n| target | found | at most |\n|---|---|---|');
for (const [what, found, limit] of targets) {
  console.log(`| ${what} | ${found.toFixed(2)} | ${limit} |`);
  if (!(found <= limit)) {
    console.error(`Missed: ${what}`);
    process.exitCode = 1;
  }
}
