import { isObject, Place } from './fields.ts';
import { readKd100Answer, readKd100Webhook } from './kd100.ts';
import { readKuaidi100Push, readKuaidi100Query } from './kuaidi100.ts';
import type { Notice, Payload, PayloadKind, SourceShipment } from './payload.ts';
import { isV1Parcel, readTrack17Answer, readTrack17Webhook } from './track17.ts';

const READERS: Readonly<Record<PayloadKind, (value: object, at: Place) => SourceShipment[]>> = {
  kd100_realtime: readKd100Answer,
  kd100_webhook: readKd100Webhook,
  kuaidi100_query: readKuaidi100Query,
  kuaidi100_push: readKuaidi100Push,
  '17track': readTrack17Answer,
  '17track_webhook': readTrack17Webhook,
  // Both versions of 17TRACK have the same envelopes.
  '17track_v1': (value, at) =>
    Object.hasOwn(value, 'event') ? readTrack17Webhook(value, at) : readTrack17Answer(value, at),
};

/** What can be read, in words. */
export const PAYLOADS = 'an answer or webhook of kd100, Kuaidi100 or 17TRACK';

/**
 * Reads one payload of an aggregator: an answer of its API or a webhook, as parsed JSON. The kind shows in the
 * names of the fields. Never throws: what cannot be read is named by a notice, with its path. `JSON.parse` rounds
 * numbers of more than 15 digits, as some tracking numbers are: {@link parsePayload} and {@link readDump} keep them.
 */
export function readPayload(value: unknown): Payload {
  const notices: Notice[] = [];
  const at = new Place(notices);
  try {
    const kind = isObject(value) ? kindOf(value) : null;
    if (kind !== null) return { kind, shipments: READERS[kind](value as object, at), notices };
  } catch {
    // Only a value that no JSON text gives comes here, such as one whose getter throws.
  }
  at.note('unknown_payload', `expected ${PAYLOADS}, found ${shape(value)}`);
  return { kind: null, shipments: [], notices };
}

/** Kinds by the fields that only they have; a field of a wrong type tells as well as a right one. */
function kindOf(value: object): PayloadKind | null {
  const has = (...names: string[]) => names.some((name) => Object.hasOwn(value, name));
  const data: unknown = Reflect.get(value, 'data');
  const inData = (...names: string[]) => isObject(data) && names.some((name) => Object.hasOwn(data, name));

  if (inData('accepted', 'rejected', 'errors', 'quota_total', 'quota_remain')) {
    const accepted: unknown = Reflect.get(data as object, 'accepted');
    return Array.isArray(accepted) && accepted.some(isV1Parcel) ? '17track_v1' : '17track';
  }
  if (has('lastResult', 'destResult', 'billstatus')) return 'kuaidi100_push';
  if (has('nu', 'ischeck', 'returnCode') || (has('com', 'state') && has('data'))) return 'kuaidi100_query';
  if (has('event') && has('data')) return isV1Parcel(data) ? '17track_v1' : '17track_webhook';
  if (has('items', 'tracking_number', 'order_status_code')) return 'kd100_webhook';
  const answered = has('code') && has('message');
  return answered || inData('items', 'tracking_number', 'order_status_code') ? 'kd100_realtime' : null;
}

function shape(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  if (typeof value !== 'object') return `a value of type ${typeof value}`;
  return 'an object with other fields';
}
