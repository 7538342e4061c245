import { describe, expect, test } from 'vitest';
import { createMapper, crosswalks, type Decision, RESOLUTIONS, type Resolution } from '../../src/index.ts';
import { ruleName } from '../../src/mapping/compile.ts';

const mapper = createMapper();

/** The rules of all rows, of any source, that a test is about. */
const having = (about: (row: Decision) => boolean) =>
  [...crosswalks].flatMap(([source, rows]) =>
    rows.filter(about).map(({ status, substatus }) => ruleName(source, status, substatus)),
  );

describe('explain', () => {
  const cases: [Resolution, object, rule: string | null][] = [
    ['listed_pair', { order_status_code: 2, substatus_code: 204 }, 'kd100:2/204'],
    ['substatus_elsewhere', { order_status_code: 3, substatus_code: 204 }, 'kd100:2/204'],
    ['single_code', { order_status_code: 12 }, 'kd100:8/12'],
    ['unknown_substatus', { order_status_code: 2, substatus_code: 299 }, 'kd100:2/2'],
    ['label', { order_status_description: '破损' }, 'kd100:2/209'],
    ['nothing', { order_status_code: 999 }, null],
  ];

  test.each(cases)('names the resolution %s', (resolution, event, rule) => {
    const explanation = mapper.explain(event);
    expect(explanation.resolution).toBe(resolution);
    expect(explanation.decision?.rule ?? null).toBe(rule);
    expect(explanation.result).toEqual(mapper.map(event));
  });

  test('covers every resolution here, but for texts, which test/text/mapping.test.ts explains', () => {
    const others = Object.keys(RESOLUTIONS).filter((resolution) => resolution !== 'text');
    expect(cases.map(([resolution]) => resolution)).toEqual(others);
  });

  test('shows every other place of a code, of any source', () => {
    const rules = (event: object) => mapper.explain(event).elsewhere.map(({ decision }) => decision.rule);
    expect(rules({ order_status_code: 14 })).toEqual(['kd100:4/14']);
    const tens = having(({ status, substatus, generic }) => [substatus, generic && status].includes('10'));
    expect(rules({ source: '17track-v1', status: 10 })).toEqual(
      tens.filter((rule) => rule !== '17track-v1:10'),
    );
    expect(rules({ source: '17track-v1', status: 10 })).toContain('kd100:8/10');
    const named = having(({ label, aliases }) =>
      [label, ...aliases].some((name) => name.toLowerCase() === 'in transit'),
    );
    // The result's own row is not among them.
    const own = mapper.map({ order_status_description: 'In transit' }).rule;
    expect(rules({ order_status_description: 'In transit' })).toEqual(named.filter((rule) => rule !== own));
    expect(named).toEqual(expect.arrayContaining(['kd100:0/1002', '17track-v1:10']));
  });

  test('never throws', () => {
    const hostile = {
      get status() {
        throw new Error('no');
      },
    };
    expect(mapper.explain(hostile)).toMatchObject({
      resolution: 'nothing',
      decision: null,
      result: { outcome: 'unmapped' },
    });
    expect(mapper.explain(null as never)).toMatchObject({ resolution: 'nothing' });
  });

  test('names a fallback as resolved by nothing', () => {
    expect(createMapper({ fallback: 'delayed' }).explain({ order_status_code: 999 })).toMatchObject({
      resolution: 'nothing',
      decision: null,
    });
  });
});
