import { momentKey, orderOf } from './order.ts';
import type { EventOrder, SourceEvent } from './payload.ts';

/** The events of a parcel, out of the lists of its carriers. */
export interface Merged {
  readonly events: readonly SourceEvent[];
  readonly order: EventOrder;
}

/**
 * Puts the lists of several carriers behind one another. An event that another carrier's list has already counts
 * once: same time, description, location and codes. The order is that of the first list whose times tell it.
 */
export function mergeEvents(lists: readonly (readonly SourceEvent[])[]): Merged {
  const order = lists.map(orderOf).find((known) => known !== null) ?? 'newest_first';
  const seen = new Set<string>();
  const events: SourceEvent[] = [];
  for (const list of lists) {
    // Within one list nothing is taken for a repetition.
    const added = list.filter((event) => event.time === null || !seen.has(eventKey(event)));
    if (lists.length > 1) for (const event of added) seen.add(eventKey(event));
    for (const event of added) events.push(event);
  }
  return { events, order };
}

function eventKey({ time, description, location, status_code, substatus_code }: SourceEvent): string {
  return JSON.stringify([momentKey(time), description, location, status_code, substatus_code]);
}
