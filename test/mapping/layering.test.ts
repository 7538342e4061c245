import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMapper, crosswalks, type Override } from '../../src/index.ts';
import { overrideFaults } from '../../src/mapping/overrides/check.ts';
import { createMapper as createTextMapper } from '../../src/text/index.ts';

const note = 'agreed with the carrier';
const kd = (codes: object, pro_state: Override['pro_state'], more: object = {}): Override => ({
  source: 'kd100',
  pro_state,
  note,
  ...codes,
  ...more,
});
const faults = (...overrides: Override[]) => overrideFaults(crosswalks, overrides, false);

/** Each way to write one row: `3/304` and `3/3` of kd100, and the general row of 17TRACK's InTransit. */
const WRITTEN: readonly object[][] = [
  [
    { status_code: 3, substatus_code: 304 },
    { status_code: '3', substatus_code: '304.0' },
    { substatus_code: 304 },
    { substatus_code: '304' },
    { substatus_code: '="304"', status_code: ' null ' },
    { status_code: "'304" },
    { status_code: '304', substatus_code: '304' },
  ],
  [{ status_code: 3 }, { status_code: '3.0', substatus_code: '' }, { substatus_code: '3' }],
  [
    { source: '17track', status_code: 'InTransit' },
    { source: '17track', status_code: ' InTransit', substatus_code: 'InTransit_Other' },
    { source: '17track', substatus_code: 'InTransit_Other' },
    { source: '17track', status_code: 'InTransit_Other' },
  ],
];

describe('a row is one, however it is written', () => {
  const pairs = WRITTEN.flatMap((forms) => forms.flatMap((a) => forms.map((b) => [a, b] as const)));

  test.each(pairs)('%j and %j of one layer are a duplicate', (a, b) => {
    for (const more of [{}, { layer: 'customer' }, { carrier_id: 'dhl' }]) {
      const found = faults(kd(a, 'delayed', more), kd(b, 'lost', { ...more, line: 7 }));
      expect(found).toEqual([
        { code: 'duplicate', where: 'line 7', message: expect.stringContaining('overrides[0]') },
      ]);
    }
  });

  test.each(pairs)("%j and %j: the carrier's own stands over the general one of its layer", (a, b) => {
    const own = kd(a, 'lost', { carrier_id: 'DHL', layer: 'customer' });
    const general = kd(b, 'delayed', { layer: 'customer' });
    for (const overrides of [
      [own, general],
      [general, own],
    ]) {
      const mapper = createMapper({ overrides });
      for (const codes of [a, b]) {
        const event = { source: 'kd100', ...codes };
        expect(mapper.map(event).state).toBe('delayed');
        expect(mapper.map({ ...event, carrier_id: 'dhl' }).state).toBe('lost');
        expect(mapper.explain({ ...event, carrier: 'Dhl' }).decision).toMatchObject({
          state: 'lost',
          rule: expect.stringMatching(/^customer\(dhl\):/),
        });
      }
    }
  });

  test('and so is a carrier, whatever the case of its name', () => {
    const [a, b] = [kd({ status_code: 5 }, 'delayed'), kd({ substatus_code: 5 }, 'lost')];
    for (const [one, other] of [
      ['dhl', ' DHL '],
      [100003, '100003'],
    ] as const)
      expect(faults({ ...a, carrier_id: one }, { ...b, carrier_id: other }).map(({ code }) => code)).toEqual([
        'duplicate',
      ]);
    expect(faults({ ...a, carrier_id: 'dhl' }, { ...b, carrier_id: 'ups' })).toEqual([]);
  });

  test('an absent carrier is none: the override is for all', () => {
    for (const carrier_id of ['', ' ', 'null', null]) {
      const mapper = createMapper({ overrides: [kd({ status_code: 5 }, 'delayed', { carrier_id })] });
      expect(mapper.map({ order_status_code: 5 }).rule).toBe('source:kd100:5/5');
    }
  });

  test('an event whose carrier_id is absent is of the carrier that `carrier` names', () => {
    const mapper = createMapper({ overrides: [kd({ status_code: 5 }, 'delayed', { carrier_id: 'dhl' })] });
    for (const carrier_id of ['', 'null', null, undefined])
      expect(mapper.map({ order_status_code: 5, carrier_id, carrier: 'DHL' }).state).toBe('delayed');
  });

  test('a carrier or a code that is neither text nor number is a fault', () => {
    for (const name of ['carrier_id', 'substatus_code'])
      expect(faults(kd({ status_code: 5, [name]: {} }, 'lost')).map(({ code }) => code)).toContain(
        'invalid_value',
      );
  });
});

