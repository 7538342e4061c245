import { eventOf, mergeEvents, reportedOf, type Whole } from './events.ts';
import { codeOf, idOf, type Place, readFields, record, textOf } from './fields.ts';
import type { SourceShipment } from './payload.ts';

const answer = /* @__PURE__ */ record({ code: ['code'], text: ['message'], object: ['data'] });
const parcel = /* @__PURE__ */ record({
  text: ['message'],
  id: ['carrier_id', 'tracking_number'],
  code: ['order_status_code'],
  list: ['items'],
});
const item = /* @__PURE__ */ record({
  text: ['context', 'time', 'order_status_description', 'area_name', 'location'],
  code: ['order_status_code', 'substatus_code'],
});

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
  const number = idOf(fields?.code)?.trim() ?? null;
  const message = textOf(fields?.message);
  const failed = number !== null && number !== '200';
  const data = fields?.data ?? null;
  // The answer may be about a number even where it has nothing else.
  const sent: unknown = Reflect.get(data ?? {}, 'tracking_number');
  const whose = at.of(typeof sent === 'string' || typeof sent === 'number' ? idOf(sent) : null);
  if (failed) {
    whose.note(number === NOT_FOUND ? 'not_found' : 'error_answer', message ?? `code ${fields?.code}`);
  }
  const place = at.at('data');
  if (data !== null) return readParcel(data, place, message, at);
  // Without data there is nothing to read, which an answer of success has to explain.
  if (!failed && !at.notices.some(({ path }) => path === place.path)) place.invalid('an object', null);
  return [];
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
  const place = at.of(tracking_number).at('items');
  const message = answered ?? textOf(fields.message);
  if (message !== null && saysExpired(message)) root.of(tracking_number).note('tracking_expired', message);

  const whole: Whole = { source: 'kd100', tracking_number, carrier_id };
  const events = (fields.items ?? []).flatMap((raw, position) => {
    const read = readFields(item, raw, place.at(position));
    if (!read) return [];
    return eventOf({
      ...whole,
      status_code: codeOf(read.order_status_code),
      substatus_code: codeOf(read.substatus_code),
      status_description: textOf(read.order_status_description),
      description: textOf(read.context),
      location: textOf(read.location, read.area_name),
      time: textOf(read.time),
      position,
      raw,
    });
  });
  const reported = reportedOf({ ...whole, status_code: codeOf(fields.order_status_code), raw: value });
  return [{ tracking_number, carrier_id, reported, ...mergeEvents([events]) }];
}
