import { TrackstateError } from '../errors.ts';
import { didYouMean } from '../suggest.ts';
import { crosswalks, type ProState, proStates, type SourceId } from '../tables/index.ts';
import type { Arbitration, TextInference } from './inference.ts';
import type { Override } from './overrides/override.ts';

/** How a mapper decides, beyond its tables. */
export interface MapperOptions {
  /**
   * The source of events that name none: neither by `source` nor by a field that one source alone has, such as
   * `order_status_code` (kd100) or `sub_status` (17track). `status`, `status_code` and `substatus_code` name none.
   */
  readonly source?: SourceId;
  /** An on-demand shipment may take states that a scheduled one cannot. Default: `scheduled`. */
  readonly shipmentType?: 'scheduled' | 'on_demand';
  /** Leaves an event unmapped where its sub-status is unknown, instead of using the status alone. */
  readonly strict?: boolean;
  /** The state of events that are unmapped otherwise; such results carry `basis: 'fallback'`. */
  readonly fallback?: ProState;
  /** Your own decisions, over those of the tables. */
  readonly overrides?: readonly Override[];
  /** Reads the text of events without a usable code, and compares it with the code: see `trackstate/text`. */
  readonly inferFromText?: TextInference;
  /**
   * Where an event has a code and a text that disagree: `report` (default) lets the code decide, with a warning;
   * `refine` lets the text decide where the code says little.
   */
  readonly arbitrate?: Arbitration;
}

const OPTIONS: Readonly<Record<keyof MapperOptions, (value: unknown) => string | null>> = {
  source: (v) => oneOf(v, [...crosswalks.keys()]),
  shipmentType: (v) => oneOf(v, ['scheduled', 'on_demand']),
  strict: (v) => (typeof v === 'boolean' ? null : 'expected true or false'),
  fallback: (v) => {
    const state = typeof v === 'string' ? proStates.get(v) : undefined;
    if (!state) return oneOf(v, [...proStates.keys()], `the ${proStates.size} PRO states`);
    return state.systemOnly
      ? `expected a state that can be set, found ${state.state}, which PRO sets by itself`
      : null;
  },
  overrides: (v) => (Array.isArray(v) ? null : 'expected an array of overrides'),
  inferFromText: (v) =>
    typeof (v as Partial<TextInference> | null)?.read === 'function'
      ? null
      : "expected the rules of texts: import { inferFromText } from 'trackstate/text' and pass that",
  arbitrate: (v) => oneOf(v, ['report', 'refine']),
};

/** What was expected and what was found; null where the value is one of those known. */
export function oneOf(
  value: unknown,
  known: readonly string[],
  list: string = known.join(', '),
): string | null {
  if (known.includes(value as string)) return null;
  const found =
    typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : `a value of type ${typeof value}`;
  return `expected one of ${list}, found ${found}.${didYouMean(value, known)}`;
}

/** @throws {TrackstateError} `unknown_option` or `invalid_option` */
export function checkOptions(options: MapperOptions): void {
  if (typeof options !== 'object' || options === null)
    throw new TrackstateError('invalid_option', `Options: expected an object, found ${options}`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) {
      const hint = didYouMean(name, Object.keys(OPTIONS));
      throw new TrackstateError('unknown_option', `There is no option ${JSON.stringify(name)}.${hint}`);
    }
    const fault = value === undefined ? null : OPTIONS[name as keyof MapperOptions](value);
    if (fault) throw new TrackstateError('invalid_option', `Option ${name}: ${fault}`);
  }
}
