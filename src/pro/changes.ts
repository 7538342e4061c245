import { TrackstateError } from '../errors.ts';
import type { ProStateInfo } from '../tables/index.ts';
import { readProState } from './states.ts';

/** Who changes a state: a customer through the API, a carrier's tracking event, or PRO itself. */
export type ChangedBy = 'customer' | 'carrier' | 'pro';

/** What is known about a change beyond its two states. */
export interface ChangeOptions {
  readonly by: ChangedBy;
  /** Without it, what only on-demand shipments may do is undocumented. */
  readonly shipmentType?: 'scheduled' | 'on_demand';
}

/** A document and when it was read. The rules name this type, so that the type of their list can be read off it. */
type Origin = string;

const PRO_DOCS =
  'https://github.com/snrnats/doc-centre/blob/2549c84f8705630ec29918db171de8cb91bfe944/docfx_project/pro/api/shipments';
const STATES: Origin = `${PRO_DOCS}/shipment_states.md (2026-11-21)`;
const MANUAL: Origin = `${PRO_DOCS}/changing_shipment_states_manually.md (2026-11-21)`;
const CANCELLING: Origin =
  'https://github.com/snrnats/doc-centre/blob/674a82ae16025004612eed5d89491d5095079d4a/docfx_project/pro/api/shipments/cancelling_shipments.md (2026-11-21)';

/** The documented rules, in the order in which they are asked: each code, its verdict, its reason, and where it stands. */
export const CHANGE_RULES = {
  unknown_target: {
    verdict: 'refused',
    reason: 'PRO has no such state: only the 42 can be written.',
    origin: STATES as Origin,
  },
  already_there: {
    verdict: 'allowed',
    reason: 'The shipment is in that state already: PRO answers 304.',
    origin: MANUAL as Origin,
  },
  cancelled_is_final: {
    verdict: 'refused',
    reason: 'Nothing can change once a shipment is cancelled.',
    origin: CANCELLING as Origin,
  },
  unknown_state: {
    verdict: 'undocumented',
    reason: 'The shipment is in a state that this version does not know.',
    origin: null,
  },
  process_ends: {
    verdict: 'allowed',
    reason: 'The running process ends this way.',
    origin: STATES as Origin,
  },
  locked: {
    verdict: 'refused',
    reason: 'The state is locked until the running process succeeds or fails.',
    origin: STATES as Origin,
  },
  process_begins: {
    verdict: 'allowed',
    reason: 'PRO starts this process from that state.',
    origin: STATES as Origin,
  },
  system_state: { verdict: 'refused', reason: 'PRO alone sets that state.', origin: STATES as Origin },
  on_demand_only: {
    verdict: 'refused',
    reason: 'Only on-demand shipments can be in that state.',
    origin: STATES as Origin,
  },
  on_demand_unknown: {
    verdict: 'undocumented',
    reason: 'Only on-demand shipments can be in that state; say which type it is.',
    origin: STATES as Origin,
  },
  can_cancel: {
    verdict: 'allowed',
    reason: 'A shipment that is not manifested yet can be cancelled, through the cancel call.',
    origin: CANCELLING as Origin,
  },
  too_late_to_cancel: {
    verdict: 'refused',
    reason: 'A shipment that is manifested can no longer be cancelled.',
    origin: CANCELLING as Origin,
  },
  not_by_hand: {
    verdict: 'refused',
    reason: 'An unallocated shipment becomes allocated by allocating it, not by hand.',
    origin: MANUAL as Origin,
  },
  set_by_hand: {
    verdict: 'allowed',
    reason: 'The documents show a customer setting that state.',
    origin: MANUAL as Origin,
  },
  undocumented: { verdict: 'undocumented', reason: 'No document says: the server decides.', origin: null },
} as const;

/** A code of the closed list of rules. */
export type ChangeRule = keyof typeof CHANGE_RULES;

/** Whether a change can be made, as far as the documents say. The server has the last word. */
export interface ChangeVerdict {
  readonly verdict: 'allowed' | 'refused' | 'undocumented';
  readonly rule: ChangeRule;
  readonly reason: string;
  /** The document; null where none says it. */
  readonly origin: string | null;
}

/** From which states each process of PRO begins, and how it may end. */
const PROCESSES: ReadonlyMap<string, { from: readonly string[]; to: readonly string[] }> = new Map([
  ['allocating', { from: ['unallocated', 'allocation_failed'], to: ['allocated', 'allocation_failed'] }],
  [
    'manifesting',
    { from: ['allocated', 'manifest_failed', 'ready_to_ship'], to: ['manifested', 'manifest_failed'] },
  ],
]);

/**
 * Whether a shipment may change from one state to another, by the documented rules. PRO's full table of changes is
 * published nowhere, so most are `undocumented`.
 *
 * @param from - The state that PRO reports. One that is not known is no error.
 * @throws {TrackstateError} `invalid_option` where `by` or `shipmentType` is none of those listed.
 */
export function checkChange(from: string, to: string, options: ChangeOptions): ChangeVerdict {
  const { by, shipmentType } = options;
  if (!['customer', 'carrier', 'pro'].includes(by))
    throw new TrackstateError(
      'invalid_option',
      `by: expected customer, carrier or pro, found ${JSON.stringify(by)}`,
    );
  if (![undefined, 'scheduled', 'on_demand'].includes(shipmentType))
    throw new TrackstateError(
      'invalid_option',
      `shipmentType: expected scheduled or on_demand, found ${JSON.stringify(shipmentType)}`,
    );
  const rule = ruleOf(readProState(from), readProState(to), options);
  return { rule, ...CHANGE_RULES[rule] };
}

function ruleOf(
  from: ProStateInfo | undefined,
  to: ProStateInfo | undefined,
  { by, shipmentType }: ChangeOptions,
): ChangeRule {
  if (!to) return 'unknown_target';
  if (from === to) return 'already_there';
  if (from?.terminalDocumented) return 'cancelled_is_final';
  if (!from) return 'unknown_state';
  if (from.locked) {
    const ends = PROCESSES.get(from.state)?.to ?? (from.state === 'cancelling' ? ['cancelled'] : []);
    return by === 'pro' && ends.includes(to.state) ? 'process_ends' : 'locked';
  }
  if (to.systemOnly) {
    if (by !== 'pro') return 'system_state';
    return PROCESSES.get(to.state)?.from.includes(from.state) ? 'process_begins' : 'undocumented';
  }
  if (to.onDemandOnly && shipmentType !== 'on_demand')
    return shipmentType ? 'on_demand_only' : 'on_demand_unknown';
  if (to.terminalDocumented) {
    if (from.canCancel === 'undocumented') return 'undocumented';
    return from.canCancel === 'yes' ? 'can_cancel' : 'too_late_to_cancel';
  }
  if (by !== 'customer') return 'undocumented';
  if (from.state === 'unallocated' && to.state === 'allocated') return 'not_by_hand';
  return to.settable === 'yes' ? 'set_by_hand' : 'undocumented';
}
