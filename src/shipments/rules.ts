import { TrackstateError } from '../errors.ts';
import { isProState } from '../pro/states.ts';
import { didYouMean } from '../suggest.ts';
import { type ProState, proStates } from '../tables/index.ts';

/** What the caller decides about journeys. */
export interface JourneyOptions {
  /** The states that nothing takes back. Default: those that data/pro-states.csv calls final. */
  readonly final?: readonly ProState[];
  /** How many days after its end a shipment counts as a new one where it is announced or collected again. Default: 30. */
  readonly reuseAfterDays?: number;
  /** The moment for which ages are given. Without it there are none. */
  readonly now?: Date;
}

/** The same, checked. */
export interface JourneyRules {
  readonly final: ReadonlySet<string>;
  readonly reuseAfterMs: number;
}

const DAY = 86_400_000;
const invalid = (message: string) => new TrackstateError('invalid_option', message);

/** @throws {TrackstateError} `invalid_option` */
export function journeyRules({ final, reuseAfterDays = 30 }: JourneyOptions): JourneyRules {
  if (final !== undefined && !Array.isArray(final))
    throw invalid(`final: expected an array of PRO states, found ${JSON.stringify(final)}`);
  const wrong = (final ?? []).find((state) => !isProState(state));
  if (wrong !== undefined)
    throw invalid(
      `final: expected PRO states, found ${JSON.stringify(wrong)}.${didYouMean(String(wrong), proStates.keys())}`,
    );
  if (!(reuseAfterDays > 0))
    throw invalid(`reuseAfterDays: expected a number over 0, found ${reuseAfterDays}`);
  const standard = [...proStates.values()].filter((state) => state.final).map(({ state }) => state);
  // Nothing takes a cancellation back, whatever else is final.
  return { final: new Set([...(final ?? standard), 'cancelled']), reuseAfterMs: reuseAfterDays * DAY };
}

/**
 * The moment of `now` in milliseconds; null where none is given.
 *
 * @throws {TrackstateError} `invalid_option`
 */
export function readNow(now: Date | undefined): number | null {
  if (now === undefined) return null;
  const at = now instanceof Date ? now.getTime() : Number.NaN;
  if (Number.isNaN(at)) throw invalid('now: expected a valid Date');
  return at;
}
