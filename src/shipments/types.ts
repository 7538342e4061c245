import type { TrackingEvent } from '../mapping/event.ts';
import type { Mapper } from '../mapping/mapper.ts';
import type { SourceShipment } from '../sources/payload.ts';
import type { ProState } from '../tables/index.ts';
import type { Leg, Milestone } from '../tables/rows.ts';
import type { EventTime } from '../time/write.ts';
import type { AnomalyCode } from './anomalies.ts';
import type { JourneyOptions } from './rules.ts';
import type { OrderedBy } from './step.ts';

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
  /** The carrier that the newest event names; without one, that of the payload. */
  readonly carrier: string | null;
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
  /** By instants; by what the clocks showed, where no event has an instant; `none` where none has a time. */
  readonly orderedBy: OrderedBy;
  readonly counts: Readonly<Record<'events' | 'mapped' | 'no_change' | 'unmapped' | 'duplicates', number>>;
}
