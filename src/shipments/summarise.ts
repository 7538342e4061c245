import type { Mapper } from '../mapping/mapper.ts';
import type { MappingResult } from '../mapping/result.ts';
import type { SourceShipment } from '../sources/payload.ts';
import type { Milestone } from '../tables/rows.ts';
import { toEventTime, writeInstant } from '../time/read.ts';
import { ANOMALIES } from './anomalies.ts';
import { type Arranged, type Finding, rankOf, type Step } from './arrange.ts';
import type { ReadEvent, ReadShipment } from './input.ts';
import type { Journey, Stay } from './journey.ts';
import type { Anomaly, ResolvedShipment, TimelineEntry } from './resolve.ts';
import type { JourneyRules } from './rules.ts';

interface Context {
  readonly mapper: Pick<Mapper, 'map'>;
  readonly rules: JourneyRules;
  readonly now: number | null;
}

/** What the events of a shipment and their way come to. */
export function describe(
  { events: read, batches }: ReadShipment,
  { steps, findings, byInstant }: Arranged,
  journey: Journey,
  { mapper, rules, now }: Context,
): ResolvedShipment {
  const timeOf = (step: Step) => toEventTime((read[step.index] as ReadEvent).time);
  const timeline = (stays: readonly Stay[]): TimelineEntry[] =>
    stays.map((stay, i) => {
      const { description, location } = read[stay.first.index] as ReadEvent;
      const until =
        stays[i + 1]?.first.instant ?? (now !== null && stays === journey.stays ? now : Number.NaN);
      const duration = until - stay.first.instant;
      // What began after `now` has no duration yet.
      return {
        state: stay.state,
        leg: stay.leg,
        since: timeOf(stay.first),
        durationMs: duration >= 0 ? duration : null,
        rule: stay.first.result.rule ?? '',
        event: stay.first.index,
        description,
        location,
        events: stay.events,
      };
    });
  const all: (Finding & { reported?: MappingResult })[] = [...findings, ...journey.findings];
  for (const { step, time } of read) {
    if (time.implausible) all.push({ code: 'implausible_time', steps: [step] });
    else if (time.wall === null) all.push({ code: 'undated_event', steps: [step] });
  }
  const stay = journey.stays.at(-1);
  const reported = reportedBy(batches, read, mapper);
  const last = steps.findLast(({ info }) => info !== null);
  for (const { result, newest = last } of reported)
    if (newest && disagree(result, newest.result))
      all.push({ code: 'status_disagrees', steps: [newest], reported: result });
  const status = reported[0]?.result;
  const state = stay?.state ?? status?.state ?? null;
  const milestone = (name: Milestone) => {
    const step = journey.milestones[name];
    return step ? timeOf(step) : null;
  };
  const age = stay && now !== null ? now - stay.first.instant : Number.NaN;
  const copies = new Set(
    findings.flatMap(({ code, steps: same }) => (code === 'duplicate' ? same.slice(1) : [])),
  );
  const outcomes = read.filter(({ step }) => !copies.has(step)).map(({ step }) => step.result.outcome);
  const count = (outcome: string) => outcomes.filter((other) => other === outcome).length;
  return {
    state,
    leg: stay?.leg ?? status?.leg ?? null,
    since: stay ? timeOf(stay.first) : null,
    ageMs: age >= 0 ? age : null,
    basis: stay ? 'events' : status ? 'reported' : null,
    final: state !== null && rules.final.has(state),
    delivered: milestone('delivered'),
    returned: milestone('returned'),
    milestones: Object.fromEntries(
      Object.entries(journey.milestones).flatMap(([name, step]) => (step ? [[name, timeOf(step)]] : [])),
    ),
    timeline: timeline(journey.stays),
    earlier: journey.earlier.map(timeline),
    anomalies: all.map((finding) => toAnomaly(finding, read)),
    orderedBy: byInstant ? 'instant' : 'wall_clock',
    counts: {
      events: read.length,
      mapped: count('mapped'),
      no_change: count('no_change'),
      unmapped: count('unmapped'),
      duplicates: copies.size,
    },
  };
}

/** What a payload says of the parcel as a whole, and the newest of its events that has a state. */
interface Reported {
  readonly result: MappingResult;
  readonly newest: Step | undefined;
}

/** What the payloads say of the parcel as a whole, where that is a state: that of the newest payload first. */
function reportedBy(
  batches: readonly SourceShipment[],
  read: readonly ReadEvent[],
  mapper: Pick<Mapper, 'map'>,
): Reported[] {
  const all = batches.flatMap(({ reported }, batch) => {
    const result = reported ? mapper.map(reported) : null;
    if (result === null || result.state === null) return [];
    const steps = read.map(({ step }) => step).filter((step) => step.batch === batch);
    const newest = steps
      .filter((step) => step.info !== null)
      .reduce<Step | undefined>((last, step) => (last && isLater(last, step) ? last : step), undefined);
    const moment = steps.reduce((latest, step) => Math.max(latest, step.moment), -Infinity);
    return [{ result, newest, moment }];
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

function toAnomaly(
  { code, steps, reported }: Finding & { reported?: MappingResult },
  read: readonly ReadEvent[],
): Anomaly {
  const named = steps.map((step) => {
    const { time } = read[step.index] as ReadEvent;
    const codes = step.identity.split(/\n+/).filter(Boolean).join(' ');
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
  return { code, message: `${ANOMALIES[code]} ${list.join('; ')}`, events: steps.map(({ index }) => index) };
}
