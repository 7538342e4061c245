import { describe, expect, test } from 'vitest';
import { mapTrackingEvent } from '../../src/index.ts';
import { readPayload } from '../../src/sources/index.ts';
import { changed, fixture } from './fixtures.ts';

const INFO = 'data.accepted.0.track_info';
const EVENTS = `${INFO}.tracking.providers.0.events`;

const noted = (value: unknown) =>
  readPayload(value).notices.map(({ code, tracking_number, path }) => [code, tracking_number, path]);

describe('17TRACK', () => {
  test('merges its carriers, and counts a repeated event once', () => {
    const [shipment] = readPayload(fixture('17track-answer')).shipments;
    expect(shipment).toMatchObject({
      tracking_number: 'LX000000001DE',
      carrier_id: '7041',
      order: 'newest_first',
    });
    expect(
      shipment?.events.map((event) => [event.carrier_id, event.position, event.substatus_code, event.time]),
    ).toEqual([
      ['7041', 0, 'InTransit_Arrival', '2026-04-09T06:00:00+02:00'],
      ['7041', 1, null, '2026-04-07T12:30:00Z'],
      ['7041', 2, 'InTransit_PickedUp', '2026-04-06 09:15:00+02:00'],
      ['1151', 4, 'InfoReceived', '2026-04-08'],
    ]);
    expect(shipment?.events.map(({ location }) => location)).toEqual(['Graz', 'Hof, BY, DE', null, null]);
  });

  test('gives events that the mapper takes, and paints no status onto those without', () => {
    const [shipment, unknown] = readPayload(fixture('17track-answer')).shipments;
    expect(shipment?.events.map((event) => mapTrackingEvent(event).state)).toEqual([
      'in_transit',
      null,
      'carrier_collected',
      'manifested',
    ]);
    expect(shipment?.events.every((event) => event.status_code === null)).toBe(true);
    expect(shipment?.reported).toMatchObject({
      status_code: 'InTransit',
      substatus_code: 'InTransit_Arrival',
      description: 'At the depot',
      raw: { status: 'InTransit' },
    });
    expect(unknown).toMatchObject({ carrier_id: null, events: [], reported: { status_code: 'NotFound' } });
    expect(unknown?.reported && mapTrackingEvent(unknown.reported)).toMatchObject({ outcome: 'no_change' });
  });

  test('notes what it did not find or take', () => {
    expect(readPayload(fixture('17track-answer')).notices).toEqual([
      {
        code: 'rejected_number',
        tracking_number: 'BAD-1',
        message: 'The format is wrong.',
        path: 'data.rejected[0]',
      },
      {
        code: 'rejected_number',
        tracking_number: 'BAD-2',
        message: 'code -18010014',
        path: 'data.rejected[1]',
      },
      {
        code: 'not_found',
        tracking_number: 'LX000000002DE',
        message: 'NotFound',
        path: 'data.accepted[1].track_info.latest_status',
      },
    ]);
  });

  test('notes errors', () => {
    const errors = [{ code: -18010002, message: 'Wrong key' }, 5];
    expect(
      readPayload({ code: -18010002, data: { errors } }).notices.map(({ code, message, path }) => [
        code,
        message,
        path,
      ]),
    ).toEqual([
      ['error_answer', 'Wrong key', 'data.errors[0]'],
      ['invalid_value', 'expected an object, found 5', 'data.errors[1]'],
      ['error_answer', 'code unknown', 'data.errors[1]'],
    ]);
    expect(noted({ code: -1, data: { accepted: [] } })).toEqual([['error_answer', null, '']]);
    expect(noted({ code: 0, data: { rejected: [7, { number: 'A' }] } })).toEqual([
      ['invalid_value', null, 'data.rejected[0]'],
      ['rejected_number', 'A', 'data.rejected[1]'],
    ]);
  });

  test('reads the list of numbers as statuses without events', () => {
    const { shipments } = readPayload(fixture('17track-list'));
    expect(shipments.map(({ reported, events }) => [reported?.status_code, events.length])).toEqual([
      ['OutForDelivery', 0],
      ['NotFound', 0],
      ['Delivered', 0],
    ]);
    expect(noted(fixture('17track-list'))).toEqual([
      ['not_found', 'LX000000004DE', 'data.accepted[1].package_status'],
      ['tracking_expired', 'LX000000004DE', 'data.accepted[1]'],
      ['tracking_stopped', 'LX000000005DE', 'data.accepted[2]'],
    ]);
    expect(noted(changed('17track-list', { 'data.accepted.2.stop_track_reason': '' }))).toHaveLength(3);
  });

  test('reads webhooks', () => {
    const [shipment] = readPayload(fixture('17track-webhook')).shipments;
    expect(shipment).toMatchObject({ carrier_id: '100001', events: [{ location: 'Cork' }, {}] });
    expect(readPayload(fixture('17track-stopped'))).toMatchObject({
      shipments: [{ tracking_number: 'LX000000007DE', reported: null, events: [] }],
      notices: [{ code: 'tracking_stopped', tracking_number: 'LX000000007DE' }],
    });
    expect(noted(changed('17track-stopped', { data: 'x' }))).toEqual([
      ['invalid_value', null, 'data'],
      ['tracking_stopped', null, ''],
    ]);
  });

  test('the latest event stands in where no carrier lists any', () => {
    const value = changed('17track-webhook', { 'data.track_info.tracking': null, 'data.carrier': null });
    expect(readPayload(value).shipments).toMatchObject([
      { carrier_id: null, events: [{ description: 'Handed over', position: 0 }] },
    ]);
  });

  test('takes the carrier from the events where the parcel names none', () => {
    const value = changed('17track-webhook', { 'data.carrier': 0 });
    expect(readPayload(value).shipments).toMatchObject([{ carrier_id: '100001' }]);
  });

  test('order is that of each carrier, not of the lists behind one another', () => {
    const value = changed('17track-answer', {
      [`${INFO}.tracking.providers.1.events.1.time_raw`]: { date: '2026-04-30' },
    });
    expect(readPayload(value).shipments[0]?.order).toBe('newest_first');
    const late = changed('17track-answer', { [`${EVENTS}.0.time_iso`]: '2026-04-01T00:00:00Z' });
    expect(readPayload(late).shipments[0]?.order).toBe('oldest_first');
  });

  test('wrong types are noted where they are', () => {
    const value = changed('17track-answer', {
      [`${EVENTS}.0.time_raw`]: 'x',
      [`${EVENTS}.1.address`]: { city: 1 },
      [`${EVENTS}.2`]: [],
      [`${INFO}.tracking.providers.1`]: null,
      [`${INFO}.latest_status`]: { status: null, sub_status: {} },
      'data.accepted.1': 'x',
    });
    expect(
      noted(value)
        .filter(([code]) => code === 'invalid_value')
        .map(([, , path]) => path),
    ).toEqual([
      'data.accepted[0].track_info.tracking.providers[0].events[0].time_raw',
      'data.accepted[0].track_info.tracking.providers[0].events[1].address.city',
      'data.accepted[0].track_info.tracking.providers[0].events[2]',
      'data.accepted[0].track_info.tracking.providers[1]',
      'data.accepted[0].track_info.latest_status.sub_status',
      'data.accepted[1]',
    ]);
    expect(readPayload(value).shipments).toMatchObject([
      { reported: null, events: [{ location: 'Graz' }, { location: null }] },
    ]);
  });
});

