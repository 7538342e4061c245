import { TrackstateError } from '../../errors.ts';
import { type JourneyRules, journeyRules, readNow } from '../../shipments/rules.ts';
import type { ResolveOptions } from '../../shipments/types.ts';
import type { Zone } from '../../time/zone.ts';

/** A CSV row, a line of JSON with the timeline, or the timeline for people. */
export type ShipmentFormat = 'csv' | 'json' | 'text';

/** What the caller says of shipments, whatever they are read from. */
export interface ShipmentOptions extends Omit<ResolveOptions, 'mapper'> {
  /** What is written of a shipment: a `csv` row (default), a line of `json` with the timeline, or it as `text` for people. */
  readonly format?: ShipmentFormat;
}

/** The same, checked. */
export interface ShipmentSettings {
  readonly format: ShipmentFormat;
  readonly rules: JourneyRules;
  readonly now: number | null;
  readonly zone: Zone | null;
}

/** @throws {TrackstateError} `invalid_option` */
export async function readSettings(options: ShipmentOptions): Promise<ShipmentSettings> {
  const { format = 'csv', timeZone } = options;
  const rules = journeyRules(options);
  const now = readNow(options.now);
  // The arithmetic of time zones is loaded where it is asked for.
  const zone = timeZone === undefined ? null : new (await import('../../time/zone.ts')).Zone(timeZone);
  if (!['csv', 'json', 'text'].includes(format))
    throw new TrackstateError(
      'invalid_option',
      `format: expected csv, json or text, found ${JSON.stringify(format)}`,
    );
  return { format, rules, now, zone };
}
