/** What can be odd about the events of a shipment: each code and its meaning. Nothing is rewritten because of it. */
export const ANOMALIES = {
  regression: 'An event puts the shipment further back on its way than it was.',
  after_final: 'An event follows a final state and does not take it back.',
  duplicate: 'The same event was sent more than once; it counts once.',
  conflicting_codes: 'One event, by its time and words, came with codes of different states.',
  status_disagrees: 'The status of the whole parcel says something else than its newest event.',
  delivered_on_return_leg: 'A delivery on the way back: it was delivered to the sender.',
  reused_tracking_number: 'A new journey begins long after the last one ended: the number is used again.',
  tie: 'Different states at one moment: the order of the payload, or else the canonical order, decides.',
  unmapped_event: 'An event has no state and was skipped.',
  undated_event: 'An event has no time: it keeps its place in its payload; without one it is left out.',
  implausible_time:
    'A time is none, or a placeholder such as 0000-00-00 or the year 2079: the event counts as undated.',
} as const;

/** A code of the closed list of anomalies. */
export type AnomalyCode = keyof typeof ANOMALIES;
