import type { ReadTime } from '../time/read.ts';
import { toEventTime, writeInstant } from '../time/write.ts';
import { ANOMALIES } from './anomalies.ts';
import type { Stay } from './journey.ts';
import type { Step } from './step.ts';
import type { Oddity, Summarised } from './summarise.ts';
import type { Anomaly, ResolvedShipment, TimelineEntry } from './types.ts';

/** What a step does not hold of its event. */
export interface StepDetails {
  readonly time: ReadTime;
  readonly description: string | null;
  readonly location: string | null;
}

/**
 * A summary in words and texts.
 *
 * @param given - All events of the shipment.
 * @param detailsOf - Gives the rest of an event.
 * @param numberOf - Where an event stands in the input.
 */
export function describe(
  summary: Summarised,
  given: readonly Step[],
  now: number | null,
  detailsOf: (step: Step) => StepDetails,
  numberOf: (step: Step) => number = ({ index }) => index,
): ResolvedShipment {
  const { stay, journey, oddities } = summary;
  const timeOf = (step: Step) => toEventTime(detailsOf(step).time);
  const timeline = (stays: readonly Stay[]): TimelineEntry[] =>
    stays.map(({ state, leg, first, events }, i) => {
      const { description, location } = detailsOf(first);
      const until =
        stays[i + 1]?.first.instant ?? (now !== null && stays === journey.stays ? now : Number.NaN);
      const duration = until - first.instant;
      // What began after `now` has no duration yet.
      const durationMs = duration >= 0 ? duration : null;
      const begun = {
        since: timeOf(first),
        durationMs,
        rule: first.result.rule ?? '',
        event: numberOf(first),
      };
      return { state, leg, ...begun, description, location, events };
    });
  const milestones: ResolvedShipment['milestones'] = Object.fromEntries(
    Object.entries(journey.milestones).flatMap(([name, step]) => (step ? [[name, timeOf(step)]] : [])),
  );
  const copies = new Set(
    oddities.flatMap(({ code, steps: same }) => (code === 'duplicate' ? same.slice(1) : [])),
  );
  const counts = { events: given.length, mapped: 0, no_change: 0, unmapped: 0, duplicates: copies.size };
  for (const step of given) if (!copies.has(step)) counts[step.result.outcome]++;
  return {
    carrier: summary.carrier || null,
    state: summary.state,
    leg: summary.leg,
    since: stay ? timeOf(stay.first) : null,
    ageMs: summary.ageMs,
    basis: summary.basis,
    final: summary.final,
    delivered: milestones.delivered ?? null,
    returned: milestones.returned ?? null,
    milestones,
    timeline: timeline(journey.stays),
    earlier: journey.earlier.map(timeline),
    anomalies: oddities.map((oddity) => toAnomaly(oddity, detailsOf, numberOf)),
    orderedBy: summary.orderedBy,
    counts,
  };
}

function toAnomaly(
  { code, steps, reported }: Oddity,
  detailsOf: (step: Step) => StepDetails,
  numberOf: (step: Step) => number,
): Anomaly {
  const named = steps.map((step) => {
    const { time } = detailsOf(step);
    const codes = step.meaning.split(/\n+/).filter(Boolean).join(' ');
    const what =
      step.result.state ??
      (step.result.outcome === 'unmapped'
        ? `${step.result.reason}${codes === '' ? '' : ` (${codes})`}`
        : 'no change');
    if (time.text === null) return what;
    return `${what} at ${Number.isNaN(step.instant) ? time.text : writeInstant(step.instant)}`;
  });
  if (reported) named.unshift(`${reported.state} for the whole`);
  const times = new Map<string, number>();
  for (const name of named) times.set(name, (times.get(name) ?? 0) + 1);
  const list = [...times].map(([name, count]) => (count > 1 ? `${name} (${count} times)` : name));
  return { code, message: `${ANOMALIES[code]} ${list.join('; ')}`, events: steps.map(numberOf) };
}