describe('a code of your own', () => {
  const define = (codes: object, more: object = {}) =>
    kd(codes, 'held_by_carrier', { define: true, ...more });

  test('is one row with an override of it, however that is written', () => {
    const forms = [{ status_code: 2, substatus_code: 299 }, { substatus_code: 299 }, { status_code: '299' }];
    for (const codes of forms) {
      const added = define({ status_code: 2, substatus_code: '299.0' });
      expect(faults(added, kd(codes, 'lost')).map(({ code }) => code)).toEqual(['duplicate']);
      expect(faults(kd(codes, 'lost'), added).map(({ code }) => code)).toEqual(['duplicate']);
      const over = kd(codes, 'lost', { layer: 'customer' });
      for (const overrides of [
        [over, added],
        [added, over],
      ])
        expect(createMapper({ overrides }).map({ order_status_code: 2, substatus_code: 299 })).toMatchObject({
          state: 'lost',
          rule: 'customer:kd100:2/299',
        });
    }
  });

  test('is not there for another carrier', () => {
    const added = define({ status_code: 98 }, { carrier_id: 'dhl' });
    expect(faults(added, kd({ status_code: 98 }, 'lost', { carrier_id: 'ups' }))).toMatchObject([
      { code: 'unknown_code' },
    ]);
    expect(faults(added, kd({ status_code: 98 }, 'lost', { layer: 'customer', carrier_id: 'DHL' }))).toEqual(
      [],
    );
  });

  test('of two carriers is the row of each', () => {
    const overrides = [
      define({ status_code: 2, substatus_code: 299 }, { carrier_id: 'dhl' }),
      define({ status_code: 3, substatus_code: 299 }, { carrier_id: 'ups' }),
      kd({ substatus_code: 299 }, 'lost', { layer: 'customer' }),
    ];
    const mapper = createMapper({ overrides });
    const rule = (carrier_id: string) => mapper.map({ substatus_code: 299, carrier_id }).rule;
    expect(rule('dhl')).toBe('customer:kd100:2/299');
    expect(rule('ups')).toBe('customer:kd100:3/299');
    expect(mapper.map({ substatus_code: 299 }).outcome).toBe('unmapped');
  });

  test('that stands under two statuses gives one of them, whatever the order', () => {
    const two = [2, 3].map((status_code) => define({ status_code, substatus_code: 299 }));
    for (const overrides of [two, [...two].reverse()])
      expect(createMapper({ overrides }).map({ substatus_code: 299 }).rule).toBe('source:kd100:2/299');
  });

  test('cannot take a listed code, nor stand twice', () => {
    const codes = (...overrides: Override[]) => faults(...overrides).map(({ code }) => code);
    expect(codes(define({ status_code: 204, substatus_code: 204 }))).toEqual(['already_listed']);
    expect(codes(define({ status_code: '2/204' }))).toEqual(['already_listed']);
    const twice = codes(define({ status_code: 99 }), define({ status_code: 99, substatus_code: 99 }));
    expect(twice).toContain('already_listed');
  });

  test('takes no listed code away', () => {
    const mapper = createMapper({ overrides: [define({ status_code: 12, substatus_code: 5 })] });
    expect(mapper.map({ order_status_code: 12 })).toMatchObject({ rule: 'kd100:8/12', warnings: [] });
    expect(mapper.map({ substatus_code: 5 })).toMatchObject({ rule: 'kd100:5/5' });
  });
});

