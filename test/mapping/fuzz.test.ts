import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMapper, type MappingResult, mapTrackingEvent, REASONS, WARNINGS } from '../../src/index.ts';
import { cases } from '../campaign.ts';

const FIELDS = [
  'source',
  'order_status_code',
  'substatus_code',
  'order_status_description',
  'statusCode',
  'status',
  'sub_status',
  'status_code',
  'status_description',
  'carrier_id',
  'carrier',
];

const override = {
  source: 'kd100',
  carrier_id: 'dhl',
  status_code: 5,
  pro_state: 'delayed',
  note: 'for the test',
} as const;
const mappers = [
  createMapper(),
  createMapper({ strict: true }),
  createMapper({ source: '17track-v1' }),
  createMapper({ overrides: [override] }),
];

/** Whatever it is: one of three outcomes, frozen, with codes from the closed lists. */
function check(event: unknown): void {
  for (const mapper of mappers) {
    const result: MappingResult = mapper.map(event as never);
    expect(['mapped', 'no_change', 'unmapped']).toContain(result.outcome);
    expect((result.outcome === 'mapped') === (result.state !== null)).toBe(true);
    if (result.outcome === 'unmapped') expect(Object.keys(REASONS)).toContain(result.reason);
    for (const warning of result.warnings) expect(Object.keys(WARNINGS)).toContain(warning);
    expect(Object.isFrozen(result)).toBe(true);
    expect(mapper.explain(event as never).result).toEqual(result);
  }
}

const hostileText = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'null',
    '',
    '0',
    '204.0',
    '\ud800',
    '\udfff\ud800',
    '\0',
    '🚚',
    'x'.repeat(1 << 20),
    ' '.repeat(1 << 20),
    '.0'.repeat(1 << 18),
  ),
  fc.string({ unit: 'binary' }),
);
const anything = fc.oneof(
  hostileText,
  fc.constantFrom(
    NaN,
    Infinity,
    -0,
    1e308,
    10n ** 40n,
    Symbol('s'),
    undefined,
    null,
    true,
    () => 1,
    new Date(NaN),
    /x/,
    new Map(),
    Object.create(null),
  ),
  fc.jsonValue(),
  fc.anything({
    withBigInt: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
    withDate: true,
    withMap: true,
    withSet: true,
  }),
);

describe('no event makes the mapper throw', () => {
  test('any JSON value', () => {
    fc.assert(fc.property(fc.jsonValue(), check), { numRuns: cases(500, 50) });
  });

  test('anything in any field', () => {
    const events = fc.dictionary(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...FIELDS) }, { weight: 1, arbitrary: hostileText }),
      anything,
      { maxKeys: 6 },
    );
    fc.assert(fc.property(events, check), { numRuns: cases(1500, 150) });
  });

  test('anything at all', () => {
    fc.assert(fc.property(anything, check), { numRuns: cases(500, 50) });
  });

  test.each(FIELDS)('a getter that throws at %s', (field) => {
    const event = Object.defineProperty({}, field, {
      get() {
        throw new Error('hostile');
      },
    });
    check(event);
    expect(mapTrackingEvent(event).outcome).toBe('unmapped');
  });

  test('proxies, revoked ones too, frozen objects, and objects without a prototype', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const lying = new Proxy(
      {},
      {
        get: (_, key) =>
          key === 'source'
            ? {
                toString: () => {
                  throw new Error('hostile');
                },
              }
            : Symbol('x'),
      },
    );
    for (const event of [
      proxy,
      lying,
      Object.freeze({ order_status_code: 3 }),
      Object.assign(Object.create(null), { order_status_code: 3 }),
    ])
      check(event);
    expect(mapTrackingEvent(Object.assign(Object.create(null), { order_status_code: 3 })).state).toBe(
      'delivered',
    );
  });

  test('a code of any length takes no more than linear time', () => {
    const time = (length: number) => {
      const event = { order_status_code: `${' '.repeat(length)}'="204.${'0'.repeat(length)}` };
      const start = performance.now();
      for (let i = 0; i < 50; i++) mapTrackingEvent(event);
      return performance.now() - start;
    };
    time(1000);
    expect(time(1_000_000)).toBeLessThan(Math.max(5, time(10_000)) * 400);
  });
});
