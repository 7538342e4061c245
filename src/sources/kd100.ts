import * as z from 'zod/mini';
import {
  code,
  codeOf,
  id,
  idOf,
  isObject,
  list,
  object,
  type Place,
  readFields,
  text,
  textOf,
} from './fields.ts';
import { mergeEvents } from './merge.ts';
import type { SourceEvent, SourceShipment } from './payload.ts';

const answer = /* @__PURE__ */ z.looseObject({ code, message: text, data: object }, 'an object');

const parcel = /* @__PURE__ */ z.looseObject(
  { message: text, carrier_id: id, tracking_number: id, order_status_code: code, items: list },
  'an object',
);

const item = /* @__PURE__ */ z.looseObject(
  {
    context: text,
    time: text,
    order_status_code: code,
    substatus_code: code,
    order_status_description: text,
    area_name: text,
    location: text,
  },
  'an object',
);

/** kd100's answer for a number that it finds nothing on; 200 is its answer for one that it knows. */
const NOT_FOUND = '60101';

/** What kd100 and Kuaidi100 write where they stop watching a number because nothing comes. */
const EXPIRED =
  /^\s*(no tracking information for \d+ days|no status update for \d+ days|\d+天查询无记录|\d+天无变化)\s*[.。]?\s*$/i;

/** Whether a message says that a number is watched no longer. */
export function saysExpired(message: string | null): boolean {
  return message !== null && EXPIRED.test(message.slice(0, 1000));
}

/**
 * Reads kd100's real-time answer.
 * https://dev.to/keydelivery/free-all-in-one-real-time-shipment-tracking-api-2g58
 */
export function readKd100Answer(value: unknown, at: Place): SourceShipment[] {
  const fields = readFields(answer, value, at);
  const number = idOf(fields?.code);
  const message = textOf(fields?.message);
  const failed = number !== null && number.trim() !== '200';
  const data = fields?.data ?? null;
  const whose = at.of(idOf(readNumber(data)));
  if (number?.trim() === NOT_FOUND) whose.note('not_found', message ?? `code ${number}`);
  else if (failed) whose.note('error_answer', message ?? `code ${number}`);
  if (data === null) {
    // Without data there is nothing to read, which an answer of success has to explain.
    const noted = at.notices.some(({ path }) => path === at.at('data').path);
    if (!failed && !noted) at.at('data').invalid('an object', null);
    return [];
  }
  return readParcel(data, at.at('data'), message, at);
}

/** The number that an answer is about, even where it has nothing else. */
function readNumber(data: unknown): string | number | null {
  const number: unknown = isObject(data) ? Reflect.get(data, 'tracking_number') : null;
  return typeof number === 'string' || typeof number === 'number' ? number : null;
}

/** Reads kd100's webhook. https://www.kd100.com/docs/create-tracking */
export function readKd100Webhook(value: unknown, at: Place): SourceShipment[] {
  return readParcel(value, at, null, at);
}

function readParcel(value: unknown, at: Place, answered: string | null, root: Place): SourceShipment[] {
  const fields = readFields(parcel, value, at);
  if (!fields) return [];
  const carrier_id = idOf(fields.carrier_id);
  const tracking_number = idOf(fields.tracking_number);
  const place = at.of(tracking_number);
  const message = answered ?? textOf(fields.message);
  if (message !== null && saysExpired(message)) root.of(tracking_number).note('tracking_expired', message);

  const whole = { source: 'kd100', tracking_number, carrier_id } as const;
  const events = (fields.items ?? []).flatMap((raw, position): SourceEvent[] => {
    const read = readFields(item, raw, place.at('items').at(position));
    if (!read) return [];
    return [
      {
        ...whole,
        status_code: codeOf(read.order_status_code),
        substatus_code: codeOf(read.substatus_code),
        status_description: textOf(read.order_status_description),
        description: textOf(read.context),
        location: textOf(read.location, read.area_name),
        time: textOf(read.time),
        position,
        raw,
      },
    ];
  });
  const status_code = codeOf(fields.order_status_code);
  const reported = status_code === null ? null : reportedEvent({ ...whole, status_code, raw: value });
  return [{ tracking_number, carrier_id, reported, ...mergeEvents([events]) }];
}

/** The status of a parcel as a whole, which has no place and no time. */
export function reportedEvent(
  known: Pick<SourceEvent, 'source' | 'tracking_number' | 'carrier_id' | 'status_code' | 'raw'> &
    Partial<SourceEvent>,
): SourceEvent {
  return {
    substatus_code: null,
    status_description: null,
    description: null,
    location: null,
    time: null,
    position: 0,
    ...known,
  };
}
