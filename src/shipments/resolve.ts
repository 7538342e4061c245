import type { AnyEvent, TrackingEvent } from '../mapping/event.ts';
import { createMapper, type Mapper } from '../mapping/mapper.ts';
import type { SourceShipment } from '../sources/payload.ts';
import type { ProState } from '../tables/index.ts';
import type { Leg, Milestone } from '../tables/rows.ts';
import { ANOMALIES, type AnomalyCode } from './anomalies.ts';
import { type Arranged, arrange, type Finding, infoOf, type Step } from './arrange.ts';
import { follow, type Journey, type Stay } from './journey.ts';
import { type JourneyOptions, type JourneyRules, journeyRules, readNow } from './rules.ts';
import { type EventTime, type ReadTime, TimeReader, toEventTime, writeInstant } from './time.ts';
import { Zone } from './zone.ts';

/** A tracking event with when, where and in which words it happened. */
export interface ShipmentEvent extends TrackingEvent {
  /** With an offset, or as the clock showed it: `2026-03-01 09:30:00`. */
  readonly time?: unknown;
  readonly description?: unknown;
  /** kd100's name for the description. */
  readonly context?: unknown;
  readonly location?: unknown;
}

/** Events in any order, or the parcels of one or more payloads, whose own order is then known. */
export type ShipmentInput = readonly (ShipmentEvent | object)[] | SourceShipment | readonly SourceShipment[];

/** How events become a shipment. */
export interface ResolveOptions extends JourneyOptions {
  /** Decides on the events. Default: `createMapper()`. */
  readonly mapper?: Pick<Mapper, 'map'>;
  /** The IANA zone of times that come without one, such as `Asia/Shanghai`. Without it they give no instant. */
  readonly timeZone?: string;
}

/** A stay of the shipment in one state. */
export interface TimelineEntry {
  readonly state: ProState;
  readonly leg: Leg;
  readonly since: EventTime;
  /** Until the next state, or, for the last one and with `now`, until then. Null where an instant is missing. */
  readonly durationMs: number | null;
  /** The rule of the event that began it, such as `kd100:5/5`. */
  readonly rule: string;
  /** Where that event stands in the input. */
  readonly event: number;
  readonly description: string | null;
  readonly location: string | null;
  /** How many events said so. */
  readonly events: number;
}

/** Something odd about the events. */
export interface Anomaly {
  readonly code: AnomalyCode;
  readonly message: string;
  /** The events that it is about, by their place in the input. */
  readonly events: readonly number[];
}

/** What became of a shipment. */
export interface ResolvedShipment {
  /** The current state; null where no event has one. */
  readonly state: ProState | null;
  readonly leg: Leg | null;
  /** When it came into that state; null where only the status of the whole parcel says it. */
  readonly since: EventTime | null;
  /** How long it has been in that state at `now`, in milliseconds; null where that is not known or not asked. */
  readonly ageMs: number | null;
  /** Whether the events decided, or, where none has a state, the status that the source gives the whole parcel. */
  readonly basis: 'events' | 'reported' | null;
  /** Whether the current state is final. */
  readonly final: boolean;
  readonly delivered: EventTime | null;
  readonly returned: EventTime | null;
  /** When each milestone was passed first. */
  readonly milestones: Readonly<Partial<Record<Milestone, EventTime>>>;
  readonly timeline: readonly TimelineEntry[];
  /** The timelines of earlier shipments with the same number. */
  readonly earlier: readonly (readonly TimelineEntry[])[];
  readonly anomalies: readonly Anomaly[];
  /** By instants, or, where one is missing, by what the clocks showed. */
  readonly orderedBy: 'instant' | 'wall_clock';
  readonly counts: Readonly<Record<'events' | 'mapped' | 'no_change' | 'unmapped' | 'duplicates', number>>;
}

/**
 * Finds out what state a shipment is in, since when, and what happened on the way. The order in which the events are
 * given changes nothing. Never throws for anything that an event can contain.
 *
 * @throws {TrackstateError} `invalid_option` for a mistake in the options only.
 */
export function resolveShipment(input: ShipmentInput, options: ResolveOptions = {}): ResolvedShipment {
  return createResolver(options)(input);
}

/** {@link resolveShipment} for many shipments: the options are read once. */
export function createResolver(options: ResolveOptions = {}): (input: ShipmentInput) => ResolvedShipment {
  const mapper = options.mapper ?? createMapper();
  const times = new TimeReader(options.timeZone === undefined ? null : new Zone(options.timeZone));
  const rules = journeyRules(options);
  const now = readNow(options.now);
  return (input) => {
    const read = readInput(input, mapper, times);
    const arranged = arrange(read.map(({ step }) => step));
    return describe(input, read, arranged, follow(arranged.steps, rules), { mapper, rules, now });
  };
}

/** An event of the input with its step. */
interface ReadEvent {
  readonly step: Step;
  readonly time: ReadTime;
  readonly description: string | null;
  readonly location: string | null;
}

const batchesOf = (input: ShipmentInput): readonly SourceShipment[] | null => {
  const list = Array.isArray(input) ? input : [input];
  return list.length > 0 &&
    list.every((item) => Array.isArray((item as Partial<SourceShipment> | null)?.events))
    ? list
    : null;
};

