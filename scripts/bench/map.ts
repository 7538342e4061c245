/** Times the mapping of single events: `npm run bench`. */
import { cpus } from 'node:os';
import { Bench } from 'tinybench';
import { createMapper, crosswalks, mapTrackingEvent, type ProState } from '../../dist/index.js';
import { handWritten } from './hand-written.ts';

const kd100 = [...(crosswalks.get('kd100') ?? [])].filter(({ substatus }) => substatus !== '210');
const track17 = crosswalks.get('17track') ?? [];
const mapper = createMapper();

// First the outputs have to agree: only then are times worth comparing.
const states = new Map<string, ProState | null>();
for (const { status, substatus, state } of kd100) {
  states.set(`${status}/${substatus}`, state);
  const given = { order_status_code: Number(status), substatus_code: substatus };
  const all = [
    mapTrackingEvent(given).state,
    mapper.lookup('kd100', status, substatus)?.state,
    handWritten(status, substatus),
  ];
  if (all.some((other) => other !== state))
    throw new Error(`${status}/${substatus}: ${all.join(', ')} are not all ${state}`);
}

// The mixed stream: every listed pair, as numbers and as texts; every 17TRACK event; one unknown code in twenty.
const stream: object[] = [
  ...kd100.map(({ status, substatus }) => ({ order_status_code: Number(status), substatus_code: substatus })),
  ...kd100.map(({ status, substatus }) => ({ order_status_code: status, substatus_code: Number(substatus) })),
  ...track17.map(({ status, substatus }) => ({ status, sub_status: substatus })),
  ...Array.from({ length: 5 }, (_, i) => ({ order_status_code: 900 + i, substatus_code: `x${i}` })),
];
// The same order for all: a fixed shuffle, so that no branch is learnt by heart.
for (let i = stream.length - 1, seed = 1; i > 0; i--) {
  seed = (seed * 48271) % 2147483647;
  const j = seed % (i + 1);
  [stream[i], stream[j]] = [stream[j] as object, stream[i] as object];
}
const pairs = kd100.map(({ status, substatus }) => [status, substatus, `${status}/${substatus}`] as const);

// One task runs as many events as the others, so that the loop costs each of them the same.
const ROUNDS = 20_000;
let kept: unknown;
const bench = new Bench({ time: 500, warmupTime: 200 });
bench.add('bare Map.get, ready key', () => {
  for (let i = 0; i < ROUNDS; i++) kept = states.get((pairs[i % pairs.length] as (typeof pairs)[0])[2]);
});
bench.add('hand-written switch', () => {
  for (let i = 0; i < ROUNDS; i++) {
    const [status, substatus] = pairs[i % pairs.length] as (typeof pairs)[0];
    kept = handWritten(status, substatus);
  }
});
bench.add('mapper.lookup', () => {
  for (let i = 0; i < ROUNDS; i++) {
    const [status, substatus] = pairs[i % pairs.length] as (typeof pairs)[0];
    kept = mapper.lookup('kd100', status, substatus);
  }
});
bench.add('mapTrackingEvent, mixed stream', () => {
  for (let i = 0; i < ROUNDS; i++) kept = mapTrackingEvent(stream[i % stream.length] as object);
});

// Rounds of all tasks in turn: what else the machine does meets each of them alike.
const best = new Map<string, number>();
for (let round = 0; round < 5; round++) {
  await bench.run();
  for (const { name, result } of bench.tasks) {
    if (!('latency' in result)) throw new Error(`${name} did not run`);
    const nanoseconds = (result.latency.p50 * 1e6) / ROUNDS;
    best.set(name, Math.min(best.get(name) ?? Infinity, nanoseconds));
  }
}
void kept;

const base = best.get('bare Map.get, ready key') ?? NaN;
console.log(
  `Node ${process.version}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores; median time of an event, best of 5 rounds`,
);
console.log('| what | ns/event | million events/s | ratio to Map.get |\n|---|---|---|---|');
for (const [name, time] of best) {
  console.log(`| ${name} | ${time.toFixed(1)} | ${(1000 / time).toFixed(1)} | ${(time / base).toFixed(1)} |`);
}
const limits: [string, number, number][] = [
  ['mapTrackingEvent, mixed stream', 8, 200],
  ['mapper.lookup', 3, Infinity],
];
for (const [name, ratio, nanoseconds] of limits) {
  const time = best.get(name) ?? Infinity;
  if (time / base > ratio || time > nanoseconds) {
    console.error(`${name} misses its target: at most ${ratio} times Map.get, at most ${nanoseconds} ns`);
    process.exitCode = 1;
  }
}
