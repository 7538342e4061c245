import type { Step } from './step.ts';

/**
 * Gives events without a zone a moment among instants, for sorting only: the clock of the event with an instant that
 * showed the nearest time is taken to be theirs too.
 */
export function placeByNeighbours(given: readonly Step[]): void {
  const zoned = given
    .filter(({ instant, wall }) => !Number.isNaN(instant) && !Number.isNaN(wall))
    .sort((a, b) => a.wall - b.wall || a.instant - b.instant);
  for (const step of given) {
    if (!Number.isNaN(step.instant) || Number.isNaN(step.wall)) continue;
    let [low, high] = [0, zoned.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((zoned[middle] as Step).wall < step.wall) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [zoned[low - 1], zoned[low]];
    const near = !after || (before && step.wall - before.wall <= after.wall - step.wall) ? before : after;
    if (near) step.moment = step.wall - (near.wall - near.instant);
  }
}

/** An undated event gets the moment of its elder neighbour in its list; without one, it comes first. */
export function placeUndated(given: readonly Step[]): void {
  const ordered = given
    .filter(({ place }) => place >= 0)
    .sort((a, b) => a.list - b.list || a.place - b.place);
  let list = -1;
  let last = -Infinity;
  for (const step of ordered) {
    if (step.list !== list) [list, last] = [step.list, -Infinity];
    if (Number.isNaN(step.moment)) step.moment = last;
    else last = step.moment;
  }
  for (const step of given) if (Number.isNaN(step.moment)) step.moment = -Infinity;
}
