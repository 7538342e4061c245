import { idOf, isObject, type Place, readField, readFields, record, textOf } from './fields.ts';
import type { SourceShipment } from './payload.ts';
import { readTrack17V1Parcel } from './track17-v1.ts';
import { readTrack17V2Parcel } from './track17-v2.ts';

const answer = /* @__PURE__ */ record({ code: ['code'], object: ['data'] });
const lists = /* @__PURE__ */ record({ list: ['accepted', 'rejected', 'errors'] });

const rejection = /* @__PURE__ */ record({ id: ['number'], object: ['error'] });
const fault = /* @__PURE__ */ record({ code: ['code'], text: ['message'] });

const webhook = /* @__PURE__ */ record({ text: ['event'], object: ['data'] });

/** The old API has `track` where the new one has `track_info`. */
export function isV1Parcel(value: unknown): boolean {
  return isObject(value) && 'track' in value && !('track_info' in value);
}

function readParcel(value: unknown, at: Place): SourceShipment[] {
  return isV1Parcel(value) ? readTrack17V1Parcel(value, at) : readTrack17V2Parcel(value, at);
}

/** Reads an answer of 17TRACK's API: gettrackinfo, gettracklist. https://api.17track.net/en/doc */
export function readTrack17Answer(value: unknown, at: Place): SourceShipment[] {
  const fields = readFields(answer, value, at);
  const place = at.at('data');
  const data = readField(lists, fields, 'data', at);
  const errors = data?.errors ?? [];
  errors.forEach((error, index) => {
    const found = place.at('errors').at(index);
    found.note('error_answer', readFault(error, found));
  });
  const failed = idOf(fields?.code);
  if (failed !== null && failed.trim() !== '0' && errors.length === 0) {
    at.note('error_answer', `code ${failed}`);
  }
  (data?.rejected ?? []).forEach((raw, index) => {
    const found = place.at('rejected').at(index);
    const read = readFields(rejection, raw, found);
    const rejected = found.of(idOf(read?.number));
    if (read) rejected.note('rejected_number', readFault(read.error ?? {}, rejected.at('error')));
  });
  return (data?.accepted ?? []).flatMap((raw, index) => readParcel(raw, place.at('accepted').at(index)));
}

/** Reads a webhook of 17TRACK. https://api.17track.net/en/doc */
export function readTrack17Webhook(value: unknown, at: Place): SourceShipment[] {
  const fields = readFields(webhook, value, at);
  const shipments = fields?.data ? readParcel(fields.data, at.at('data')) : [];
  const event = textOf(fields?.event);
  if (event === 'TRACKING_STOPPED') {
    at.of(shipments[0]?.tracking_number ?? null).note('tracking_stopped', event);
  }
  return shipments;
}

function readFault(value: unknown, at: Place): string {
  const read = readFields(fault, value, at);
  return textOf(read?.message) ?? `code ${idOf(read?.code) ?? 'unknown'}`;
}
