import * as z from 'zod/mini';
import { code, codeOf, id, idOf, list, object, type Place, readFields, text, textOf } from './fields.ts';
import { reportedEvent } from './kd100.ts';
import { mergeEvents } from './merge.ts';
import type { SourceEvent, SourceShipment } from './payload.ts';
import { readTrack17Event } from './track17-event.ts';

const parcel = /* @__PURE__ */ z.looseObject(
  {
    number: id,
    carrier: id,
    track_info: object,
    package_status: code,
    tracking_status: text,
    stop_track_reason: text,
  },
  'an object',
);

const trackInfo = /* @__PURE__ */ z.looseObject({
  latest_status: object,
  latest_event: object,
  tracking: object,
});

const latestStatus = /* @__PURE__ */ z.looseObject({
  status: code,
  sub_status: code,
  sub_status_descr: text,
});

const tracking = /* @__PURE__ */ z.looseObject({ providers: list });

const entry = /* @__PURE__ */ z.looseObject({ provider: object, events: list }, 'an object');

const provider = /* @__PURE__ */ z.looseObject({ key: id });

/** What the adapter of one parcel knows of it. */
type Whole = Pick<SourceEvent, 'source' | 'tracking_number' | 'carrier_id'>;

/** Reads one parcel of 17TRACK's API, version 2: of gettrackinfo, of gettracklist or of a webhook. */
export function readTrack17V2Parcel(value: unknown, at: Place): SourceShipment[] {
  const fields = readFields(parcel, value, at);
  if (!fields) return [];
  const tracking_number = idOf(fields.number);
  const place = at.of(tracking_number);
  const info = fields.track_info ? readFields(trackInfo, fields.track_info, place.at('track_info')) : null;
  const lists = readProviders(info?.tracking, tracking_number, place.at('track_info').at('tracking'));
  const listed = lists.flat();
  const carrier_id =
    carrierOf(fields.carrier) ?? listed.find((event) => event.carrier_id !== null)?.carrier_id ?? null;
  const whole: Whole = { source: '17track', tracking_number, carrier_id };
  // The latest event repeats one of the list; it counts where there is no list.
  if (listed.length === 0 && info?.latest_event) {
    const alone = readTrack17Event(info.latest_event, place.at('track_info').at('latest_event'), whole, 0);
    lists.push(alone);
  }
  const reported = info?.latest_status
    ? readStatus(info.latest_status, whole, place.at('track_info').at('latest_status'))
    : readPackageStatus(fields.package_status, value, whole, place);
  if (textOf(fields.tracking_status) === 'Stopped') {
    const reason = textOf(fields.stop_track_reason);
    place.note(reason === 'Expired' ? 'tracking_expired' : 'tracking_stopped', reason ?? 'Stopped');
  }
  return [{ tracking_number, carrier_id, reported, ...mergeEvents(lists) }];
}

/** The events of each carrier, numbered through. */
function readProviders(value: unknown, tracking_number: string | null, at: Place): SourceEvent[][] {
  const providers = value ? (readFields(tracking, value, at)?.providers ?? []) : [];
  let position = 0;
  return providers.map((raw, index) => {
    const place = at.at('providers').at(index);
    const read = readFields(entry, raw, place);
    const named = read?.provider ? readFields(provider, read.provider, place.at('provider')) : null;
    const whole: Whole = { source: '17track', tracking_number, carrier_id: carrierOf(named?.key) };
    return (read?.events ?? []).flatMap((event, i) =>
      readTrack17Event(event, place.at('events').at(i), whole, position++),
    );
  });
}

function readStatus(value: object, whole: Whole, at: Place): SourceEvent | null {
  const read = readFields(latestStatus, value, at);
  const status_code = codeOf(read?.status);
  const substatus_code = codeOf(read?.sub_status);
  if (status_code === null && substatus_code === null) return null;
  noteNotFound(status_code, at);
  const description = textOf(read?.sub_status_descr);
  return reportedEvent({ ...whole, status_code, substatus_code, description, raw: value });
}

function readPackageStatus(
  status: string | number | null | undefined,
  raw: unknown,
  whole: Whole,
  at: Place,
): SourceEvent | null {
  const status_code = codeOf(status);
  if (status_code === null) return null;
  noteNotFound(status_code, at.at('package_status'));
  return reportedEvent({ ...whole, status_code, raw });
}

function noteNotFound(status: string | number | null, at: Place): void {
  if (status === 'NotFound') at.note('not_found', status);
}

/** A carrier's key as text; 0 is 17TRACK's word for none. */
export function carrierOf(key: string | number | null | undefined): string | null {
  const carrier = idOf(key);
  return carrier === '0' ? null : carrier;
}
