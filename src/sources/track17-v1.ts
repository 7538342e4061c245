import { eventOf, mergeEvents, reportedOf } from './events.ts';
import { codeOf, idOf, type Place, readField, readFields, record, textOf } from './fields.ts';
import type { SourceEvent, SourceShipment } from './payload.ts';
import { carrierOf } from './track17-v2.ts';

const parcel = /* @__PURE__ */ record({ id: ['number'], object: ['track'] });
const track = /* @__PURE__ */ record({
  code: ['e'],
  id: ['w1', 'w2'],
  object: ['z0'],
  list: ['z1', 'z2', 'z9'],
});
const item = /* @__PURE__ */ record({ text: ['a', 'c', 'd', 'z'] });

/**
 * Reads one parcel of 17TRACK's old API: `e` is its status, `z1` and `z2` are the events of the carriers `w1` and
 * `w2`, `z9` those of neither, `z0` is the latest. https://asset.17track.net/api/document/v1_en/index.html
 */
export function readTrack17V1Parcel(value: unknown, at: Place): SourceShipment[] {
  const fields = readFields(parcel, value, at);
  if (!fields) return [];
  const tracking_number = idOf(fields.number);
  const place = at.of(tracking_number).at('track');
  const read = readField(track, fields, 'track', at.of(tracking_number));
  const first = carrierOf(read?.w1);
  const second = carrierOf(read?.w2);
  const carrier_id = first ?? second;
  const source = '17track-v1';

  let position = 0;
  const event = (raw: unknown, found: Place, carrier: string | null): SourceEvent[] => {
    const sent = readFields(item, raw, found);
    const known = { source, tracking_number, carrier_id: carrier, position: position++, raw } as const;
    if (!sent) return [];
    const places = [textOf(sent.c), textOf(sent.d)].filter((part) => part !== null);
    const location = textOf(places.join(', '));
    return [eventOf({ ...known, description: textOf(sent.z), location, time: textOf(sent.a) })];
  };
  const events = (key: 'z1' | 'z2' | 'z9', carrier: string | null) =>
    (read?.[key] ?? []).flatMap((raw, index) => event(raw, place.at(key).at(index), carrier));
  const lists = [events('z1', first), events('z2', second ?? first), events('z9', carrier_id)];
  // The latest event repeats one of the lists; it counts where they are empty.
  if (position === 0 && read?.z0) lists.push(event(read.z0, place.at('z0'), carrier_id));

  const status_code = codeOf(read?.e);
  if (String(status_code).trim() === '0') place.at('e').note('not_found', 'package status 0');
  const reported = reportedOf({ source, tracking_number, carrier_id, status_code, raw: fields.track });
  return [{ tracking_number, carrier_id, reported, ...mergeEvents(lists) }];
}
