import { eventOf, mergeEvents, reportedOf, type Whole } from './events.ts';
import { codeOf, type Fields, idOf, type Place, readField, readFields, record, textOf } from './fields.ts';
import type { SourceEvent, SourceShipment } from './payload.ts';

const parcel = /* @__PURE__ */ record({
  id: ['number', 'carrier'],
  object: ['track_info'],
  code: ['package_status'],
  text: ['tracking_status', 'stop_track_reason'],
});
const trackInfo = /* @__PURE__ */ record({ object: ['latest_status', 'latest_event', 'tracking'] });

const latestStatus = /* @__PURE__ */ record({ code: ['status', 'sub_status'], text: ['sub_status_descr'] });
const tracking = /* @__PURE__ */ record({ list: ['providers'] });

const entry = /* @__PURE__ */ record({ object: ['provider'], list: ['events'] });
const provider = /* @__PURE__ */ record({ id: ['key'] });

const item = /* @__PURE__ */ record({
  text: ['time_iso', 'time_utc', 'description', 'location'],
  code: ['sub_status'],
  object: ['time_raw', 'address'],
});
const rawTime = /* @__PURE__ */ record({ text: ['date', 'time', 'timezone'] });

const postal = /* @__PURE__ */ record({ text: ['city', 'state', 'country'] });

/** Reads one parcel of 17TRACK's API, version 2: of gettrackinfo, of gettracklist or of a webhook. */
export function readTrack17V2Parcel(value: unknown, at: Place): SourceShipment[] {
  const fields = readFields(parcel, value, at);
  if (!fields) return [];
  const tracking_number = idOf(fields.number);
  const place = at.of(tracking_number);
  const infoPlace = place.at('track_info');
  const info = readField(trackInfo, fields, 'track_info', place);
  const providers = readField(tracking, info, 'tracking', infoPlace)?.providers ?? [];
  let position = 0;
  const lists = providers.map((raw, index) => {
    const found = infoPlace.at('tracking').at('providers').at(index);
    const read = readFields(entry, raw, found);
    const carrier = carrierOf(readField(provider, read, 'provider', found)?.key);
    const known: Whole = { source: '17track', tracking_number, carrier_id: carrier };
    return (read?.events ?? []).flatMap((event, i) =>
      readEvent(event, found.at('events').at(i), known, position++),
    );
  });
  const listed = lists.flat();
  const carrier_id =
    carrierOf(fields.carrier) ?? listed.find((event) => event.carrier_id !== null)?.carrier_id ?? null;
  const whole: Whole = { source: '17track', tracking_number, carrier_id };
  // The latest event repeats one of the list; it counts where there is no list.
  if (listed.length === 0 && info?.latest_event) {
    lists.push(readEvent(info.latest_event, infoPlace.at('latest_event'), whole, 0));
  }
  const status = readField(latestStatus, info, 'latest_status', infoPlace);
  const status_code = codeOf(info?.latest_status ? status?.status : fields.package_status);
  if (status_code === 'NotFound') {
    const found = info?.latest_status ? infoPlace.at('latest_status') : place.at('package_status');
    found.note('not_found', status_code);
  }
  const reported = reportedOf({
    ...whole,
    status_code,
    substatus_code: codeOf(status?.sub_status),
    description: textOf(status?.sub_status_descr),
    raw: info?.latest_status ?? value,
  });
  if (textOf(fields.tracking_status) === 'Stopped') {
    const reason = textOf(fields.stop_track_reason);
    place.note(reason === 'Expired' ? 'tracking_expired' : 'tracking_stopped', reason ?? 'Stopped');
  }
  return [{ tracking_number, carrier_id, reported, ...mergeEvents(lists) }];
}

/**
 * Reads one event; none where the value is no object. An event without a sub-status has no code: neither its stage,
 * which is a milestone, nor the parcel's status stands in.
 */
function readEvent(raw: unknown, at: Place, whole: Whole, position: number): SourceEvent[] {
  const fields = readFields(item, raw, at);
  if (!fields) return [];
  const local = readField(rawTime, fields, 'time_raw', at);
  const address = readField(postal, fields, 'address', at);
  const places = [address?.city, address?.state, address?.country].map((place) => textOf(place));
  return [
    eventOf({
      ...whole,
      substatus_code: codeOf(fields.sub_status),
      description: textOf(fields.description),
      location: textOf(fields.location, places.filter((place) => place !== null).join(', ')),
      time: textOf(fields.time_iso, fields.time_utc, localTime(local)),
      position,
      raw,
    }),
  ];
}

/** Date and time of a clock somewhere, with its offset where that is known. A time without a date is none. */
function localTime(parts: Fields<{ text: ['date', 'time', 'timezone'] }> | null): string | null {
  const date = textOf(parts?.date);
  const time = textOf(parts?.time);
  if (date === null || time === null) return date;
  return `${date} ${time}${textOf(parts?.timezone) ?? ''}`;
}

/** A carrier's key as text; 0 is 17TRACK's word for none. */
export function carrierOf(key: string | number | null | undefined): string | null {
  const carrier = idOf(key);
  return carrier === '0' ? null : carrier;
}
