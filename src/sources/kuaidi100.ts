import { eventOf, mergeEvents, reportedOf, type Whole } from './events.ts';
import { codeOf, idOf, type Place, readFields, record, textOf } from './fields.ts';
import { saysExpired } from './kd100.ts';
import type { SourceShipment } from './payload.ts';

const result = /* @__PURE__ */ record({
  text: ['message'],
  id: ['nu', 'com'],
  code: ['status', 'state', 'returnCode'],
  list: ['data'],
  flag: ['result'],
});
const item = /* @__PURE__ */ record({
  text: ['time', 'ftime', 'context', 'status', 'areaName', 'location'],
  code: ['statusCode'],
});
const push = /* @__PURE__ */ record({ text: ['status', 'message'], object: ['lastResult', 'destResult'] });

interface Leg extends Pick<SourceShipment, 'tracking_number' | 'carrier_id' | 'reported' | 'events'> {
  /** The place behind its last item. */
  readonly end: number;
}

/** Reads Kuaidi100's answer to a query. https://api.kuaidi100.com/document/5f0ffb5ebc8da837cbd8aefc.html */
export function readKuaidi100Query(value: unknown, at: Place): SourceShipment[] {
  return join([readLeg(value, at, 0)]);
}

/**
 * Reads Kuaidi100's push. A parcel that another carrier took over abroad has two results; the second one's status
 * is the parcel's as soon as it has events.
 * https://github.com/kuaidi100-api/java-demo (SubscribePushParamResp)
 */
export function readKuaidi100Push(value: unknown, at: Place): SourceShipment[] {
  const fields = readFields(push, value, at);
  if (!fields) return [];
  const first = fields.lastResult ? readLeg(fields.lastResult, at.at('lastResult'), 0) : null;
  const second = fields.destResult ? readLeg(fields.destResult, at.at('destResult'), first?.end ?? 0) : null;
  const place = at.of(first?.tracking_number ?? second?.tracking_number ?? null);
  const status = textOf(fields.status);
  const message = textOf(fields.message);
  if (status === 'abort' || saysExpired(message)) place.note('tracking_expired', message ?? 'abort');
  else if (status === 'shutdown') place.note('tracking_stopped', message ?? 'shutdown');
  return join([first, second]);
}

function join(results: readonly (Leg | null)[]): SourceShipment[] {
  const legs = results.filter((leg) => leg !== null);
  const [first] = legs;
  if (!first) return [];
  const current = legs.findLast((leg) => leg.events.length > 0 && leg.reported !== null);
  const tracking_number = legs.find((leg) => leg.tracking_number !== null)?.tracking_number ?? null;
  const carrier_id = legs.find((leg) => leg.carrier_id !== null)?.carrier_id ?? null;
  const reported = (current ?? legs.find((leg) => leg.reported !== null))?.reported ?? null;
  const merged = mergeEvents(legs.map((leg) => leg.events));
  if (tracking_number === null && reported === null && merged.events.length === 0) return [];
  return [{ tracking_number, carrier_id, reported, ...merged }];
}

function readLeg(value: unknown, at: Place, from: number): Leg | null {
  const fields = readFields(result, value, at);
  if (!fields) return null;
  const carrier_id = idOf(fields.com);
  const tracking_number = idOf(fields.nu);
  const place = at.of(tracking_number);
  // `status` and `returnCode` are the answer's own; 200 is success.
  const answered = idOf(fields.returnCode) ?? idOf(fields.status);
  if (fields.result === false || (answered !== null && answered.trim() !== '200')) {
    const message = textOf(fields.message) ?? `returnCode ${answered}`;
    place.note(message.startsWith('查询无结果') ? 'not_found' : 'error_answer', message);
  }
  const whole: Whole = { source: 'kd100', tracking_number, carrier_id };
  const events = (fields.data ?? []).flatMap((raw, index) => {
    const read = readFields(item, raw, place.at('data').at(index));
    if (!read) return [];
    return eventOf({
      ...whole,
      status_code: codeOf(read.statusCode),
      status_description: textOf(read.status),
      description: textOf(read.context),
      location: textOf(read.location, read.areaName),
      time: textOf(read.time, read.ftime),
      position: from + index,
      raw,
    });
  });
  const reported = reportedOf({ ...whole, status_code: codeOf(fields.state), raw: value });
  return { tracking_number, carrier_id, reported, events, end: from + (fields.data?.length ?? 0) };
}
