import { describe, expect, test } from 'vitest';
import { proStates } from '../../src/index.ts';
import { ANOMALIES, createResolver, resolveShipment } from '../../src/shipments/index.ts';
import { anomaliesOf, byState, events, parcel, timelineOf } from './helpers.ts';

const resolve = createResolver({ mapper: byState });

type Row = [name: string, given: string, timeline: string, anomalies?: string];

const ON_THE_WAY: readonly Row[] = [
  ['no events', '', ''],
  [
    'the whole way',
    'manifested 1, carrier_collected 2, in_transit 3, at_customs 4, cleared_customs 5, out_for_delivery 6, delivered 7',
    'manifested@0 carrier_collected@1 in_transit@2 at_customs@3 cleared_customs@4 out_for_delivery@5 delivered@6',
  ],
  [
    'any order',
    'delivered 3, in_transit 1, out_for_delivery 2',
    'in_transit@1 out_for_delivery@2 delivered@0',
  ],
  ['a state said twice', 'in_transit 1, in_transit 2, delivered 3', 'in_transit@0*2 delivered@2'],
  ['announced too late', 'in_transit 1, manifested 2', 'in_transit@0', 'regression:1,0'],
  [
    'back on the way',
    'out_for_delivery 1, in_transit 2',
    'out_for_delivery@0 in_transit@1',
    'regression:1,0',
  ],
  [
    'only the step back is odd',
    'out_for_delivery 1, in_transit 2, at_customs 3',
    'out_for_delivery@0 in_transit@1 at_customs@2',
    'regression:1,0',
  ],
  [
    'a second try',
    'out_for_delivery 1, delivery_failed 2, in_transit 3, out_for_delivery 4, delivered 5',
    'out_for_delivery@0 delivery_failed@1 in_transit@2 out_for_delivery@3 delivered@4',
  ],
  [
    'collected after a failed delivery',
    'out_for_delivery 1, delivery_failed 2, carrier_collected 3',
    'out_for_delivery@0 delivery_failed@1 carrier_collected@2',
    'regression:2,1',
  ],
  ['delayed before it is announced', 'delayed 1, manifested 2', 'delayed@0 manifested@1'],
  [
    'a new carrier collects it',
    'out_for_delivery 1, delayed 2, carrier_changed 3, carrier_collected 4, in_transit 5',
    'out_for_delivery@0 delayed@1 carrier_changed@2 carrier_collected@3 in_transit@4',
  ],
  ['a new carrier announces it', 'carrier_changed 1, manifested 2', 'carrier_changed@0', 'regression:1,0'],
  ['lost and found', 'lost 1, in_transit 2, delivered 3', 'lost@0 in_transit@1 delivered@2'],
  ['nothing said', 'in_transit 1, - 2', 'in_transit@0'],
];

const ENDS: readonly Row[] = [
  ['a late scan', 'delivered 1, in_transit 2', 'delivered@0', 'after_final:1,0'],
  ['a late problem', 'delivered 1, delayed 2', 'delivered@0', 'after_final:1,0'],
  ['delivered twice', 'delivered 1, delivered 2', 'delivered@0*2'],
  ['collected from the shop', 'delivered 1, customer_collected 2', 'delivered@0 customer_collected@1'],
  ['damaged after all', 'delivered 1, delivered_damaged 2', 'delivered@0 delivered_damaged@1'],
  ['a return', 'delivered 1, <in_transit 2', 'delivered@0 <in_transit@1'],
  ['a return at once', 'delivered 1, <returned_to_sender 2', 'delivered@0 <returned_to_sender@1'],
  ['destroyed', 'destroyed 1, delivered 2', 'destroyed@0', 'after_final:1,0'],
  ['destroyed has no way back', 'destroyed 1, <in_transit 2', 'destroyed@0', 'after_final:1,0'],
  ['back at the sender', '<returned_to_sender 1, in_transit 2', '<returned_to_sender@0', 'after_final:1,0'],
  ['delivered to the sender again', '<returned_to_sender 1, delivered 2', '<returned_to_sender@0*2'],
];

