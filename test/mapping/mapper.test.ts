import { describe, expect, test } from 'vitest';
import {
  createMapper,
  crosswalks,
  type Decision,
  mapTrackingEvent,
  proStates,
  TrackstateError,
} from '../../src/index.ts';
import { ruleName } from '../../src/mapping/compile.ts';

const rows = [...crosswalks].flatMap(([source, decisions]) => decisions.map((row) => ({ source, row })));
const named = rows.map(
  ({ source, row }) => [ruleName(source, row.status, row.substatus), source, row] as const,
);

/** The rows of one source that a test is about. */
const rowsOf = (source: string, about: (row: Decision) => boolean) =>
  rows.filter((r) => r.source === source && about(r.row)).map(({ row }) => row);

/** The rule that a code without another leads to: the general row of a status, else the own row of a sub-status. */
const alone = (source: string, code: string) => {
  const own = rowsOf(source, (row) => row.substatus === code);
  const [row] = [
    ...rowsOf(source, (row) => row.generic && row.status === code),
    ...own.filter(({ generic }) => generic),
    ...own,
  ];
  return row && ruleName(source, row.status, row.substatus);
};

describe('every row', () => {
  test.each(named)('%s is what its pair gives', (rule, source, row) => {
    const result = mapTrackingEvent({ source, status_code: row.status, substatus_code: row.substatus });
    expect(result).toMatchObject({
      outcome: row.state === null ? 'no_change' : 'mapped',
      state: row.state,
      source,
      rule,
      warnings: [],
    });
    if (result.outcome === 'mapped') expect(result).toMatchObject({ leg: row.leg, match: row.match });
    expect(Object.isFrozen(result)).toBe(true);
  });

  test.each(named)(
    '%s is the same from numbers, with space around, and in the own fields of its source',
    (_, source, row) => {
      const pair = { source, status_code: row.status, substatus_code: row.substatus };
      const expected = mapTrackingEvent(pair);
      const number = (code: string) => (/^\d+$/.test(code) ? Number(code) : code);
      expect(
        mapTrackingEvent({ source, status_code: number(row.status), substatus_code: number(row.substatus) }),
      ).toBe(expected);
      const spaced = mapTrackingEvent({
        source,
        status_code: ` ${row.status}\t`,
        substatus_code: row.substatus,
      });
      expect(spaced).toEqual({ ...expected, warnings: ['code_repaired'] });
      if (source === 'kd100')
        expect(mapTrackingEvent({ order_status_code: row.status, substatus_code: row.substatus })).toBe(
          expected,
        );
      if (source === '17track')
        expect(mapTrackingEvent({ status: row.status, sub_status: row.substatus })).toBe(expected);
    },
  );

  test.each(named)('%s has the state of an on-demand shipment where it says so', (_, source, row) => {
    const mapper = createMapper({ shipmentType: 'on_demand' });
    const result = mapper.map({ source, status_code: row.status, substatus_code: row.substatus });
    expect(result.state).toBe(row.onDemand ? row.onDemand.state : row.state);
    if (result.outcome === 'mapped') expect(result.match).toBe(row.onDemand ? row.onDemand.match : row.match);
  });
});