function readInput(input: ShipmentInput, mapper: Pick<Mapper, 'map'>, times: TimeReader): ReadEvent[] {
  const batches = batchesOf(input);
  if (!batches)
    return (input as readonly AnyEvent[]).map((event, index) =>
      readEvent(event, mapper, times, index, -1, -1),
    );
  const all: ReadEvent[] = [];
  for (const [batch, { events, order }] of batches.entries()) {
    const last = events.length - 1;
    for (const [i, event] of events.entries())
      all.push(readEvent(event, mapper, times, all.length, batch, order === 'oldest_first' ? i : last - i));
  }
  return all;
}

const CODES = [
  'source',
  'order_status_code',
  'substatus_code',
  'statusCode',
  'status',
  'sub_status',
  'status_code',
  'order_status_description',
  'status_description',
] as const;

const textOf = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.toLowerCase() === 'null' ? null : text;
};

function readEvent(
  given: AnyEvent,
  mapper: Pick<Mapper, 'map'>,
  times: TimeReader,
  index: number,
  batch: number,
  place: number,
): ReadEvent {
  const result = mapper.map(given);
  let description: string | null = null;
  let location: string | null = null;
  let time = times.read(null);
  let codes = '';
  try {
    const event = given as ShipmentEvent;
    description = textOf(event.description) ?? textOf(event.context);
    location = textOf(event.location);
    time = times.read(event.time);
    codes = CODES.map((name) => String(event[name] ?? '')).join('|');
  } catch {
    // What cannot be read has no time and no words, and its result says that it is no event.
  }
  const words = [description, location].filter((text) => text !== null).join(' | ');
  const step: Step = {
    result,
    wall: time.wall ?? Number.NaN,
    instant: time.instant ?? Number.NaN,
    identity: `${codes} ${words}`,
    words,
    index,
    batch,
    place,
    info: infoOf(result),
    moment: Number.NaN,
  };
  return { step, time, description, location };
}

interface Context {
  readonly mapper: Pick<Mapper, 'map'>;
  readonly rules: JourneyRules;
  readonly now: number | null;
}

function describe(
  input: ShipmentInput,
  read: readonly ReadEvent[],
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
      return {
        state: stay.state,
        leg: stay.leg,
        since: timeOf(stay.first),
        durationMs: Number.isNaN(duration) ? null : duration,
        rule: stay.first.result.rule ?? '',
        event: stay.first.index,
        description,
        location,
        events: stay.events,
      };
    });
  const all = [...findings, ...journey.findings];
  for (const { step, time } of read) {
    if (time.implausible) all.push({ code: 'implausible_time', steps: [step] });
    else if (time.wall === null) all.push({ code: 'undated_event', steps: [step] });
  }
  const now_ = journey.stays.at(-1);
  const reported = reportedBy(input, mapper);
  const newest = steps.findLast(({ result }) => result.state !== null);
  for (const result of reported) {
    const other = newest?.result;
    if (other && (result.state !== other.state || (result.leg === 'return' && other.leg !== 'return')))
      all.push({ code: 'status_disagrees', steps: [newest] });
  }
  const [status] = reported;
  const state = now_?.state ?? status?.state ?? null;
  const milestone = (name: Milestone) => {
    const step = journey.milestones[name];
    return step ? timeOf(step) : null;
  };
  const age = now_ && now !== null ? now - now_.first.instant : Number.NaN;
  const outcomes = steps.map(({ result }) => result.outcome);
  const count = (outcome: string) => outcomes.filter((other) => other === outcome).length;
  return {
    state,
    leg: now_?.leg ?? status?.leg ?? null,
    since: now_ ? timeOf(now_.first) : null,
    ageMs: Number.isNaN(age) ? null : age,
    basis: now_ ? 'events' : status ? 'reported' : null,
    final: state !== null && rules.final.has(state),
    delivered: milestone('delivered'),
    returned: milestone('returned'),
    milestones: Object.fromEntries(
      Object.entries(journey.milestones).flatMap(([name, step]) => (step ? [[name, timeOf(step)]] : [])),
    ),
    timeline: timeline(journey.stays),
    earlier: journey.earlier.map(timeline),
    anomalies: all.map((finding) => toAnomaly(finding, read, reported)),
    orderedBy: byInstant ? 'instant' : 'wall_clock',
    counts: {
      events: read.length,
      mapped: count('mapped'),
      no_change: count('no_change'),
      unmapped: count('unmapped'),
      duplicates: read.length - steps.length,
    },
  };
}

/** What the payloads say of the parcel as a whole, where that is a state. */
function reportedBy(
  input: ShipmentInput,
  mapper: Pick<Mapper, 'map'>,
): { state: ProState; leg: Leg | null }[] {
  return (batchesOf(input) ?? []).flatMap(({ reported }) => {
    const result = reported ? mapper.map(reported) : null;
    return result && result.state !== null ? [{ state: result.state, leg: result.leg }] : [];
  });
}

function toAnomaly(
  { code, steps }: Finding,
  read: readonly ReadEvent[],
  reported: readonly { state: ProState }[],
): Anomaly {
  const named = steps.map((step) => {
    const { result, wall, instant } = step;
    const what = result.state ?? (result.outcome === 'unmapped' ? result.reason : 'no change');
    const text = (read[step.index] as ReadEvent).time.text;
    return `${what}${text === null ? '' : ` at ${Number.isNaN(instant) || Number.isNaN(wall) ? text : writeInstant(instant)}`}`;
  });
  if (code === 'status_disagrees') named.unshift(`${reported[0]?.state} for the whole`);
  return { code, message: `${ANOMALIES[code]} ${named.join('; ')}`, events: steps.map(({ index }) => index) };
}