describe('17TRACK, version 1', () => {
  test('has one status, and events without codes', () => {
    const [shipment, unknown] = readPayload(fixture('17track-v1-answer')).shipments;
    expect(shipment).toMatchObject({ carrier_id: '19011', order: 'newest_first' });
    expect(shipment?.reported).toMatchObject({ source: '17track-v1', status_code: 40 });
    expect(shipment?.reported && mapTrackingEvent(shipment.reported).state).toBe('delivered');
    expect(shipment?.events.map((event) => [event.carrier_id, event.position, event.location])).toEqual([
      ['19011', 0, 'Lund'],
      ['19011', 1, 'SE, Malmö'],
      ['3011', 3, null],
    ]);
    expect(mapTrackingEvent(shipment?.events[0] ?? {})).toMatchObject({ reason: 'missing_code' });
    expect(unknown).toMatchObject({ carrier_id: null, reported: { status_code: 0 }, events: [] });
    expect(noted(fixture('17track-v1-answer'))).toEqual([
      ['not_found', 'RB000000002SE', 'data.accepted[1].track.e'],
    ]);
  });

  test('the latest event stands in where the lists are empty', () => {
    expect(readPayload(fixture('17track-v1-webhook')).shipments).toMatchObject([
      { carrier_id: '19011', events: [{ description: 'Label made', time: '2020-07-01 12:00', position: 0 }] },
    ]);
  });

  test('wrong types are noted where they are', () => {
    const value = changed('17track-v1-answer', {
      'data.accepted.0.track.z1.0': 3,
      'data.accepted.0.track.z2': 'x',
      'data.accepted.0.track.e': [],
      'data.accepted.1.track': null,
    });
    expect(readPayload(value).shipments).toMatchObject([
      { reported: null, events: [{ position: 1 }] },
      { tracking_number: 'RB000000002SE', reported: null, events: [] },
    ]);
    expect(
      noted(value)
        .map(([, , path]) => path)
        .sort(),
    ).toEqual(['data.accepted[0].track.e', 'data.accepted[0].track.z1[0]', 'data.accepted[0].track.z2']);
    expect(
      noted(changed('17track-v1-answer', { 'data.accepted.1': { track: 1, number: 'A' } })).at(-1),
    ).toEqual(['invalid_value', null, 'data.accepted[1].track']);
  });
});
