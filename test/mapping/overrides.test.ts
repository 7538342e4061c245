import { describe, expect, test } from 'vitest';
import { readOverrides } from '../../src/csv/overrides.ts';
import { createMapper, crosswalks, type Override, type TrackstateError } from '../../src/index.ts';
import { type OverrideFaultCode, overrideFaults } from '../../src/mapping/overrides/check.ts';
import { overrideEffects } from '../../src/mapping/overrides/layer.ts';

const note = 'agreed with the carrier';
const at = (mapper: ReturnType<typeof createMapper>, event: object) => {
  const result = mapper.map(event);
  return result.rule === null ? [result.outcome] : [result.state, result.rule];
};

describe('layers', () => {
  const overrides: Override[] = [
    {
      source: 'kd100',
      substatus_code: 501,
      pro_state: 'at_customer_collection_point',
      note,
      layer: 'customer',
      carrier_id: 'ems',
    },
    { source: 'kd100', substatus_code: '501', pro_state: 'customer_collected', note, carrier_id: 'DHL' },
    { source: 'kd100', status_code: '5', substatus_code: '501', pro_state: 'held_by_carrier', note },
    { source: 'kd100', status_code: 6, pro_state: 'returned_to_sender', note, layer: 'customer' },
    { source: 'kd100', status_code: 6, pro_state: 'delayed', note, carrier_id: 'dhl' },
    { source: '17track', status_code: 'InTransit', pro_state: 'dispatched', note, leg: 'return' },
  ];
  const mapper = createMapper({ overrides });

  test('the last one wins: default < source < carrier < customer', () => {
    const event = { order_status_code: 5, substatus_code: '501' };
    expect(at(createMapper(), event)).toEqual(['at_collection_point', 'kd100:5/501']);
    expect(at(mapper, event)).toEqual(['held_by_carrier', 'source:kd100:5/501']);
    expect(at(mapper, { ...event, carrier_id: ' dhl ' })).toEqual([
      'customer_collected',
      'carrier(dhl):kd100:5/501',
    ]);
    expect(at(mapper, { ...event, carrier_id: 'EMS' })).toEqual([
      'at_customer_collection_point',
      'customer(ems):kd100:5/501',
    ]);
    expect(at(mapper, { order_status_code: 6, carrier_id: 'dhl' })).toEqual([
      'returned_to_sender',
      'customer:kd100:6/6',
    ]);
  });

  test('the order in the list does not matter', () => {
    const event = { order_status_code: 6, carrier_id: 'dhl' };
    expect(at(createMapper({ overrides: [...overrides].reverse() }), event)).toEqual(at(mapper, event));
  });

  test('an override is marked as assigned, and keeps the leg unless it names one', () => {
    expect(mapper.map({ order_status_code: 6 })).toMatchObject({
      leg: 'return',
      match: 'assigned',
      basis: 'status',
    });
    expect(mapper.map({ status: 'InTransit' })).toMatchObject({ leg: 'return', state: 'dispatched' });
    expect(mapper.map({ status: 'InTransit', sub_status: 'InTransit_Arrival' })).toMatchObject({
      state: 'in_transit',
      match: 'broad',
    });
  });

  test('labels, lookups and explanations follow', () => {
    expect(mapper.map({ order_status_description: '退回' }).state).toBe('returned_to_sender');
    expect(mapper.lookup('kd100', 6)?.state).toBe('returned_to_sender');
    expect(mapper.explain({ order_status_code: 6 }).decision).toMatchObject({
      note,
      rule: 'customer:kd100:6/6',
    });
    expect(mapper.explain({ order_status_code: 6, carrier: 'dhl' }).decision?.rule).toBe(
      'customer:kd100:6/6',
    );
  });
});