describe('the resolution rules', () => {
  const kd = (status: unknown, sub?: unknown) =>
    mapTrackingEvent({ order_status_code: status, substatus_code: sub });

  test('1: a listed pair gives its row', () => {
    expect(kd(2, '204')).toEqual({
      outcome: 'mapped',
      state: 'delivery_failed',
      leg: 'outbound',
      match: 'exact',
      basis: 'substatus',
      source: 'kd100',
      rule: 'kd100:2/204',
      warnings: [],
    });
  });

  test('2: a sub-status under another status gives its own row, with a warning', () => {
    for (const { row } of rows.filter(({ source }) => source === 'kd100')) {
      for (const { row: other } of rows.filter(({ source }) => source === 'kd100')) {
        const listed = rows.some(
          ({ source, row: r }) =>
            source === 'kd100' && r.status === other.status && r.substatus === row.substatus,
        );
        const result = kd(other.status, row.substatus);
        if (listed) continue;
        expect(result, `${other.status}/${row.substatus}`).toMatchObject({
          rule: alone('kd100', row.substatus),
          basis: 'substatus',
          warnings: ['status_mismatch'],
        });
      }
    }
    expect(kd(999, 204)).toMatchObject({ rule: 'kd100:2/204', warnings: ['status_mismatch'] });
  });

  test('3: a lone status gives its general row, a lone sub-status its own, in either field', () => {
    for (const { source, row } of rows) {
      const byStatus = mapTrackingEvent({ source, status_code: row.status });
      const [general] = rowsOf(source, ({ status, generic }) => generic && status === row.status);
      expect(byStatus).toMatchObject({
        rule: ruleName(source, row.status, general?.substatus ?? '?'),
        basis: 'status',
        warnings: [],
      });
      if (row.substatus === '') continue;
      const rule = alone(source, row.substatus);
      for (const field of ['status_code', 'substatus_code'])
        expect(mapTrackingEvent({ source, [field]: row.substatus })).toMatchObject({ rule, warnings: [] });
    }
    expect(kd(12).state).toBe('cleared_customs');
    expect(kd(14)).toMatchObject({ rule: 'kd100:14/14', state: 'delivery_failed' });
    expect(kd(4, 14)).toMatchObject({ rule: 'kd100:4/14', state: 'returned_to_sender', leg: 'return' });
    expect(kd(301, '301')).toMatchObject({ rule: 'kd100:3/301', warnings: [] });
  });

  test('4: an unknown sub-status falls back on its status with a warning, or on nothing when strict', () => {
    expect(kd(2, '299')).toMatchObject({
      rule: 'kd100:2/2',
      basis: 'status',
      warnings: ['unknown_substatus'],
    });
    const strict = createMapper({ strict: true }).map({ order_status_code: 2, substatus_code: '299' });
    expect(strict).toEqual({
      outcome: 'unmapped',
      state: null,
      leg: null,
      match: null,
      basis: null,
      rule: null,
      reason: 'unknown_code',
      source: 'kd100',
      warnings: ['unknown_substatus'],
    });
    expect(mapTrackingEvent({ status: 'InTransit', sub_status: 'InTransit_New' })).toMatchObject({
      rule: '17track:InTransit/InTransit_Other',
      warnings: ['unknown_substatus'],
    });
  });

  test('5: without a code, a listed label or alias gives its row', () => {
    for (const { source, row } of rows) {
      for (const name of [row.label, ...row.aliases]) {
        const result = mapTrackingEvent({ source, status_description: `  ${name.toUpperCase()} ` });
        expect(result, name).toMatchObject({ basis: 'label', source });
        const namesakes = rowsOf(source, ({ label, aliases }) =>
          [label, ...aliases].some((other) => other.trim().toLowerCase() === name.trim().toLowerCase()),
        );
        if (namesakes.every(({ state, leg }) => state === row.state && leg === row.leg))
          expect(result).toMatchObject({ state: row.state, warnings: [] });
      }
    }
    expect(mapTrackingEvent({ order_status_description: 'Recipient refused' })).toMatchObject({
      rule: 'kd100:14/14',
      basis: 'label',
      warnings: ['ambiguous_label'],
    });
    expect(mapTrackingEvent({ status: '派件异常' })).toMatchObject({
      source: 'kd100',
      rule: 'kd100:2/204',
      basis: 'label',
    });
    expect(mapTrackingEvent({ source: 'kd100', status: '签收' })).toMatchObject({
      rule: 'kd100:3/3',
      basis: 'label',
    });
    expect(mapTrackingEvent({ order_status_code: 999, order_status_description: 'Delivered' }).outcome).toBe(
      'unmapped',
    );
  });

  test('6: everything else is unmapped, with its reason', () => {
    const unmapped = (event: object) => {
      const result = mapTrackingEvent(event);
      return result.outcome === 'unmapped' ? result.reason : result.outcome;
    };
    expect(unmapped({ order_status_code: 999 })).toBe('unknown_code');
    expect(unmapped({ order_status_code: 999, substatus_code: 998 })).toBe('unknown_code');
    expect(unmapped({ status: 'Dispatched' })).toBe('unknown_code');
    expect(unmapped({ order_status_code: null, substatus_code: 'null', order_status_description: '' })).toBe(
      'missing_code',
    );
    expect(unmapped({})).toBe('missing_code');
    expect(unmapped({ order_status_description: 'On a boat' })).toBe('missing_code');
    expect(unmapped({ source: '17track-v1' })).toBe('missing_code');
    expect(unmapped({ status: 35 })).toBe('unknown_source');
    expect(unmapped({ status: '35' })).toBe('unknown_source');
    expect(unmapped([5])).toBe('not_an_event');
    expect(unmapped({ status_code: 2 })).toBe('unknown_source');
    expect(unmapped({ source: 'dhl', status: 2 })).toBe('unknown_source');
    expect(unmapped(5 as unknown as object)).toBe('not_an_event');
    expect(unmapped(null as unknown as object)).toBe('not_an_event');
  });
});

