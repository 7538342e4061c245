import type { MappingResult } from '../mapping/result.ts';
import { type ProStateInfo, proStates } from '../tables/index.ts';
import type { AnomalyCode } from './anomalies.ts';

/** One event on its way through the resolver. Times are milliseconds, NaN where there is none. */
export interface Step {
  readonly result: MappingResult;
  /** What the clock showed, as if it showed UTC. */
  readonly wall: number;
  readonly instant: number;
  /** Its codes: two events with the same moment, codes and words are one. */
  readonly identity: string;
  /** Its words, or their hash; '' or 0 where there are none. With other codes at the same moment they are one event coded twice. */
  readonly words: string | number;
  /** Its time as text, where that tells more than the numbers. */
  readonly clock: string;
  /** Where it stands in the caller's list. */
  readonly index: number;
  /** The payload that it came in, and its place there from the oldest on; -1 where no order is known. */
  readonly batch: number;
  readonly place: number;
  /** What is known of the state; null where there is none. */
  readonly info: ProStateInfo | null;
  /** Its moment among the others: set when they are arranged. */
  moment: number;
}

/** Something odd, and the events that it is about. */
export interface Finding {
  readonly code: AnomalyCode;
  readonly steps: readonly Step[];
}

/** Events in order, each once. */
export interface Arranged {
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  /** Whether instants decided; otherwise what the clocks showed. */
  readonly byInstant: boolean;
}

const RANKS: ReadonlyMap<string, number> = new Map([...proStates.keys()].map((state, i) => [state, i]));
/** The place of a state in data/pro-states.csv; -1 where there is none. */
export const rankOf = ({ state }: Pick<MappingResult, 'state'>): number =>
  state === null ? -1 : (RANKS.get(state) ?? -1);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Which of several copies is kept: the one that says most of its time, whatever the order of the input. */
const fuller = (a: Step, b: Step) =>
  Number(Number.isNaN(a.instant)) - Number(Number.isNaN(b.instant)) ||
  (a.instant === b.instant || Number.isNaN(a.instant) ? 0 : a.instant - b.instant) ||
  (a.wall === b.wall || Number.isNaN(a.wall) ? 0 : a.wall - b.wall) ||
  compare(a.clock, b.clock) ||
  a.index - b.index;

/** The canonical order at one moment: undated last, then as data/pro-states.csv lists the states, then by rule and words. */
const canonical = (a: Step, b: Step) =>
  Number(Number.isNaN(a.wall)) - Number(Number.isNaN(b.wall)) ||
  rankOf(a.result) - rankOf(b.result) ||
  compare(a.result.leg ?? '', b.result.leg ?? '') ||
  compare(a.identity, b.identity) ||
  compare(String(a.words), String(b.words)) ||
  fuller(a, b);

/** What is known of the state that a result gives. */
export const infoOf = ({ state }: MappingResult): ProStateInfo | null =>
  state === null ? null : (proStates.get(state) ?? null);

/** Puts events in order of time and takes out those that came twice. The order in which they are given changes nothing. */
export function arrange(given: readonly Step[]): Arranged {
  let byInstant = true;
  for (const { info, instant, wall } of given)
    if (info !== null && Number.isNaN(instant) && !Number.isNaN(wall)) byInstant = false;
  let undated = false;
  for (const step of given) {
    step.moment = byInstant ? step.instant : step.wall;
    if (Number.isNaN(step.moment)) undated = true;
  }
  if (undated) placeUndated(given);
  const sorted = sortByMoment(undated ? withMoment(given) : given);
  let ties = false;
  for (let i = 1; i < sorted.length; i++)
    if ((sorted[i] as Step).moment === (sorted[i - 1] as Step).moment) ties = true;
  if (!ties) return { steps: sorted, findings: NO_FINDINGS, byInstant };
  const findings: Finding[] = [];
  const steps: Step[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const first = sorted[from] as Step;
    to = from + 1;
    while (to < sorted.length && (sorted[to] as Step).moment === first.moment) to++;
    if (to === from + 1) steps.push(first);
    else for (const step of orderMoment(sorted.slice(from, to), findings)) steps.push(step);
  }
  return { steps, findings, byInstant };
}

const NO_FINDINGS: readonly never[] = Object.freeze([]);

/** How many steps are sorted by insertion, which is the fastest way for few. */
const FEW = 24;

