import { describe, expect, test } from 'vitest';
import { mapTrackingEvent } from '../../src/index.ts';
import { readPayload } from '../../src/sources/index.ts';
import { changed, fixture } from './fixtures.ts';

const codes = (value: unknown) => readPayload(value).notices.map(({ code, path }) => [code, path]);

describe('a query of Kuaidi100', () => {
  test('reads every field', () => {
    const { shipments, notices } = readPayload(fixture('kuaidi100-query'));
    expect(notices).toEqual([]);
    const [shipment] = shipments;
    expect(shipment).toMatchObject({
      tracking_number: 'YD0000000001',
      carrier_id: 'yunda',
      reported: { source: 'kd100', status_code: '501', raw: fixture('kuaidi100-query') },
    });
    expect(shipment?.events.map(({ location, time }) => [location, time])).toEqual([
      ['浙江,杭州市', '2026-03-08 15:20:00'],
      ['西湖区', '2026-03-08 08:10:00'],
      [null, '2026-03-07 19:00:00'],
    ]);
    expect(shipment?.events[2]).toMatchObject({ status_code: null, status_description: '在途', position: 2 });
    expect(shipment?.events.map((event) => mapTrackingEvent(event).state)).toEqual([
      'at_collection_point',
      'out_for_delivery',
      'in_transit',
    ]);
  });

  test('200 is the status of the answer, whatever its type', () => {
    expect(codes(changed('kuaidi100-query', { status: 200 }))).toEqual([]);
    expect(codes(changed('kuaidi100-query', { status: '201' }))).toEqual([['error_answer', '']]);
    expect(codes(changed('kuaidi100-query', { status: null }))).toEqual([]);
  });

  test('errors are no parcels', () => {
    const failed = (message: unknown) => readPayload({ result: false, returnCode: '500', message });
    expect(failed('查询无结果，请隔段时间再查')).toMatchObject({
      kind: 'kuaidi100_query',
      shipments: [],
      notices: [{ code: 'not_found' }],
    });
    expect(failed('服务器错误').notices).toMatchObject([{ code: 'error_answer', message: '服务器错误' }]);
    expect(failed(null).notices).toMatchObject([{ code: 'error_answer', message: 'returnCode 500' }]);
  });

  test('wrong types are noted', () => {
    expect(codes(changed('kuaidi100-query', { data: {}, result: 'no' }))).toEqual([
      ['invalid_value', 'data'],
      ['invalid_value', 'result'],
    ]);
    expect(codes(changed('kuaidi100-query', { 'data.1': null }))).toEqual([['invalid_value', 'data[1]']]);
  });
});

describe('a push of Kuaidi100', () => {
  test('joins the results of two carriers', () => {
    const { shipments, notices } = readPayload(fixture('kuaidi100-push'));
    expect(shipments).toHaveLength(1);
    expect(shipments[0]).toMatchObject({
      tracking_number: 'EB000000001CN',
      carrier_id: 'ems',
      reported: { status_code: '3', carrier_id: 'postennorge' },
      order: 'newest_first',
    });
    expect(shipments[0]?.events.map(({ carrier_id, position }) => [carrier_id, position])).toEqual([
      ['ems', 0],
      ['ems', 1],
      ['postennorge', 2],
    ]);
    expect(notices).toMatchObject([
      { code: 'tracking_stopped', tracking_number: 'EB000000001CN', message: '已签收' },
    ]);
  });

  test('the status is that of the first carrier while the second has no event', () => {
    const value = changed('kuaidi100-push', { 'destResult.data': [], status: 'polling' });
    expect(readPayload(value)).toMatchObject({
      shipments: [{ reported: { status_code: '0' } }],
      notices: [],
    });
    const empty = changed('kuaidi100-push', { 'destResult.data': [], 'lastResult.data': null });
    expect(readPayload(empty).shipments).toMatchObject([{ reported: { status_code: '0' }, events: [] }]);
  });

  test('says why it stops', () => {
    expect(codes(changed('kuaidi100-push', { status: 'abort', message: '3天查询无记录' }))).toEqual([
      ['tracking_expired', ''],
    ]);
    expect(codes(changed('kuaidi100-push', { status: 'abort', message: null }))).toEqual([
      ['tracking_expired', ''],
    ]);
    expect(codes(changed('kuaidi100-push', { message: '60天无变化' }))).toEqual([['tracking_expired', '']]);
    expect(codes(changed('kuaidi100-push', { message: null }))).toEqual([['tracking_stopped', '']]);
    expect(codes(changed('kuaidi100-push', { status: 'updateall' }))).toEqual([]);
  });

  test('counts what it cannot read as places too', () => {
    const value = changed('kuaidi100-push', { 'lastResult.data.1': 'x' });
    const [shipment] = readPayload(value).shipments;
    expect(shipment?.events.map(({ position }) => position)).toEqual([0, 2]);
  });

  test('keeps events without a time from both carriers', () => {
    const item = { context: 'Arrived', statusCode: '0' };
    const value = changed('kuaidi100-push', { 'lastResult.data': [item], 'destResult.data': [item] });
    expect(readPayload(value).shipments[0]?.events).toHaveLength(2);
  });

  test('may lack either result', () => {
    const one = readPayload(changed('kuaidi100-push', { lastResult: null }));
    expect(one.shipments).toMatchObject([{ carrier_id: 'postennorge', events: [{}, {}] }]);
    expect(one.notices).toMatchObject([{ tracking_number: 'EB000000001CN' }]);
    const none = readPayload(changed('kuaidi100-push', { lastResult: 'x', destResult: undefined }));
    expect(none.shipments).toEqual([]);
    expect(none.notices.map(({ code, path }) => [code, path])).toEqual([
      ['invalid_value', 'lastResult'],
      ['tracking_stopped', ''],
    ]);
  });

  test('a parcel that only one result names', () => {
    const value = changed('kuaidi100-push', {
      'lastResult.nu': null,
      'lastResult.com': '',
      'lastResult.state': null,
      'destResult.state': null,
    });
    expect(readPayload(value).shipments).toMatchObject([
      { tracking_number: 'EB000000001CN', carrier_id: 'postennorge', reported: null },
    ]);
  });
});
