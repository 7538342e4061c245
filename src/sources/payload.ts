import type { TrackingEvent } from '../mapping/event.ts';
import type { SourceId } from '../tables/index.ts';

/** One event out of a payload, the same whatever the source. {@link mapTrackingEvent} takes it as it is. */
export interface SourceEvent extends TrackingEvent {
  readonly source: SourceId;
  /** The parcel's tracking number; null where the payload has none. */
  readonly tracking_number: string | null;
  /** The carrier as the source names it. */
  readonly carrier_id: string | null;
  /** The main status, as sent; null where the item has none. */
  readonly status_code: string | number | null;
  /** The sub-status, as sent; null where the item has none. */
  readonly substatus_code: string | number | null;
  /** The name of the status, as sent. */
  readonly status_description: string | null;
  /** What happened, in the carrier's words. */
  readonly description: string | null;
  readonly location: string | null;
  /** When it happened, as text: with an offset where the source gave one, otherwise local time without a zone. */
  readonly time: string | null;
  /** Where the item stands in its payload, from 0. */
  readonly position: number;
  /** Which of the carriers' lists it stands in, from 0; absent for a status of the whole parcel. */
  readonly list?: number;
  /** The item as it was sent. */
  readonly raw: unknown;
}

/** The order in which a payload lists its events. */
export type EventOrder = 'newest_first' | 'oldest_first';

/** One parcel of a payload. */
export interface SourceShipment {
  readonly tracking_number: string | null;
  readonly carrier_id: string | null;
  /** The status that the source gives the parcel as a whole; null where it gives none. It is no event of its own. */
  readonly reported: SourceEvent | null;
  readonly events: readonly SourceEvent[];
  /** The order of the first list whose times tell it. */
  readonly order: EventOrder;
  /** The order of each carrier's list; {@link SourceEvent.list} counts them. Without it, `order` is that of all. */
  readonly orders?: readonly EventOrder[];
}

/** What a payload says of the tracker, not of a parcel: each code and its meaning. */
export const NOTICES = {
  tracking_expired: 'The aggregator stopped watching the number, because nothing came for too long.',
  tracking_stopped: 'The aggregator stopped watching the number.',
  not_found: 'The aggregator has nothing on the number.',
  rejected_number: 'The aggregator did not take the number.',
  error_answer: 'The aggregator answered with an error.',
  unknown_payload: 'The value is not a payload of a known shape.',
  invalid_value: 'A value has another type than documented; it was left out, and stays in the raw item.',
} as const;

/** A code of the closed list of notices. */
export type NoticeCode = keyof typeof NOTICES;

/** Something that a payload says of the tracker, or that is wrong with it. It gives no state. */
export interface Notice {
  readonly code: NoticeCode;
  readonly tracking_number: string | null;
  /** What the source said, or what was expected and what was found. */
  readonly message: string;
  /** Where in the payload, such as `data.items[3].time`; empty for the whole. */
  readonly path: string;
}

/** What a payload holds. */
export interface Payload {
  /** The kind of payload; null where it is none that is known. */
  readonly kind: PayloadKind | null;
  readonly shipments: readonly SourceShipment[];
  readonly notices: readonly Notice[];
}

/** A kind of payload that can be read. */
export type PayloadKind =
  | 'kd100_realtime'
  | 'kd100_webhook'
  | 'kuaidi100_query'
  | 'kuaidi100_push'
  | '17track'
  | '17track_webhook'
  | '17track_v1';
