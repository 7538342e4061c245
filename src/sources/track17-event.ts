import * as z from 'zod/mini';
import { code, codeOf, object, type Place, readFields, text, textOf } from './fields.ts';
import type { SourceEvent } from './payload.ts';

const item = /* @__PURE__ */ z.looseObject(
  {
    time_iso: text,
    time_utc: text,
    time_raw: object,
    description: text,
    location: text,
    sub_status: code,
    address: object,
  },
  'an object',
);

const rawTime = /* @__PURE__ */ z.looseObject({ date: text, time: text, timezone: text });

const postal = /* @__PURE__ */ z.looseObject({ city: text, state: text, country: text });

/**
 * Reads one event of 17TRACK's API, version 2; none where the value is no object. An event without a sub-status
 * has no code: neither its stage, which is a milestone, nor the parcel's status stands in.
 */
export function readTrack17Event(
  raw: unknown,
  at: Place,
  whole: Pick<SourceEvent, 'source' | 'tracking_number' | 'carrier_id'>,
  position: number,
): SourceEvent[] {
  const fields = readFields(item, raw, at);
  if (!fields) return [];
  const local = fields.time_raw ? readFields(rawTime, fields.time_raw, at.at('time_raw')) : null;
  const address = fields.address ? readFields(postal, fields.address, at.at('address')) : null;
  const places = [address?.city, address?.state, address?.country].map((place) => textOf(place));
  return [
    {
      ...whole,
      status_code: null,
      substatus_code: codeOf(fields.sub_status),
      status_description: null,
      description: textOf(fields.description),
      location: textOf(fields.location, places.filter((place) => place !== null).join(', ')),
      time: textOf(fields.time_iso, fields.time_utc, localTime(local)),
      position,
      raw,
    },
  ];
}

/** Date and time of a clock somewhere, with its offset where that is known. A time without a date is none. */
function localTime(parts: z.output<typeof rawTime> | null): string | null {
  const date = textOf(parts?.date);
  const time = textOf(parts?.time);
  if (date === null || time === null) return date;
  return `${date} ${time}${textOf(parts?.timezone) ?? ''}`;
}
