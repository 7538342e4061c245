import { isAbsent } from '../absent.ts';
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
  /** kd100: the sub-status; also that of a source that `source` names. */
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

const KD100 = 'kd100';
const TRACK17 = '17track';

export const first = (...values: readonly unknown[]): unknown => values.find((value) => !isAbsent(value));

/**
 * Finds an event's codes by their field names. A number alone never tells the source: the same number means
 * different things at different sources.
 *
 * @param otherwise - The source of events that name none and whose fields prove none. `order_status_code` and
 * `statusCode` prove kd100, `sub_status` proves 17track, and `order_status_description` is kd100's where there is no
 * code. `status`, `status_code`, `substatus_code` and `status_description` may be anybody's.
 */
export function readEvent(event: TrackingEvent, otherwise: SourceId | null): EventCodes {
  const { order_status_code, order_status_description, statusCode, status, sub_status } = event;
  const { status_code, substatus_code, status_description } = event;
  const kd100 = first(order_status_code, statusCode);
  const named = isAbsent(event.source) ? null : String(event.source).trim().toLowerCase();
  if (named === null) {
    if (first(kd100, otherwise === null ? substatus_code : null) !== undefined)
      return { source: KD100, status: first(kd100, status_code), substatus: substatus_code, labels: [] };
    if (!isAbsent(sub_status)) return { source: TRACK17, status, substatus: sub_status, labels: [] };
  }
  const source = named ?? otherwise;
  if (source !== null) {
    const main = first(kd100, status_code);
    const substatus = first(substatus_code, sub_status);
    if (first(main, substatus) !== undefined)
      return { source, status: first(main, status), substatus, labels: [] };
    const labels = [
      [named ?? KD100, order_status_description],
      [source, status_description],
      [source, status],
    ] as const;
    return { source, status, substatus: undefined, labels };
  }
  const labels = [
    [KD100, order_status_description],
    [TRACK17, status],
    [KD100, status],
  ] as const;
  // 17TRACK's names are words; a number in that field may be anybody's.
  const words = typeof status === 'string' && !/^\W*\d/.test(status);
  return { source: words ? TRACK17 : null, status: first(status, status_code), substatus: undefined, labels };
}
