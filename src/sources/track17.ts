import * as z from 'zod/mini';
import { code, id, idOf, isObject, list, object, type Place, readFields, text, textOf } from './fields.ts';
import type { SourceShipment } from './payload.ts';
import { readTrack17V1Parcel } from './track17-v1.ts';
import { readTrack17V2Parcel } from './track17-v2.ts';

const answer = /* @__PURE__ */ z.looseObject({ code, data: object }, 'an object');

const lists = /* @__PURE__ */ z.looseObject({ accepted: list, rejected: list, errors: list }, 'an object');

const rejection = /* @__PURE__ */ z.looseObject({ number: id, error: object }, 'an object');

const fault = /* @__PURE__ */ z.looseObject({ code, message: text }, 'an object');

const webhook = /* @__PURE__ */ z.looseObject({ event: text, data: object }, 'an object');

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
  const data = fields?.data ? readFields(lists, fields.data, place) : null;
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
