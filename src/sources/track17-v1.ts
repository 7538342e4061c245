import * as z from 'zod/mini';
import { code, codeOf, id, idOf, list, object, type Place, readFields, text, textOf } from './fields.ts';
import { reportedEvent } from './kd100.ts';
import { mergeEvents } from './merge.ts';
import type { SourceEvent, SourceShipment } from './payload.ts';
import { carrierOf } from './track17-v2.ts';

const parcel = /* @__PURE__ */ z.looseObject({ number: id, track: object }, 'an object');

const track = /* @__PURE__ */ z.looseObject({
  e: code,
  w1: id,
  w2: id,
  z0: object,
  z1: list,
  z2: list,
  z9: list,
});

const item = /* @__PURE__ */ z.looseObject({ a: text, c: text, d: text, z: text }, 'an object');

/**
 * Reads one parcel of 17TRACK's old API: `e` is its status, `z1` and `z2` are the events of the carriers `w1` and
 * `w2`, `z9` those of neither, `z0` is the latest. https://asset.17track.net/api/document/v1_en/index.html
 */
export function readTrack17V1Parcel(value: unknown, at: Place): SourceShipment[] {
  const fields = readFields(parcel, value, at);
  if (!fields) return [];
  const tracking_number = idOf(fields.number);
  const place = at.of(tracking_number).at('track');
  const read = fields.track ? readFields(track, fields.track, place) : null;
  const first = carrierOf(read?.w1);
  const second = carrierOf(read?.w2);
  const carrier_id = first ?? second;
  const whole = { source: '17track-v1', tracking_number } as const;

  let position = 0;
  const event = (raw: unknown, found: Place, carrier: string | null): SourceEvent[] => {
    const sent = readFields(item, raw, found);
    const stands = position++;
    if (!sent) return [];
    const places = [textOf(sent.c), textOf(sent.d)].filter((part) => part !== null);
    return [
      {
        ...whole,
        carrier_id: carrier,
        status_code: null,
        substatus_code: null,
        status_description: null,
        description: textOf(sent.z),
        location: textOf(places.join(', ')),
        time: textOf(sent.a),
        position: stands,
        raw,
      },
    ];
  };
  const events = (items: readonly unknown[] | null | undefined, key: string, carrier: string | null) =>
    (items ?? []).flatMap((raw, index) => event(raw, place.at(key).at(index), carrier));
  const lists = [
    events(read?.z1, 'z1', first),
    events(read?.z2, 'z2', second ?? first),
    events(read?.z9, 'z9', carrier_id),
  ];
  // The latest event repeats one of the lists; it counts where they are empty.
  if (position === 0 && read?.z0) lists.push(event(read.z0, place.at('z0'), carrier_id));

  const status_code = codeOf(read?.e);
  if (String(status_code).trim() === '0') place.at('e').note('not_found', 'package status 0');
  const reported =
    status_code === null ? null : reportedEvent({ ...whole, carrier_id, status_code, raw: fields.track });
  return [{ tracking_number, carrier_id, reported, ...mergeEvents(lists) }];
}
