import { createMapper } from '../mapping/mapper.ts';
import { TimeReader } from '../time/read.ts';
import { Zone } from '../time/zone.ts';
import { describe } from './describe.ts';
import { type ReadEvent, readInput } from './input.ts';
import { journeyRules, readNow } from './rules.ts';
import { summarise } from './summarise.ts';
import type { ResolvedShipment, ResolveOptions, ShipmentInput } from './types.ts';

/**
 * Finds out what state a shipment is in, since when, and what happened on the way. The order in which the events are
 * given changes nothing. Never throws for anything that an event can contain.
 *
 * @throws {TrackstateError} `invalid_option` for a mistake in the options, `invalid_input` where the input is neither
 * events nor shipments.
 */
export function resolveShipment(input: ShipmentInput, options: ResolveOptions = {}): ResolvedShipment {
  return createResolver(options)(input);
}

/** {@link resolveShipment} for many shipments: the options are read once. */
export function createResolver(options: ResolveOptions = {}): (input: ShipmentInput) => ResolvedShipment {
  const mapper = options.mapper ?? createMapper();
  const times = new TimeReader(options.timeZone === undefined ? null : new Zone(options.timeZone));
  const rules = journeyRules(options);
  const now = readNow(options.now);
  return (input) => {
    const { events, wholes, carrier } = readInput(input, mapper, times);
    const given = events.map(({ step }) => step);
    const summary = summarise(given, rules, now, wholes);
    const shipment = describe(summary, given, now, ({ index }) => events[index] as ReadEvent);
    return shipment.carrier === null && carrier !== null ? { ...shipment, carrier } : shipment;
  };
}