function sortByMoment(given: readonly Step[]): Step[] {
  const steps = given.slice();
  if (steps.length > FEW) return steps.sort((a, b) => (a.moment === b.moment ? 0 : a.moment - b.moment));
  for (let i = 1; i < steps.length; i++) {
    const step = steps[i] as Step;
    let at = i;
    for (; at > 0 && (steps[at - 1] as Step).moment > step.moment; at--) steps[at] = steps[at - 1] as Step;
    steps[at] = step;
  }
  return steps;
}

/** Without the events that have neither a time nor a place in a payload, unless no event with a state has one. */
function withMoment(given: readonly Step[]): readonly Step[] {
  const placed = given.filter((step) => step.moment !== -Infinity || step.place >= 0);
  return placed.some((step) => step.info !== null) ? placed : given;
}

/** An undated event gets the moment of its elder neighbour in its payload; without one, it comes first. */
function placeUndated(given: readonly Step[]): void {
  const ordered = given
    .filter((step) => step.place >= 0)
    .sort((a, b) => a.batch - b.batch || a.place - b.place);
  let batch = -1;
  let last = -Infinity;
  for (const step of ordered) {
    if (step.batch !== batch) [batch, last] = [step.batch, -Infinity];
    if (Number.isNaN(step.moment)) step.moment = last;
    else last = step.moment;
  }
  for (const step of given) if (Number.isNaN(step.moment)) step.moment = -Infinity;
}

/** Puts the events of one moment in order, each once. */
function orderMoment(moment: readonly Step[], findings: Finding[]): Step[] {
  const unique = new Map<string, Step[]>();
  for (const step of moment) {
    const undated = Number.isNaN(step.wall);
    // Events without a time and words are not told apart by anything: each is kept.
    const { identity, words, index, result } = step;
    const key =
      undated && !words ? `${index}` : JSON.stringify([identity, words, undated, result.state, result.leg]);
    const same = unique.get(key);
    if (same) same.push(step);
    else unique.set(key, [step]);
  }
  const groups = [...unique.values()];
  for (const copies of groups) {
    copies.sort(fuller);
    if (copies.length > 1) findings.push({ code: 'duplicate', steps: copies });
  }
  if (groups.length === 1) return [(groups[0] as Step[])[0] as Step];
  const ordered = inPayloadOrder(groups) ?? groups.map((copies) => copies[0] as Step).sort(canonical);
  // What has no time is at no moment with anything.
  const mapped = ordered.filter(({ info, wall }) => info !== null && !Number.isNaN(wall));
  if (new Set(mapped.map(({ info }) => info)).size > 1) {
    const twice = codedTwice(mapped);
    if (twice.length > 0) findings.push({ code: 'conflicting_codes', steps: twice });
    if (twice.length < mapped.length) findings.push({ code: 'tie', steps: mapped });
  }
  return ordered;
}

/** The events whose words came with codes of different states. */
function codedTwice(steps: readonly Step[]): Step[] {
  const states = new Map<string | number, Step['info'] | 'several'>();
  for (const { words, info } of steps) {
    if (!words) continue;
    const known = states.get(words);
    states.set(words, known === undefined || known === info ? info : 'several');
  }
  return steps.filter(({ words }) => states.get(words) === 'several');
}

/** The events in the order of a payload that has all that have a state; null where there is none, or where two disagree. */
function inPayloadOrder(groups: readonly Step[][]): Step[] | null {
  const mapped = groups.filter(([step]) => step?.info !== null);
  const others = groups.filter(([step]) => step?.info === null).map((copies) => copies[0] as Step);
  const places = new Map<number, [place: number, kept: Step][]>();
  for (const copies of mapped) {
    const seen = new Set<number>();
    for (const { batch, place } of copies) {
      if (place < 0 || seen.has(batch)) continue;
      seen.add(batch);
      const known = places.get(batch) ?? [];
      places.set(batch, known);
      known.push([place, copies[0] as Step]);
    }
  }
  const whole = [...places.values()].filter((entries) => entries.length === mapped.length);
  const orders = whole.map((entries) => entries.sort(([a], [b]) => a - b).map(([, kept]) => kept));
  const [first] = orders;
  if (!first || orders.some((order) => order.some((step, i) => step !== first[i]))) return null;
  return [...first, ...others.sort(canonical)];
}