test("a carrier's override keeps what its row calls defensible, so that texts agree", () => {
  const event = { order_status_code: 1, substatus_code: 1, description: 'Shipment manifested' };
  const text = {
    read: () => ({
      match: { rule: 'text:xx/x', state: 'manifested', leg: 'outbound', confidence: 'high' } as never,
      candidates: [],
    }),
  };
  const own = kd({ status_code: 1 }, 'at_drop_off_point', { carrier_id: 'dhl' });
  for (const layer of [null, 'source', 'customer'] as const) {
    const mapper = createMapper({ overrides: [{ ...own, layer }], inferFromText: text });
    expect(mapper.map(event).warnings).toEqual([]);
    expect(mapper.map({ ...event, carrier_id: 'DHL' })).toMatchObject({
      state: 'at_drop_off_point',
      warnings: [],
    });
    expect(mapper.map({ order_status_code: 3, description: 'x', carrier_id: 'dhl' }).warnings).toEqual([
      'text_disagrees',
    ]);
  }
  const real = createTextMapper({
    overrides: [kd({ substatus_code: 304 }, 'delivered', { carrier_id: 'dhl' })],
  });
  const collected = { substatus_code: 304, context: '已取件，签收人凭取件码签收', carrier_id: 'dhl' };
  expect(real.map(collected).warnings).toEqual(real.map({ ...collected, carrier_id: 'ups' }).warnings);
});

/** Codes as an override may write them: listed, of your own, and neither. */
const arbitrary: fc.Arbitrary<Override> = fc
  .record({
    codes: fc.oneof(
      fc.constantFrom(...WRITTEN.flat()),
      fc.record({
        status_code: fc.constantFrom(null, 2, '3', 99, '98', '12', 14),
        substatus_code: fc.constantFrom(null, 299, '204', 14, 5, '99'),
      }),
    ),
    pro_state: fc.constantFrom<Override['pro_state']>('lost', 'delayed', 'missing', 'delivered'),
    carrier_id: fc.constantFrom(null, null, '', 'dhl', 'DHL ', 'ups'),
    layer: fc.constantFrom(null, 'source' as const, 'customer' as const),
    leg: fc.constantFrom(null, 'return' as const),
    define: fc.constantFrom(null, null, true),
  })
  .map(({ codes, pro_state, ...more }) => kd(codes, pro_state, more));

test('the order of overrides changes nothing: neither whether they are refused, nor any answer', () => {
  const statuses = [null, 2, 3, '304', 5, 12, 14, 98, 99];
  const substatuses = [null, 3, 5, 14, '99', 204, 299, 304];
  const events = [
    ...statuses.flatMap((status_code) =>
      substatuses.map((substatus_code) => ({ source: 'kd100', status_code, substatus_code })),
    ),
    { status: 'InTransit' },
    { status: 'InTransit', sub_status: 'InTransit_Other' },
  ].flatMap((event) => ['dhl', 'ups', 'gls'].map((carrier_id) => ({ ...event, carrier_id })));
  let several = 0;
  const lists = fc
    .array(arbitrary, { minLength: 2, maxLength: 8 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  const law = fc.property(lists, ([list, shuffled]) => {
    expect(faults(...shuffled).length > 0).toBe(faults(...list).length > 0);
    // Those that go together, in both orders.
    const good: Override[] = [];
    for (const next of list) if (faults(...good, next).length === 0) good.push(next);
    if (good.length > 1) several++;
    const mappers = [good, shuffled.filter((override) => good.includes(override))].map((overrides) =>
      createMapper({ overrides }),
    );
    const [one, other] = mappers.map((mapper) => [
      ...events.map(mapper.map),
      ...events.filter((_, i) => i % 7 === 0).map(mapper.explain),
    ]);
    expect(other).toEqual(one);
  });
  fc.assert(law, { numRuns: 80 });
  expect(several).toBeGreaterThan(40);
});
