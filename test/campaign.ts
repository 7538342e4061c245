/** Whether campaigns run at their full length, as `.ci/run` does; otherwise they run as long as a hand at work can wait. */
export const FULL: boolean = process.env.TRACKSTATE_FULL === '1';

/** How many cases a campaign runs: all of them in the gate, fewer in `npm test`. */
export const cases = (full: number, quick: number): number => (FULL ? full : quick);