describe('define', () => {
  const overrides: Override[] = [
    {
      source: 'kd100',
      status_code: '2',
      substatus_code: '299',
      pro_state: 'held_by_carrier',
      note,
      define: true,
    },
    { source: 'kd100', status_code: '99', pro_state: 'lost', note, define: true, leg: 'return' },
    { source: 'kd100', status_code: '98', pro_state: 'lost', note, define: true, carrier_id: 'dhl' },
    { source: 'kd100', status_code: '98', pro_state: 'missing', note, layer: 'customer' },
  ];
  const mapper = createMapper({ overrides });

  test('adds a code of your own', () => {
    expect(at(mapper, { order_status_code: 2, substatus_code: 299 })).toEqual([
      'held_by_carrier',
      'source:kd100:2/299',
    ]);
    expect(at(mapper, { substatus_code: '299' })).toEqual(['held_by_carrier', 'source:kd100:2/299']);
    expect(mapper.map({ order_status_code: 99 })).toMatchObject({
      state: 'lost',
      leg: 'return',
      rule: 'source:kd100:99',
    });
  });

  test('for one carrier does so for that carrier alone', () => {
    expect(at(mapper, { order_status_code: 98, carrier_id: 'dhl' })).toEqual([
      'missing',
      'customer:kd100:98',
    ]);
    expect(at(mapper, { order_status_code: 98 })).toEqual(['unmapped']);
  });
});

test('the effects of overrides name the row, and the state before and after', () => {
  const overrides: Override[] = [
    { source: 'kd100', status_code: 14, pro_state: 'returned_to_sender', note },
    { source: '17track', status_code: 'NotFound', pro_state: 'missing', note },
    { source: 'kd100', status_code: 2, substatus_code: 299, pro_state: 'lost', note, define: true },
  ];
  expect(overrideEffects(crosswalks, overrides)).toEqual([
    { rule: 'kd100:14/14', before: 'delivery_failed', after: 'returned_to_sender' },
    { rule: '17track:NotFound/NotFound_Other', before: null, after: 'missing' },
    { rule: 'kd100:2/299', before: null, after: 'lost' },
  ]);
});

describe('faults', () => {
  const good = { source: 'kd100', status_code: 5, pro_state: 'delayed', note };
  const cases: [OverrideFaultCode, unknown, RegExp][] = [
    ['not_an_override', 'kd100', /expected an object .* found "kd100"/],
    ['unknown_field', { ...good, state: 'lost' }, /there is no field "state"/],
    ['unknown_source', { ...good, source: 'kd10' }, /found "kd10". Did you mean kd100\?/],
    ['missing_code', { ...good, status_code: '' }, /expected a code/],
    [
      'unknown_code',
      { ...good, status_code: '2', substatus_code: '301' },
      /does not list 2\/301.* 301 is listed as kd100:3\/301/,
    ],
    ['already_listed', { ...good, substatus_code: 5, define: true }, /kd100:5\/5 is listed already/],
    ['unknown_state', { ...good, pro_state: 'delay' }, /found "delay"/],
    ['system_state', { ...good, pro_state: 'cancelling' }, /set by PRO alone/],
    ['on_demand_state', { ...good, pro_state: 'collection_booked' }, /say that yours are/],
    ['invalid_value', { ...good, leg: 'back' }, /leg: expected outbound or return, found "back"/],
    ['invalid_value', { ...good, layer: 'mine' }, /layer: expected source or carrier or customer/],
    ['invalid_value', { ...good, define: 'maybe' }, /define: expected true or false/],
    ['invalid_value', { ...good, leg: 7 }, /leg: expected outbound or return, found 7/],
    ['unknown_source', { ...good, source: 7 }, /found 7\.$/],
    ['unknown_state', { ...good, pro_state: 7 }, /expected one of the 42 PRO states, found 7\.$/],
    [
      'unknown_code',
      { source: '17track', status_code: 'InTransitt', pro_state: 'lost', note },
      /Did you mean InTransit\?/,
    ],
    [
      'already_listed',
      { source: '17track-v1', status_code: 10, pro_state: 'lost', note, define: true },
      /17track-v1:10 is listed already/,
    ],
    ['already_listed', { ...good, define: true }, /kd100:5 is listed already/],
    ['already_listed', { ...good, status_code: 12, define: true }, /kd100:12 is listed already/],
    ['missing_note', { ...good, note: ' ' }, /expected the reason/],
    ['missing_carrier', { ...good, layer: 'carrier' }, /has to name its carrier/],
  ];

  test.each(cases)('%s', (code, override, message) => {
    const faults = overrideFaults(crosswalks, [override], false);
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    expect(faults[0]?.message).toMatch(message);
    expect(faults[0]?.where).toBe('overrides[0]');
  });

  test('duplicate names the first one', () => {
    const faults = overrideFaults(crosswalks, [good, { ...good, pro_state: 'lost', line: 7 }], false);
    expect(faults).toEqual([
      { code: 'duplicate', where: 'line 7', message: expect.stringContaining('overrides[0]') },
    ]);
  });

  test('are all reported at once, each with its line', () => {
    const text = [
      'source,status_code,pro_state,note,define',
      ...cases.slice(1).map((_, i) => `kd1${i},9,nowhere,,perhaps`),
    ].join('\n');
    const build = () => createMapper({ overrides: readOverrides(text) });
    let error: TrackstateError | undefined;
    try {
      build();
    } catch (caught) {
      error = caught as TrackstateError;
    }
    expect(error?.code).toBe('invalid_overrides');
    expect(error?.faults).toHaveLength((cases.length - 1) * 4);
    expect(error?.message).toMatch(/line 2: .*\n.*line 2: /s);
    expect(error?.message).toMatch(new RegExp(`line ${cases.length}: `));
  });

  test('on-demand states are allowed for on-demand shipments', () => {
    const override = {
      source: 'kd100',
      status_code: '1',
      substatus_code: '103',
      pro_state: 'collection_booked',
      note,
    } as const;
    expect(
      createMapper({ shipmentType: 'on_demand', overrides: [override] }).map({ substatus_code: 103 }).state,
    ).toBe('collection_booked');
  });
});

