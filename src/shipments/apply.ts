import type { AnyEvent } from '../mapping/event.ts';
import { type Mapper, mapTrackingEvent } from '../mapping/mapper.ts';
import type { MappingResult } from '../mapping/result.ts';
import { CHANGE_RULES, type ChangeVerdict, checkChange } from '../pro/changes.ts';
import { readProState } from '../pro/states.ts';
import type { ProState } from '../tables/index.ts';

/** A shipment as PRO holds it. */
export interface ProShipment {
  /** The state as PRO sends it. One that is not known passes. */
  readonly state: string;
  /** Default: `scheduled`. */
  readonly shipmentType?: 'scheduled' | 'on_demand';
}

/** What to do with an event: each code and its meaning. */
export const ACTIONS = {
  apply: 'Write the state to PRO.',
  none: 'Nothing: the event changes nothing, or the shipment is in that state already.',
  stays_cancelled: 'Nothing: a cancelled shipment stays cancelled.',
  wait: 'Keep the event and try again when the running process has ended.',
  refuse: 'Do not write it: a documented rule forbids it.',
  review: 'Let a person decide.',
} as const;

/** What an event does to a shipment in PRO. */
export interface Application {
  readonly action: keyof typeof ACTIONS;
  /** The state to write; null unless the action is `apply`. */
  readonly state: ProState | null;
  /** Why, in one sentence. */
  readonly reason: string;
  /** The rule behind it; null where the event itself is the reason. */
  readonly verdict: ChangeVerdict | null;
  /** The shipment's own state where this version does not know it. */
  readonly unknownState: string | null;
  /** How the event was mapped. */
  readonly result: MappingResult;
}

/**
 * What a tracking event does to a PRO shipment in a given state. Nothing is sent to PRO. Never throws for anything
 * that the event can contain.
 */
export function applyTrackingEvent(
  shipment: ProShipment,
  event: AnyEvent,
  mapper: Pick<Mapper, 'map'> = { map: mapTrackingEvent },
): Application {
  const result = mapper.map(event);
  const from = readProState(shipment.state);
  const outcome = (
    action: Application['action'],
    reason: string = ACTIONS[action],
    verdict: ChangeVerdict | null = null,
  ): Application => ({
    action,
    state: action === 'apply' ? result.state : null,
    reason,
    verdict,
    unknownState: from ? null : String(shipment.state),
    result,
  });
  if (result.outcome === 'no_change') return outcome('none', 'The event says nothing about the parcel.');
  if (result.state === null) return outcome('none', 'The event is not mapped.');
  const { shipmentType = 'scheduled' } = shipment;
  const verdict = checkChange(shipment.state, result.state, { by: 'carrier', shipmentType });
  if (verdict.rule === 'already_there') return outcome('none', CHANGE_RULES.already_there.reason, verdict);
  if (verdict.rule === 'cancelled_is_final') return outcome('stays_cancelled', undefined, verdict);
  if (verdict.rule === 'locked') return outcome('wait', undefined, verdict);
  if (
    verdict.rule === 'too_late_to_cancel' ||
    (readProState(result.state)?.terminalDocumented && verdict.verdict !== 'allowed')
  )
    return outcome(
      'review',
      'The carrier says that the order is cancelled, and PRO cannot cancel the shipment any more.',
      verdict,
    );
  return outcome(verdict.verdict === 'refused' ? 'refuse' : 'apply', verdict.reason, verdict);
}
