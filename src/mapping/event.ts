import type { SourceId } from '../tables/index.ts';

/**
 * A tracking event, as a source sent it. Codes may be numbers or texts; `null`, an empty text and the text
 * `null` mean absent; fields that are not named here pass unread.
 */
export interface TrackingEvent {
  /** Names the source where the field names don't. */
  readonly source?: SourceId | (string & {}) | null | undefined;
  /** kd100: the main status. */
  readonly order_status_code?: unknown;
  /** kd100: the sub-status. */
  readonly substatus_code?: unknown;
  /** kd100: the label of the status. */
  readonly order_status_description?: unknown;
  /** Kuaidi100's name for kd100's code, which may be a sub-status too. */
  readonly statusCode?: unknown;
  /** 17TRACK: the main status. Kuaidi100: the label. */
  readonly status?: unknown;
  /** 17TRACK: the sub-status. */
  readonly sub_status?: unknown;
  /** The main status of a source that `source` names. */
  readonly status_code?: unknown;
  /** The label of a source that `source` names. */
  readonly status_description?: unknown;
  /** The carrier, for overrides that name one. */
  readonly carrier_id?: unknown;
  /** 17TRACK's name for the carrier. */
  readonly carrier?: unknown;
}

/** A tracking event with whatever other fields the source sent. */
export type AnyEvent = TrackingEvent | object;

/** What an event says, before it is looked up. `source` is null where nothing names one. */
export interface EventCodes {
  readonly source: string | null;
  readonly status: unknown;
  readonly substatus: unknown;
  /** Labels to try where there is no code, with the source that each would belong to. */
  readonly labels: readonly (readonly [source: string, label: unknown])[];
}

const absent = (value: unknown) =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && /^\s*(null)?\s*$/i.test(value.slice(0, 100)));

const first = (...values: readonly unknown[]) => values.find((value) => !absent(value));

/**
 * Finds an event's codes by their field names. A number alone never tells the source: the same number means
 * different things at different sources.
 */
export function readEvent(event: TrackingEvent, named: string | null): EventCodes {
  const { order_status_code, order_status_description, statusCode, status, sub_status } = event;
  const kd100 = first(order_status_code, statusCode);
  const sub = first(event.substatus_code, named === null ? undefined : sub_status);
  if (named !== null) {
    const main = first(kd100, event.status_code);
    if (first(main, sub) !== undefined)
      return { source: named, status: first(main, status), substatus: sub, labels: [] };
    const labels = [order_status_description, event.status_description, status] as const;
    return { source: named, status, substatus: undefined, labels: labels.map((label) => [named, label]) };
  }
  if (first(kd100, sub) !== undefined) {
    return { source: 'kd100', status: first(kd100, event.status_code), substatus: sub, labels: [] };
  }
  if (first(sub_status) !== undefined) return { source: TRACK17, status, substatus: sub_status, labels: [] };
  const labels = [
    ['kd100', order_status_description],
    [TRACK17, status],
    ['kd100', status],
  ] as const;
  // 17TRACK's names are words; a number in that field may be anybody's.
  const source = typeof status === 'string' && !/^\W*\d/.test(status) ? TRACK17 : null;
  return { source, status: first(status, event.status_code), substatus: undefined, labels };
}

const TRACK17 = '17track';
