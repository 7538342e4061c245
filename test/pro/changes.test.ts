import { describe, expect, test } from 'vitest';
import {
  CHANGE_RULES,
  type ChangedBy,
  type ChangeOptions,
  type ChangeRule,
  canCancel,
  canDelete,
  checkChange,
  isLocked,
  isOnDemandOnly,
  isSettable,
  isSystemState,
  proStates,
  TrackstateError,
} from '../../src/index.ts';

const STATES = [...proStates.keys()] as string[];
const BY: readonly ChangedBy[] = ['customer', 'carrier', 'pro'];
const TYPES = [undefined, 'scheduled', 'on_demand'] as const;
const OPTIONS: readonly ChangeOptions[] = BY.flatMap((by) =>
  TYPES.map((shipmentType) => (shipmentType ? { by, shipmentType } : { by })),
);

type Row = [from: string, to: string, by: ChangedBy, rule: ChangeRule, type?: 'scheduled' | 'on_demand'];

const EXAMPLES: readonly Row[] = [
  ['allocated', 'booked', 'customer', 'unknown_target'],
  ['cancelled', 'teleported', 'pro', 'unknown_target'],
  ['in_transit', 'in_transit', 'carrier', 'already_there'],
  ['cancelled', 'cancelled', 'customer', 'already_there'],
  ['allocating', 'allocating', 'customer', 'already_there'],
  ['ready_to_ship\t', ' ready_to_ship', 'customer', 'already_there'],
  ['cancelled', 'unallocated', 'pro', 'cancelled_is_final'],
  ['cancelled', 'delivered', 'carrier', 'cancelled_is_final'],
  ['booked', 'in_transit', 'carrier', 'unknown_state'],
  ['', 'cancelled', 'customer', 'unknown_state'],
  ['allocating', 'allocated', 'pro', 'process_ends'],
  ['allocating', 'allocation_failed', 'pro', 'process_ends'],
  ['manifesting', 'manifested', 'pro', 'process_ends'],
  ['manifesting', 'manifest_failed', 'pro', 'process_ends'],
  ['cancelling', 'cancelled', 'pro', 'process_ends'],
  ['allocating', 'allocated', 'customer', 'locked'],
  ['allocating', 'manifested', 'pro', 'locked'],
  ['manifesting', 'in_transit', 'carrier', 'locked'],
  ['cancelling', 'cancelled', 'customer', 'locked'],
  ['unallocated', 'allocating', 'pro', 'process_begins'],
  ['allocation_failed', 'allocating', 'pro', 'process_begins'],
  ['allocated', 'manifesting', 'pro', 'process_begins'],
  ['manifest_failed', 'manifesting', 'pro', 'process_begins'],
  ['ready_to_ship', 'manifesting', 'pro', 'process_begins'],
  ['unallocated', 'allocating', 'customer', 'system_state'],
  ['allocated', 'manifesting', 'carrier', 'system_state'],
  ['allocated', 'cancelling', 'customer', 'system_state'],
  ['allocated', 'collection_booked', 'customer', 'on_demand_only', 'scheduled'],
  ['manifested', 'collection_booking_failed', 'carrier', 'on_demand_only', 'scheduled'],
  ['allocated', 'collection_booking_pending', 'customer', 'on_demand_unknown'],
  ['allocated', 'cancelled', 'customer', 'can_cancel'],
  ['unallocated', 'cancelled', 'carrier', 'can_cancel'],
  ['manifested', 'cancelled', 'customer', 'too_late_to_cancel'],
  ['delivered', 'cancelled', 'carrier', 'too_late_to_cancel'],
  ['unallocated', 'allocated', 'customer', 'not_by_hand'],
  ['allocated', 'ready_to_ship', 'customer', 'set_by_hand'],
  ['allocated', 'ready_to_ship', 'carrier', 'undocumented'],
  ['unallocated', 'allocated', 'carrier', 'undocumented'],
  ['delivered', 'in_transit', 'customer', 'undocumented'],
  ['manifested', 'collection_booked', 'carrier', 'undocumented', 'on_demand'],
  ['awaiting_drop_off', 'cancelled', 'customer', 'undocumented'],
  ['in_transit', 'allocating', 'pro', 'undocumented'],
  ['unallocated', 'manifesting', 'pro', 'undocumented'],
  ['allocated', 'cancelling', 'pro', 'undocumented'],
];

describe('each rule by an example', () => {
  test.each(EXAMPLES)('%j to %j by %s: %s', (from, to, by, rule, shipmentType) => {
    const options = shipmentType ? { by, shipmentType } : { by };
    expect(checkChange(from, to, options)).toEqual({ rule, ...CHANGE_RULES[rule] });
  });

  test('and every rule has one', () => {
    const rules = new Set(EXAMPLES.map(([, , , rule]) => rule));
    expect([...rules].sort()).toEqual(Object.keys(CHANGE_RULES).sort());
  });

  test('what is undocumented has no document, all else has one with the day it was read', () => {
    for (const [rule, { verdict, reason, origin }] of Object.entries(CHANGE_RULES)) {
      expect(reason, rule).toMatch(/^[A-Z].+\.$/);
      if (origin === null) expect(verdict, rule).toBe('undocumented');
      else expect(origin, rule).toMatch(/^https:\/\/\S+\.md \(\d{4}-\d{2}-\d{2}\)$/);
    }
  });
});

/** Every change of the 42 states to each other, by everybody. */
function* changes() {
  for (const from of STATES)
    for (const to of STATES)
      for (const options of OPTIONS) yield { from, to, ...options, ...checkChange(from, to, options) };
}

