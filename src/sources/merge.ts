import { momentKey, orderOf } from './order.ts';
import type { SourceEvent, SourceShipment } from './payload.ts';

/**
 * Puts the lists of several carriers behind one another. An event that another carrier's list has already counts
 * once: same time, description, location and codes. A list whose times do not tell its order has that of the first
 * one whose times do.
 */
export function mergeEvents(
  lists: readonly (readonly SourceEvent[])[],
): Required<Pick<SourceShipment, 'events' | 'order' | 'orders'>> {
  const told = lists.map(orderOf);
  const order = told.find((known) => known !== null) ?? 'newest_first';
  const seen = new Set<string>();
  const events: SourceEvent[] = [];
  for (const [list, given] of lists.entries()) {
    // Within one list nothing is taken for a repetition.
    const added = given.filter((event) => event.time === null || !seen.has(eventKey(event)));
    if (lists.length > 1) for (const event of added) seen.add(eventKey(event));
    for (const event of added) events.push({ ...event, list });
  }
  return { events, order, orders: told.map((known) => known ?? order) };
}

function eventKey({ time, description, location, status_code, substatus_code }: SourceEvent): string {
  return JSON.stringify([momentKey(time), description, location, status_code, substatus_code]);
}