describe('a file of overrides', () => {
  test('may be what Excel writes where a comma is the decimal mark', () => {
    const text = '\ufeffsource;status_code;pro_state;note\r\nkd100;5;delayed;a, b\r\n';
    expect(readOverrides(text)).toEqual([
      { source: 'kd100', status_code: '5', pro_state: 'delayed', note: 'a, b', line: 2 },
    ]);
  });

  test('gives the fields that are filled, and the line', () => {
    const text =
      '\ufeffsource, status_code,substatus_code,pro_state,note,define\r\n\r\nkd100,2,299,lost,"a, note",yes\r\nkd100,5,,delayed,x,no\r\n';
    expect(readOverrides(text)).toEqual([
      {
        source: 'kd100',
        status_code: '2',
        substatus_code: '299',
        pro_state: 'lost',
        note: 'a, note',
        define: true,
        line: 3,
      },
      { source: 'kd100', status_code: '5', pro_state: 'delayed', note: 'x', define: false, line: 4 },
    ]);
  });

  test.each([
    ['source,pro_state,note,note\n1,2,3,4\n', /"note" stands twice/],
    ['source,pro_state,note\n"1,2\n', /cannot be read as CSV/],
    ['source,pro_state,note\n1,2,3,4\n', /cannot be read as CSV/],
    ['a,b\n1,2\n', /header lacks source, pro_state, note.*found a, b/],
    ['', /header lacks source, pro_state, note.*found nothing/],
  ])('%j is refused', (text, message) => {
    expect(() => readOverrides(text)).toThrow(message);
  });

  test('a thousand overrides for fifty carriers are laid over the tables in well under a second', () => {
    const pairs = crosswalks.get('kd100')?.slice(0, 20) ?? [];
    const overrides = Array.from({ length: 50 }, (_, carrier) =>
      pairs.map(
        (row) =>
          ({
            source: 'kd100',
            carrier_id: `c${carrier}`,
            status_code: row.status,
            substatus_code: row.substatus,
            pro_state: 'delayed',
            note,
          }) as const,
      ),
    ).flat();
    const start = performance.now();
    const mapper = createMapper({ overrides });
    expect(performance.now() - start).toBeLessThan(1000);
    expect(mapper.map({ order_status_code: 0, substatus_code: 1001, carrier_id: 'C7' })).toMatchObject({
      rule: 'carrier(c7):kd100:0/1001',
    });
  });
});