describe('codes as they arrive', () => {
  test.each([0, '0', 0n, '0.0', " '0 ", '="0"', '0.00'])('%o is code 0, not absent', (code) => {
    expect(mapTrackingEvent({ order_status_code: code })).toMatchObject({
      state: 'in_transit',
      rule: 'kd100:0/0',
    });
  });

  test.each([undefined, null, '', ' ', 'null', 'NULL', ' null '])('%o is absent', (code) => {
    expect(mapTrackingEvent({ order_status_code: 3, substatus_code: code })).toMatchObject({
      rule: 'kd100:3/3',
      basis: 'status',
      warnings: [],
    });
    expect(mapTrackingEvent({ order_status_code: code, substatus_code: 301 })).toMatchObject({
      rule: 'kd100:3/301',
      warnings: [],
    });
  });

  test.each(['204.0', "'204", '="204"', ' 204', '204\u00a0', '\ufeff204', '204.00', '204,0'])(
    '%o is repaired to 204, and says so',
    (code) => {
      expect(mapTrackingEvent({ substatus_code: code })).toMatchObject({
        rule: 'kd100:2/204',
        warnings: ['code_repaired'],
      });
    },
  );

  test.each([
    '204.5',
    '2.04e2',
    '0204',
    '２０４',
    '204,00',
    '1,000',
    '-204',
    true,
    {},
    [],
    NaN,
    Infinity,
    204.5,
    Symbol('204'),
  ])('%o is not computed into a code', (code) => {
    expect(mapTrackingEvent({ order_status_code: code })).toMatchObject({
      outcome: 'unmapped',
      reason: 'unknown_code',
    });
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])(
    '%s is a code like any other',
    (code) => {
      for (const source of [...crosswalks.keys(), undefined]) {
        const event = {
          source,
          order_status_code: code,
          substatus_code: code,
          order_status_description: code,
        };
        expect(mapTrackingEvent(event)).toMatchObject({ outcome: 'unmapped', reason: 'unknown_code' });
      }
      expect(mapTrackingEvent({ source: code, status: 1 })).toMatchObject({
        outcome: 'unmapped',
        reason: 'unknown_source',
      });
      expect(mapTrackingEvent({ order_status_description: code })).toMatchObject({ outcome: 'unmapped' });
    },
  );

  test('the same number is another code at another source, and never tells the source', () => {
    expect(mapTrackingEvent({ order_status_code: 10 }).state).toBe('at_customs');
    expect(mapTrackingEvent({ source: '17track-v1', status: 10 }).state).toBe('in_transit');
    expect(mapTrackingEvent({ status: 10 }).state).toBeNull();
  });

  test('the fields of Kuaidi100 are read', () => {
    expect(mapTrackingEvent({ status: '投柜或驿站', statusCode: '501' })).toMatchObject({
      rule: 'kd100:5/501',
      warnings: [],
    });
    expect(mapTrackingEvent({ source: 'kd100', status: 5 })).toMatchObject({ rule: 'kd100:5/5' });
  });
});

