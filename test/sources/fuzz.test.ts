import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapTrackingEvent } from '../../src/index.ts';
import { NOTICES, type Payload, readPayload } from '../../src/sources/index.ts';
import { cases } from '../campaign.ts';
import { FIXTURES, fixture } from './fixtures.ts';

type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const isObject = (value: unknown): value is Node => isNode(value) && !Array.isArray(value);

/** The lists of a kind of payload, as paths; `*` is every item of a list. */
const LISTS = new Map<string | null, string[]>([
  ['kd100_realtime', ['data.items.*']],
  ['kd100_webhook', ['items.*']],
  ['kuaidi100_query', ['data.*']],
  ['kuaidi100_push', ['lastResult.data.*', 'destResult.data.*']],
  ['17track', ['data.rejected.*', 'data.accepted.*.track_info.tracking.providers.*.events.*']],
  ['17track_webhook', ['data.track_info.tracking.providers.*.events.*']],
  [
    '17track_v1',
    ['', 'data.accepted.*.'].flatMap((at) =>
      ['z1', 'z2', 'z9'].map((list) => `${at === '' ? 'data.' : at}track.${list}.*`),
    ),
  ],
]);

/** Every item of the lists that are there, with its path. */
function items(value: unknown, keys: readonly string[], path = ''): [path: string, item: unknown][] {
  const [key, ...rest] = keys;
  if (key === undefined) return [[path, value]];
  if (key === '*') {
    return Array.isArray(value) ? value.flatMap((item, i) => items(item, rest, `${path}[${i}]`)) : [];
  }
  if (!isObject(value) || !Object.hasOwn(value, key)) return [];
  return items(value[key], rest, path === '' ? key : `${path}.${key}`);
}

/** What an event repeats of another carrier's list; the time may be written in another way. */
const told = (raw: unknown) => {
  if (!isObject(raw)) return null;
  const texts = [raw.description, raw.sub_status, raw.z, raw.context];
  return texts
    .map((text) => (typeof text === 'string' && !/^\s*(null)?\s*$/i.test(text) ? text : ''))
    .join('\n');
};

/** Each item is an event, or named by a notice. */
function lost(value: unknown, payload: Payload): string[] {
  const events = payload.shipments.flatMap((shipment) => shipment.events);
  const raws = new Set(events.map((event) => event.raw));
  const repeated = new Set(events.map((event) => told(event.raw)).filter((text) => text !== null));
  const named = payload.notices.filter(({ code }) => code in { invalid_value: 1, rejected_number: 1 });
  const paths = new Set(named.map(({ path }) => path));
  const lists = LISTS.get(payload.kind) ?? [];
  return lists
    .flatMap((list) => items(value, list.split('.')))
    .filter(([path, item]) => !raws.has(item) && !paths.has(path) && !repeated.has(told(item) ?? '\0'))
    .map(([path]) => path);
}

function check(value: unknown): void {
  const payload = readPayload(value);
  for (const notice of payload.notices) expect(Object.keys(NOTICES)).toContain(notice.code);
  if (payload.kind === null) expect(payload.notices).toMatchObject([{ code: 'unknown_payload' }]);
  for (const { reported, events } of payload.shipments) {
    const positions = events.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    for (const event of reported ? [reported, ...events] : events) {
      expect([null, 'string']).toContain(event.time === null ? null : typeof event.time);
      expect(['mapped', 'no_change', 'unmapped']).toContain(mapTrackingEvent(event).outcome);
    }
  }
  expect(lost(value, payload)).toEqual([]);
}

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** Every place in a value: what holds it, and its key. */
function places(value: unknown): [Node, string][] {
  if (!isNode(value)) return [];
  return Object.keys(value).flatMap((key) => [[value, key] as [Node, string], ...places(value[key])]);
}

const hostile = fc.oneof(
  anything,
  fc.constantFrom<unknown>(null, '', 'null', 0, -1, 1e21, Number.NaN, [], {}, [null], [[]], 'constructor'),
  fc.constantFrom(...FIXTURES).map(fixture),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

describe('readPayload never throws and loses nothing', () => {
  test.each(FIXTURES)('%s as it is', (name) => check(fixture(name)));

  test('on anything', () => {
    fc.assert(fc.property(anything, check), { numRuns: cases(2000, 200) });
  });

  const changes = fc.array(fc.tuple(fc.nat(), fc.option(hostile, { nil: undefined })), {
    minLength: 1,
    maxLength: 6,
  });

  test('on payloads with values replaced or removed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIXTURES), changes, (name, edits) => {
        const value = fixture(name);
        const all = places(value);
        for (const [seed, replacement] of edits) {
          const [node, key] = all[seed % (all.length || 1)] ?? [];
          if (node === undefined || key === undefined) continue;
          if (replacement === undefined && !Array.isArray(node)) delete node[key];
          else node[key] = replacement;
        }
        check(value);
      }),
      { numRuns: cases(4000, 400) },
    );
  });

  test('on every payload with any one value of another type', () => {
    for (const name of FIXTURES) {
      const { length } = places(fixture(name));
      for (let i = 0; i < length; i++) {
        for (const other of [null, 'x', 7, true, [], {}, [1], { data: 1 }, undefined]) {
          const value = fixture(name);
          const [node, key] = places(value)[i] as [Node, string];
          node[key] = other;
          check(value);
        }
      }
    }
  });

  test('the check can fail', () => {
    const value = fixture('kd100-answer');
    const payload = readPayload(value);
    const [shipment] = payload.shipments;
    if (!shipment) throw new Error('no shipment');
    const short = { ...payload, shipments: [{ ...shipment, events: shipment.events.slice(1) }] };
    expect(lost(value, short)).toEqual(['data.items[0]']);
  });
});