test('all 42 times 42 changes have a verdict of the list', () => {
  let count = 0;
  for (const { from, to, verdict, rule, reason, origin } of changes()) {
    count++;
    expect({ verdict, reason, origin }, `${from} to ${to}`).toEqual(CHANGE_RULES[rule]);
  }
  expect(count).toBe(42 * 42 * 9);
});

/** The changes that a test is about, and those of them whose verdict is another than it says. */
function others(
  about: (change: { from: string; to: string; by: ChangedBy; shipmentType?: string }) => boolean,
  ...verdicts: string[]
): { count: number; wrong: string[] } {
  const all = [...changes()].filter((change) => change.from !== change.to && about(change));
  const wrong = all.filter(({ verdict }) => !verdicts.includes(verdict));
  return {
    count: all.length,
    wrong: wrong.map(({ from, to, by, rule }) => `${from} to ${to} by ${by}: ${rule}`),
  };
}

describe('the documented rules, for all states', () => {
  const BEFORE = ['unallocated', 'allocation_failed', 'allocated', 'ready_to_ship', 'manifest_failed'];
  const LOCKED = ['allocating', 'manifesting', 'cancelling'];
  const ON_DEMAND = ['collection_booking_pending', 'collection_booked', 'collection_booking_failed'];

  test.each<[string, Parameters<typeof others>[0], number, string, string?]>([
    ['nothing follows cancelled', ({ from }) => from === 'cancelled', 41 * 9, 'refused'],
    [
      'a locked state changes for nobody but PRO',
      ({ from, by }) => LOCKED.includes(from) && by !== 'pro',
      3 * 41 * 6,
      'refused',
    ],
    [
      'nobody else sets a system state',
      ({ from, to, by }) => LOCKED.includes(to) && by !== 'pro' && !LOCKED.includes(from),
      39 * 3 * 6,
      'refused',
    ],
    [
      'an on-demand state needs an on-demand shipment',
      ({ to, shipmentType }) => ON_DEMAND.includes(to) && shipmentType === 'scheduled',
      3 * 41 * 3,
      'refused',
    ],
    [
      'whoever may cancel does so before it is manifested',
      ({ from, to }) => to === 'cancelled' && BEFORE.includes(from),
      BEFORE.length * 9,
      'allowed',
    ],
    [
      'and nobody after',
      ({ from, to }) =>
        to === 'cancelled' &&
        ![...BEFORE, ...LOCKED, ...ON_DEMAND, 'awaiting_drop_off', 'cancelled'].includes(from),
      (42 - 5 - 3 - 3 - 2) * 9,
      'refused',
    ],
    [
      'a carrier is allowed nothing but to cancel',
      ({ to, by }) => by === 'carrier' && to !== 'cancelled',
      41 * 41 * 3,
      'refused',
      'undocumented',
    ],
  ])('%s', (_name, about, count, verdict, or = verdict) => {
    expect(others(about, verdict, or)).toEqual({ count, wrong: [] });
  });

  test('what is allowed by PRO itself is a process or a cancellation', () => {
    const allowed = [...changes()].filter(
      ({ by, verdict, rule }) => by === 'pro' && verdict === 'allowed' && rule !== 'already_there',
    );
    expect([...new Set(allowed.map(({ rule }) => rule))].sort()).toEqual([
      'can_cancel',
      'process_begins',
      'process_ends',
    ]);
  });
});

describe('unknown values', () => {
  test('a state that is not known is no error', () => {
    for (const options of OPTIONS)
      for (const from of ['booking', 'constructor', '__proto__', '', null as unknown as string]) {
        for (const to of STATES) expect(checkChange(from, to, options).rule).toBe('unknown_state');
        expect(checkChange(from, from, options).rule).toBe('unknown_target');
      }
  });

  test.each<[string, object]>([
    ['by: expected customer, carrier or pro, found "me"', { by: 'me' }],
    ['by: expected customer, carrier or pro, found undefined', {}],
    ['shipmentType: expected scheduled or on_demand, found "drone"', { by: 'pro', shipmentType: 'drone' }],
    ['shipmentType: expected scheduled or on_demand, found null', { by: 'pro', shipmentType: null }],
  ])('%s', (message, options) => {
    const asked = () => checkChange('allocated', 'cancelled', options as ChangeOptions);
    expect(asked).toThrow(TrackstateError);
    expect(asked).toThrow(expect.objectContaining({ code: 'invalid_option', message }));
  });
});

describe('what is asked of one state', () => {
  const said = { yes: true, no: false, undocumented: null };

  test.each([...proStates.values()])('$state', (info) => {
    for (const name of [info.state, `${info.state}\t`]) {
      expect(canCancel(name)).toBe(said[info.canCancel]);
      expect(isSettable(name)).toBe(said[info.settable]);
      expect(canDelete(name)).toBe(info.state === 'cancelled');
      expect(isLocked(name)).toBe(info.locked);
      expect(isSystemState(name)).toBe(info.systemOnly);
      expect(isOnDemandOnly(name)).toBe(info.onDemandOnly);
    }
  });

  test('all answers are null for one that is not known', () => {
    const asks = { canCancel, isSettable, canDelete, isLocked, isSystemState, isOnDemandOnly };
    for (const [name, ask] of Object.entries(asks))
      for (const other of ['booked', '', 'Cancelled', undefined as unknown as string])
        expect(ask(other), name).toBeNull();
  });
});
