import { type ProState, type ProStateInfo, proStates } from '../tables/index.ts';

/**
 * Whether a text is one of the 42 PRO states. PRO may add states without notice, so treat another value that
 * you read from PRO as a state that this version does not know, not as an error.
 */
export function isProState(value: unknown): value is ProState {
  return typeof value === 'string' && proStates.has(value);
}

/**
 * What is known of a state as PRO sends it: PRO's own samples carry stray space (`"ready_to_ship\t"`), which is
 * taken off. Undefined for a state that this version does not know.
 */
export function readProState(value: unknown): ProStateInfo | undefined {
  return typeof value === 'string' ? proStates.get(value.trim()) : undefined;
}

const documented = (value: 'yes' | 'no' | 'undocumented' | undefined): boolean | null =>
  value === 'yes' ? true : value === 'no' ? false : null;

/** Whether a shipment in this state can be cancelled; null where no document says. */
export function canCancel(state: string): boolean | null {
  return documented(readProState(state)?.canCancel);
}

/** Whether a shipment in this state can be deleted; null for an unknown state. */
export function canDelete(state: string): boolean | null {
  return readProState(state)?.canDelete ?? null;
}

/** Whether the state changes only when PRO's running process ends; null for an unknown state. */
export function isLocked(state: string): boolean | null {
  return readProState(state)?.locked ?? null;
}

/** Whether PRO alone sets the state; null for an unknown state. */
export function isSystemState(state: string): boolean | null {
  return readProState(state)?.systemOnly ?? null;
}

/** Whether only on-demand shipments can have the state; null for an unknown state. */
export function isOnDemandOnly(state: string): boolean | null {
  return readProState(state)?.onDemandOnly ?? null;
}

/** Whether a customer can set the state by hand; null where no document says. */
export function isSettable(state: string): boolean | null {
  return documented(readProState(state)?.settable);
}
