import type { MappingResult } from '../mapping/result.ts';
import { arrange, rankOf } from './arrange.ts';
import { follow, type Journey, type Stay } from './journey.ts';
import type { JourneyRules } from './rules.ts';
import type { Finding, Step } from './step.ts';
import type { ResolvedShipment } from './types.ts';

/** A status that a payload gives the parcel as a whole, and the events of that payload. */
export interface WholeStatus {
  readonly result: MappingResult;
  readonly steps: readonly Step[];
}

/** Something odd; with what a payload says of the whole, where that is it. */
export interface Oddity extends Finding {
  readonly reported?: MappingResult;
}

/** What became of a shipment, in its events. */
export interface Summarised
  extends Pick<ResolvedShipment, 'state' | 'leg' | 'basis' | 'final' | 'orderedBy' | 'ageMs'> {
  /** Its stay in the current state; undefined where only a whole status says it. */
  readonly stay: Stay | undefined;
  readonly journey: Journey;
  readonly oddities: readonly Oddity[];
  /** The carrier that the newest event names; '' where none does. */
  readonly carrier: string;
}

/** What the events of one shipment come to: the one place where that is worked out. */
export function summarise(
  given: readonly Step[],
  rules: JourneyRules,
  now: number | null,
  wholes: readonly WholeStatus[] = [],
): Summarised {
  const { steps, findings, orderedBy } = arrange(given);
  const journey = follow(steps, rules);
  const oddities: Oddity[] = [...findings, ...journey.findings];
  for (const step of given)
    if (Number.isNaN(step.wall))
      oddities.push({ code: step.clock === '' ? 'undated_event' : 'implausible_time', steps: [step] });
  const stay = journey.stays[journey.stays.length - 1];
  const reported = wholes.length === 0 ? [] : reportedBy(wholes);
  const last = reported.length === 0 ? undefined : steps.findLast(({ info }) => info !== null);
  for (const { result, newest = last } of reported)
    if (newest && disagree(result, newest.result))
      oddities.push({ code: 'status_disagrees', steps: [newest], reported: result });
  const status = reported[0]?.result;
  const state = stay?.state ?? status?.state ?? null;
  const age = stay && now !== null ? now - stay.first.instant : Number.NaN;
  return {
    state,
    leg: stay?.leg ?? status?.leg ?? null,
    basis: stay ? 'events' : status ? 'reported' : null,
    final: state !== null && rules.final.has(state),
    stay,
    journey,
    oddities,
    orderedBy,
    carrier: carrierOf(steps),
    ageMs: age >= 0 ? age : null,
  };
}

function carrierOf(steps: readonly Step[]): string {
  for (let i = steps.length - 1; i >= 0; i--) if (steps[i]?.carrier) return (steps[i] as Step).carrier;
  return '';
}

/** What the payloads say of the parcel as a whole, where that is a state: that of the newest payload first. */
function reportedBy(wholes: readonly WholeStatus[]) {
  const all = wholes
    .filter(({ result }) => result.state !== null)
    .map(({ result, steps }) => {
      const newest = steps
        .filter((step) => step.info !== null)
        .reduce<Step | undefined>((last, step) => (last && isLater(last, step) ? last : step), undefined);
      const moment = steps.reduce((latest, step) => Math.max(latest, step.moment), -Infinity);
      return { result, newest, moment };
    });
  return all.sort((a, b) => compareMoments(b.moment, a.moment) || rankOf(b.result) - rankOf(a.result));
}

const compareMoments = (a: number, b: number) => (a === b ? 0 : a - b);
const isLater = (a: Step, b: Step) =>
  compareMoments(a.moment, b.moment) > 0 || (a.moment === b.moment && a.place > b.place);

/** A general status agrees with any of its sub-statuses. */
function disagree(whole: MappingResult, newest: MappingResult): boolean {
  if (whole.state === newest.state) return whole.leg === 'return' && newest.leg !== 'return';
  const [status, substatus] = (whole.rule ?? '').split('/');
  const general = substatus === undefined || whole.basis === 'status';
  return !(general && newest.rule?.split('/')[0] === status);
}