const WAY_BACK: readonly Row[] = [
  [
    'delivered to the sender',
    'out_for_delivery 1, <in_transit 2, delivered 3',
    'out_for_delivery@0 <in_transit@1 <returned_to_sender@2',
    'delivered_on_return_leg:2',
  ],
  [
    'and once more',
    '<in_transit 1, delivered 2, customer_collected 3',
    '<in_transit@0 <returned_to_sender@1*2',
    'delivered_on_return_leg:1',
  ],
  [
    'the way back goes on with codes of the way out',
    '<in_transit 1, at_customs 2, out_for_delivery 3',
    '<in_transit@0 <at_customs@1 <out_for_delivery@2',
  ],
  [
    'the way back starts anew',
    'out_for_delivery 1, <carrier_collected 2',
    'out_for_delivery@0 <carrier_collected@1',
  ],
  [
    'delivered, sent back, delivered',
    'delivered 1, <in_transit 2, delivered 3',
    'delivered@0 <in_transit@1 <returned_to_sender@2',
    'delivered_on_return_leg:2',
  ],
];

const REUSE: readonly Row[] = [
  [
    'after 30 days',
    'delivered 0, carrier_collected 720',
    'delivered@0 / carrier_collected@1',
    'reused_tracking_number:1,0',
  ],
  ['an hour short', 'delivered 0, carrier_collected 719', 'delivered@0', 'after_final:1,0'],
  ['announced', 'delivered 0, manifested 800', 'delivered@0 / manifested@1', 'reused_tracking_number:1,0'],
  ['a late scan of another kind', 'delivered 0, in_transit 800', 'delivered@0', 'after_final:1,0'],
  ['not on the way back', 'delivered 0, <carrier_collected 800', 'delivered@0 <carrier_collected@1'],
  ['a cancelled one stays cancelled', 'cancelled 0, manifested 800', 'cancelled@0', 'after_final:1,0'],
  ['one under way is none', 'in_transit 0, manifested 800', 'in_transit@0', 'regression:1,0'],
  [
    'twice, and the way back ends with its journey',
    '<returned_to_sender 0, manifested 800, delivered 801, manifested 1600, in_transit 1601',
    '<returned_to_sender@0 / manifested@1 delivered@2 / manifested@3 in_transit@4',
    'reused_tracking_number:1,0 reused_tracking_number:3,2',
  ],
];

const ODD: readonly Row[] = [
  ['unmapped', 'in_transit 1, what 2', 'in_transit@0', 'unmapped_event:1'],
  [
    'the same twice',
    'in_transit 1 x, delivered 2, in_transit 1 x',
    'in_transit@0 delivered@1',
    'duplicate:0,2',
  ],
  ['other words are another event', 'in_transit 1 x, in_transit 1 y', 'in_transit@0*2'],
  ['one moment', 'out_for_delivery 1, in_transit 1', 'in_transit@1 out_for_delivery@0', 'tie:1,0'],
  ['one moment and no state', 'out_for_delivery 1, - 1', 'out_for_delivery@0'],
  ['one moment, both legs', '<in_transit 1, in_transit 1', 'in_transit@1 <in_transit@0'],
  [
    'one event, two codes',
    'out_for_delivery 1 x, in_transit 1 x',
    'in_transit@1 out_for_delivery@0',
    'conflicting_codes:1,0',
  ],
  ['no time', 'in_transit 1, manifested none', 'in_transit@0', 'undated_event:1'],
  ['zeros', 'in_transit 1, manifested 0000-00-00', 'in_transit@0', 'implausible_time:1'],
  ['a far year', 'in_transit 1, manifested 2079-06-06', 'in_transit@0', 'implausible_time:1'],
];

const GROUPS = { ON_THE_WAY, ENDS, WAY_BACK, REUSE, ODD };

