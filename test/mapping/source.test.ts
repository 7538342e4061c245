import { describe, expect, test } from 'vitest';
import { isAbsent } from '../../src/absent.ts';
import { createMapper, crosswalks, mapTrackingEvent, type SourceId } from '../../src/index.ts';
import { ABSENT, readCode } from '../../src/mapping/codes.ts';

describe('the option source', () => {
  const mapper = createMapper({ source: '17track-v1' });

  test.each([
    // Nothing in these names a source: the option does.
    [{ status: 35 }, '17track-v1:35'],
    [{ status_code: '35' }, '17track-v1:35'],
    [{ status_code: 40, order_status_description: 'In transit' }, '17track-v1:40'],
    [{ source: '', status: 35 }, '17track-v1:35'],
    [{ source: 'null', status: 35 }, '17track-v1:35'],
    [
      { source: null, status: 35, sub_status: '', order_status_code: null, statusCode: 'null' },
      '17track-v1:35',
    ],
    [{ status_description: 'Delivered' }, '17track-v1:40'],
    [{ status: 'Delivered' }, '17track-v1:40'],
    // These name their own.
    [{ source: 'kd100', status: 5 }, 'kd100:5/5'],
    [{ source: ' KD100 ', status_code: 10 }, 'kd100:8/10'],
    [{ order_status_code: 10 }, 'kd100:8/10'],
    [{ order_status_code: 2, substatus_code: 204 }, 'kd100:2/204'],
    [{ order_status_code: 0, status: 'InTransit' }, 'kd100:0/0'],
    [{ statusCode: '501', status: '投柜或驿站' }, 'kd100:5/501'],
    [{ order_status_description: '派件异常' }, 'kd100:2/204'],
    [{ status: 'InTransit', sub_status: 'InTransit_Arrival' }, '17track:InTransit/InTransit_Arrival'],
    [{ sub_status: 'Delivered_Other', substatus_code: '204' }, '17track:Delivered/Delivered_Other'],
  ])('%j gives %s', (event, rule) => {
    expect(mapper.map(event)).toMatchObject({ rule, warnings: [] });
    expect(mapper.explain(event).decision?.rule).toBe(rule);
  });

  test.each([
    [{ substatus_code: 10 }, '17track-v1:10'],
    [{ status_code: 20, substatus_code: 30 }, '17track-v1:20'],
  ])('%j: substatus_code is also the name of any source, so that the option decides', (event, rule) => {
    expect(mapper.map(event)).toMatchObject({ source: '17track-v1', rule });
    expect(mapTrackingEvent({ substatus_code: '204' })).toMatchObject({ rule: 'kd100:2/204' });
  });

  test('a status in words is no name of a source', () => {
    expect(mapTrackingEvent({ status: 'InTransit' }).source).toBe('17track');
    expect(mapper.map({ status: 'InTransit_Arrival' })).toMatchObject({
      outcome: 'unmapped',
      source: '17track-v1',
    });
    expect(createMapper({ source: 'kd100' }).map({ status: '签收' })).toMatchObject({ rule: 'kd100:3/3' });
  });

  test('is the source of every neutral pair, and changes nothing for events that name theirs', () => {
    for (const option of crosswalks.keys()) {
      const given = createMapper({ source: option });
      for (const [source, rows] of crosswalks)
        for (const { status: status_code, substatus: substatus_code } of rows) {
          const event = { status_code, substatus_code };
          const named = mapTrackingEvent({ source, ...event });
          expect(given.map({ source, ...event })).toEqual(named);
          if (source === option) expect(given.map(event)).toEqual(named);
          const order = { order_status_code: status_code, substatus_code };
          expect(given.map(order)).toEqual(mapTrackingEvent(order));
        }
    }
  });
});

test('listed codes take a short cut, and give what the careful way gives', () => {
  // An override for a carrier that no event names closes the short cut and changes nothing else.
  const overrides = [
    { source: 'kd100', status_code: 5, pro_state: 'lost', note: 'for the test', carrier_id: 'none' },
  ] as const;
  const careful = createMapper({ overrides });
  const codes = [undefined, null, '', 3, '5', 204, 'InTransit', 'InTransit_Arrival'];
  const fields = ['order_status_code', 'substatus_code', 'statusCode', 'status', 'sub_status', 'status_code'];
  for (const a of fields)
    for (const b of fields)
      for (const c of fields)
        for (const one of codes)
          for (const other of codes) {
            const event = { [a]: one, [b]: other, [c]: 304 };
            expect(mapTrackingEvent(event), JSON.stringify(event)).toEqual(careful.map(event));
          }
});

test('what is absent is absent everywhere', () => {
  for (const value of [...ABSENT, ' ', ' NULL\t', '\u00a0', ' '.repeat(1000)]) {
    expect(isAbsent(value)).toBe(true);
    expect(readCode(value)).toBeNull();
    expect(
      mapTrackingEvent({ source: value as SourceId, order_status_code: 3, carrier_id: value }).rule,
    ).toBe('kd100:3/3');
  }
  for (const value of [0, '0', false, NaN, 'nil', {}]) expect(isAbsent(value)).toBe(false);
});