describe('options', () => {
  test('a fallback stands in, and is marked', () => {
    const mapper = createMapper({ fallback: 'in_transit' });
    expect(mapper.map({ order_status_code: 999 })).toEqual({
      outcome: 'mapped',
      state: 'in_transit',
      leg: null,
      match: 'assigned',
      basis: 'fallback',
      reason: 'unknown_code',
      source: 'kd100',
      rule: 'fallback',
      warnings: [],
    });
    expect(mapper.map({ status: 'NotFound' }).outcome).toBe('no_change');
    expect(mapTrackingEvent({}, { fallback: 'delayed' })).toMatchObject({
      basis: 'fallback',
      reason: 'missing_code',
    });
  });

  test('a source stands in where the event names none', () => {
    const mapper = createMapper({ source: '17track-v1' });
    expect(mapper.map({ status: 35 })).toMatchObject({ rule: '17track-v1:35' });
    expect(mapper.map({ source: 'kd100', status: 5 })).toMatchObject({ rule: 'kd100:5/5' });
    expect(mapTrackingEvent({ source: ' KD100 ', status: 5 })).toMatchObject({ rule: 'kd100:5/5' });
  });

  test('a mapper can be passed around in pieces', () => {
    const { map, explain, lookup } = createMapper();
    expect([{ order_status_code: 3 }, { order_status_code: 5 }].map(map).map(({ state }) => state)).toEqual([
      'delivered',
      'out_for_delivery',
    ]);
    expect(explain({ order_status_code: 3 }).resolution).toBe('single_code');
    expect(lookup('kd100', 3)?.state).toBe('delivered');
  });

  test('are an object', () => {
    expect(() => createMapper(null as never)).toThrow(expect.objectContaining({ code: 'invalid_option' }));
  });

  test.each([
    [{ strickt: true }, 'unknown_option', 'There is no option "strickt". Did you mean strict?'],
    [{ constructor: 1 }, 'unknown_option', 'There is no option "constructor".'],
    [
      { source: 'kd10' },
      'invalid_option',
      `expected one of ${[...crosswalks.keys()].join(', ')}, found "kd10". Did you mean kd100?`,
    ],
    [{ source: 5 }, 'invalid_option', 'found a value of type number'],
    [
      { shipmentType: 'ondemand' },
      'invalid_option',
      'expected one of scheduled, on_demand, found "ondemand". Did you mean on_demand?',
    ],
    [{ strict: 'yes' }, 'invalid_option', 'Option strict: expected true or false'],
    [
      { fallback: 'in_transitt' },
      'invalid_option',
      'expected one of the 42 PRO states, found "in_transitt". Did you mean in_transit?',
    ],
    [{ fallback: 'allocating' }, 'invalid_option', 'allocating, which PRO sets by itself'],
    [{ overrides: {} }, 'invalid_option', 'expected an array of overrides'],
  ])('%o is refused', (options, code, message) => {
    const build = () => createMapper(options as never);
    expect(build).toThrow(TrackstateError);
    expect(build).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  test('undefined options are no options', () => {
    expect(mapTrackingEvent({ order_status_code: 3 }, { strict: undefined as never }).state).toBe(
      'delivered',
    );
  });
});

describe('lookup', () => {
  const mapper = createMapper();

  test('finds listed codes only', () => {
    expect(mapper.lookup('kd100', '2', '204')).toBe(
      mapper.map({ order_status_code: 2, substatus_code: 204 }),
    );
    expect(mapper.lookup('kd100', 2, 204)?.state).toBe('delivery_failed');
    expect(mapper.lookup('kd100', 0)?.state).toBe('in_transit');
    expect(mapper.lookup('kd100', '3', '204')).toBeUndefined();
    expect(mapper.lookup('kd100', 'constructor')).toBeUndefined();
  });

  test('refuses an unknown source', () => {
    expect(() => mapper.lookup('kd10' as never, '2')).toThrow(
      expect.objectContaining({ code: 'unknown_source' }),
    );
  });
});

test('the tables are readable and complete', () => {
  expect(proStates.size).toBe(42);
  const seed = { kd100: 37, '17track': 30, '17track-v1': 7 } as const;
  for (const [source, count] of Object.entries(seed))
    expect(rowsOf(source, () => true).length, source).toBeGreaterThanOrEqual(count);
});