describe.each(Object.entries(GROUPS))('%s', (_group, rows) => {
  test.each(rows)('%s: %s', (_name, given, timeline, anomalies = '') => {
    const shipment = resolve(events(given));
    expect({ timeline: timelineOf(shipment), anomalies: anomaliesOf(shipment) }).toEqual({
      timeline,
      anomalies,
    });
    const last = shipment.timeline.at(-1);
    expect([shipment.state, shipment.leg]).toEqual([last?.state ?? null, last?.leg ?? null]);
    expect(shipment.final).toBe(last ? proStates.get(last.state)?.final : false);
  });
});

describe('the status of the whole parcel', () => {
  const whole = (given: string, status: string) => resolve(parcel(events(given), 'oldest_first', { status }));

  test.each([
    ['agrees', 'in_transit 1, delivered 2', 'delivered', ''],
    ['another state', 'in_transit 1, out_for_delivery 2', 'delivered', 'status_disagrees:1'],
    ['the way back', 'in_transit 1', '<in_transit', 'status_disagrees:0'],
    ['says nothing', 'in_transit 1', '-', ''],
    ['is not known', 'in_transit 1', 'what', ''],
    ['an event that says nothing is not the newest', 'in_transit 1, - 2', 'in_transit', ''],
  ])('%s', (_name, given, status, anomalies) => {
    const shipment = whole(given, status);
    expect(anomaliesOf(shipment)).toBe(anomalies);
    expect([shipment.basis, shipment.state]).toEqual(['events', resolve(events(given)).state]);
  });

  test('stands in where no event has a state, without a time', () => {
    expect(whole('- 1', '<returned_to_sender')).toMatchObject({
      state: 'returned_to_sender',
      leg: 'return',
      basis: 'reported',
      final: true,
      since: null,
      returned: null,
      timeline: [],
      anomalies: [],
    });
    expect(whole('- 1', '-')).toMatchObject({ state: null, leg: null, basis: null, final: false });
  });
});

test('every code of the closed list stands in a row, and the message says what it means', () => {
  const shipments = Object.values(GROUPS).flatMap((rows) => rows.map(([, given]) => resolve(events(given))));
  shipments.push(resolve(parcel(events('in_transit 1'), 'oldest_first', { status: 'delivered' })));
  const anomalies = shipments.flatMap((shipment) => shipment.anomalies);
  expect([...new Set(anomalies.map(({ code }) => code))].sort()).toEqual(Object.keys(ANOMALIES).sort());
  for (const { code, message } of anomalies) expect(message).toContain(ANOMALIES[code]);
});

test('a message names the states and their times', () => {
  const message = (given: string) => resolve(events(given)).anomalies[0]?.message;
  expect(message('delivered 1, in_transit 2')).toMatch(
    / in_transit at 2026-03-01T02:00:00Z; delivered at 2026-03-01T01:00:00Z$/,
  );
  expect(message('what 1')).toMatch(/ unknown_code \(kd100 what\) at 2026-03-01T01:00:00Z$/);
  expect(message('- 1, - 1')).toMatch(/ no change at .* \(2 times\)$/);
  expect(message('in_transit 0000-00-00')).toMatch(/ in_transit at 0000-00-00$/);
  expect(message('in_transit none')).toMatch(/ in_transit$/);
  expect(
    resolve(parcel(events('in_transit 1'), 'oldest_first', { status: 'delivered' })).anomalies[0]?.message,
  ).toMatch(/ delivered for the whole; in_transit at 2026-03-01T01:00:00Z$/);
});

test.each([...proStates.keys()])('nothing takes a cancellation back: %s', (state) => {
  for (const leg of ['', '<']) {
    const shipment = resolve(events(`cancelled 1, ${leg}${state} 2, ${leg}${state} 2000`));
    expect(shipment).toMatchObject({ state: 'cancelled', leg: 'outbound', final: true, earlier: [] });
  }
});

test('an event that is none has no state', () => {
  const shipment = resolveShipment([null, 5, 'delivered', []] as unknown as object[]);
  expect(shipment.counts).toEqual({ events: 4, mapped: 0, no_change: 0, unmapped: 4, duplicates: 0 });
  expect(shipment).toMatchObject({ state: null, basis: null, timeline: [] });
});
