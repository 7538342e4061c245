import { type ProState, proStates } from '../tables/index.ts';

/**
 * Whether a text is one of the 42 PRO states. PRO may add states without notice, so treat another value that
 * you read from PRO as a state that this version does not know, not as an error.
 */
export function isProState(value: unknown): value is ProState {
  return typeof value === 'string' && proStates.has(value);
}
