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

const first = (...values: readonly unknown[]) => values.find((value) => !isAbsent(value));

/** 17TRACK's names are words; a number in their fields may be anybody's. */
const isWord = (value: unknown) => typeof value === 'string' && !/^\W*\d/.test(value);

/**
 * Finds an event's codes by their field names. A number alone never tells the source: the same number means
 * different things at different sources.
 *
 * @param named - The source that the event names itself; null where it names none.
 * @param otherwise - The source of events that tell none by their field names either.
 */
export function readEvent(event: TrackingEvent, named: string | null, otherwise: string | null): EventCodes {
  const { order_status_code, order_status_description, statusCode, substatus_code, status, sub_status } =
    event;
  if (named !== null) return readNamed(event, named);
  const kd100 = first(order_status_code, statusCode);
  if (kd100 !== undefined || (otherwise === null && first(substatus_code) !== undefined))
    return {
      source: 'kd100',
      status: first(kd100, event.status_code),
      substatus: substatus_code,
      labels: [],
    };
  if (first(sub_status) !== undefined && (otherwise === null || isWord(sub_status)))
    return { source: TRACK17, status, substatus: sub_status, labels: [] };
  if (first(order_status_description) !== undefined && first(status, event.status_code) === undefined)
    return { source: null, status, substatus: undefined, labels: [['kd100', order_status_description]] };
  if (otherwise !== null) return readNamed(event, otherwise);
  const labels = [
    ['kd100', order_status_description],
    [TRACK17, status],
    ['kd100', status],
  ] as const;
  const source = isWord(status) ? TRACK17 : null;
  return { source, status: first(status, event.status_code), substatus: undefined, labels };
}

/** The codes of an event whose source is known. */
function readNamed(event: TrackingEvent, source: string): EventCodes {
  const { status } = event;
  const substatus = first(event.substatus_code, event.sub_status);
  const main = first(event.order_status_code, event.statusCode, event.status_code);
  if (first(main, substatus) !== undefined)
    return { source, status: first(main, status), substatus, labels: [] };
  const labels = [event.order_status_description, event.status_description, status];
  return { source, status, substatus: undefined, labels: labels.map((label) => [source, label]) };
}

const TRACK17 = '17track';
