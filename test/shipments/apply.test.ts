import { describe, expect, test } from 'vitest';
import { type ChangeRule, createMapper, crosswalks, proStates } from '../../src/index.ts';
import { ACTIONS, type Application, applyTrackingEvent } from '../../src/shipments/index.ts';
import { byState } from './helpers.ts';

type Action = Application['action'];
type Row = [shipment: string, status: string, action: Action, rule: ChangeRule | null];

const ROWS: readonly Row[] = [
  ['manifested', 'in_transit', 'apply', 'undocumented'],
  ['delivered', '<in_transit', 'apply', 'undocumented'],
  ['ready_to_ship\t', 'carrier_collected', 'apply', 'undocumented'],
  ['allocated', 'cancelled', 'apply', 'can_cancel'],
  ['booked', 'in_transit', 'apply', 'unknown_state'],
  ['in_transit', 'in_transit', 'none', 'already_there'],
  ['cancelled', 'cancelled', 'none', 'already_there'],
  ['in_transit\t', '<in_transit', 'none', 'already_there'],
  ['in_transit', '-', 'none', null],
  ['in_transit', 'what', 'none', null],
  ['cancelled', '-', 'none', null],
  ['cancelled', 'delivered', 'stays_cancelled', 'cancelled_is_final'],
  ['cancelled', 'manifesting', 'stays_cancelled', 'cancelled_is_final'],
  ['manifesting', 'carrier_collected', 'wait', 'locked'],
  ['cancelling', 'cancelled', 'wait', 'locked'],
  ['allocating', 'manifesting', 'wait', 'locked'],
  ['allocated', 'manifesting', 'refuse', 'system_state'],
  ['manifested', 'collection_booked', 'refuse', 'on_demand_only'],
  ['in_transit', 'cancelled', 'review', 'too_late_to_cancel'],
  ['delivered', 'cancelled', 'review', 'too_late_to_cancel'],
  ['awaiting_drop_off', 'cancelled', 'review', 'undocumented'],
  ['booked', 'cancelled', 'review', 'unknown_state'],
];

describe('each action', () => {
  test.each(ROWS)('%j and %s: %s', (state, status, action, rule) => {
    const event = { status };
    const applied = applyTrackingEvent({ state }, event, byState);
    expect([applied.action, applied.verdict?.rule ?? null]).toEqual([action, rule]);
    expect(applied.state).toBe(action === 'apply' ? status.replace('<', '') : null);
    expect(applied.unknownState).toBe(state === 'booked' ? 'booked' : null);
    expect(applied.result).toEqual(byState.map(event));
    expect(applied.reason).toMatch(/^[A-Z].+\.$/);
  });

  test('stands in a row', () => {
    expect([...new Set(ROWS.map(([, , action]) => action))].sort()).toEqual(Object.keys(ACTIONS).sort());
  });

  test.each([
    ['in_transit', '-', 'The event says nothing about the parcel.'],
    ['in_transit', 'what', 'The event is not mapped.'],
    ['in_transit', 'in_transit', 'The shipment is in that state already: PRO answers 304.'],
    ['cancelled', 'delivered', ACTIONS.stays_cancelled],
    ['manifesting', 'delivered', ACTIONS.wait],
    ['allocated', 'manifesting', 'PRO alone sets that state.'],
    ['manifested', 'delivered', 'No document says: the server decides.'],
    ['booked', 'delivered', 'The shipment is in a state that this version does not know.'],
    [
      'manifested',
      'cancelled',
      'The carrier says that the order is cancelled, and PRO cannot cancel the shipment any more.',
    ],
  ])('%s and %s: the reason', (state, status, reason) => {
    expect(applyTrackingEvent({ state }, { status }, byState).reason).toBe(reason);
  });
});

test('an on-demand shipment takes what only such a one can', () => {
  const mapper = createMapper({ shipmentType: 'on_demand' });
  const event = { order_status_code: 1, substatus_code: '102' };
  expect(applyTrackingEvent({ state: 'allocated', shipmentType: 'on_demand' }, event, mapper)).toMatchObject({
    action: 'apply',
    state: 'collection_booked',
  });
  expect(applyTrackingEvent({ state: 'allocated' }, event, mapper)).toMatchObject({
    action: 'refuse',
    state: null,
    verdict: { rule: 'on_demand_only' },
  });
  expect(applyTrackingEvent({ state: 'allocated' }, event)).toMatchObject({
    action: 'apply',
    state: 'manifested',
  });
});

test('every listed code on every state, known or not', () => {
  const listed = [...crosswalks].flatMap(([source, rows]) =>
    [...rows].map(({ status, substatus }) => ({ source, status_code: status, substatus_code: substatus })),
  );
  expect(listed.length).toBeGreaterThanOrEqual(37 + 30 + 7);
  for (const state of [...proStates.keys(), 'booked', '', 'constructor']) {
    const locked = proStates.get(state as never)?.locked;
    for (const event of listed) {
      const { action, state: target, result, unknownState } = applyTrackingEvent({ state }, event);
      const name = `${state} and ${result.rule}`;
      expect(target, name).toBe(action === 'apply' ? result.state : null);
      expect(unknownState, name).toBe(proStates.has(state as never) ? null : state);
      if (result.state === null || result.state === state) expect(action, name).toBe('none');
      else if (state === 'cancelled') expect(action, name).toBe('stays_cancelled');
      else if (locked) expect(action, name).toBe('wait');
      else expect(['apply', 'review'], name).toContain(action);
    }
  }
});

test.each([5, {}, []])('a state of another type passes and is named: %j', (state) => {
  const applied = applyTrackingEvent({ state: state as unknown as string }, { status: 'Delivered' });
  expect(applied).toMatchObject({ action: 'apply', state: 'delivered', verdict: { rule: 'unknown_state' } });
  expect(applied.unknownState).toBe(String(state));
});
