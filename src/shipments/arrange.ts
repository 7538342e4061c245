import type { MappingResult } from '../mapping/result.ts';
import { type ProStateInfo, proStates } from '../tables/index.ts';
import { placeByNeighbours, placeUndated } from './moments.ts';
import type { Finding, OrderedBy, Step } from './step.ts';

/** Events in order, each once. */
export interface Arranged {
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  readonly orderedBy: OrderedBy;
}

const RANKS: ReadonlyMap<string, number> = new Map([...proStates.keys()].map((state, i) => [state, i]));
/** The place of a state in data/pro-states.csv; -1 where there is none. */
export const rankOf = ({ state }: Pick<MappingResult, 'state'>): number =>
  state === null ? -1 : (RANKS.get(state) ?? -1);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const isUndated = ({ wall }: Step) => Number.isNaN(wall);

/** Which of several copies is kept: the one that says most of its time, whatever the order of the input. */
const fuller = (a: Step, b: Step) =>
  Number(Number.isNaN(a.instant)) - Number(Number.isNaN(b.instant)) ||
  (a.instant === b.instant || Number.isNaN(a.instant) ? 0 : a.instant - b.instant) ||
  (a.wall === b.wall || Number.isNaN(a.wall) ? 0 : a.wall - b.wall) ||
  compare(a.clock, b.clock) ||
  a.index - b.index;

/** The canonical order at one moment: undated last, then as data/pro-states.csv lists the states, then by rule and words. */
const canonical = (a: Step, b: Step) =>
  Number(isUndated(a)) - Number(isUndated(b)) ||
  rankOf(a.result) - rankOf(b.result) ||
  compare(a.result.leg ?? '', b.result.leg ?? '') ||
  compare(a.meaning, b.meaning) ||
  compare(a.carrier, b.carrier) ||
  compare(String(a.words), String(b.words)) ||
  compare(String(a.location), String(b.location)) ||
  fuller(a, b);

/** What is known of the state that a result gives. */
export const infoOf = ({ state }: MappingResult): ProStateInfo | null =>
  state === null ? null : (proStates.get(state) ?? null);

/** Puts events in order of time and takes out those that came twice. The order in which they are given changes nothing. */
export function arrange(given: readonly Step[]): Arranged {
  let [instants, clocks] = [0, 0];
  for (const { instant, wall } of given) {
    if (!Number.isNaN(instant)) instants++;
    else if (!Number.isNaN(wall)) clocks++;
  }
  for (const step of given) step.moment = instants > 0 ? step.instant : step.wall;
  if (instants > 0 && clocks > 0) placeByNeighbours(given);
  const orderedBy = instants > 0 ? 'instant' : clocks > 0 ? 'wall_clock' : 'none';
  const undated = instants + clocks < given.length;
  if (undated) placeUndated(given);
  const sorted = sortByMoment(undated ? withMoment(given) : given);
  let ties = false;
  for (let i = 1; i < sorted.length; i++)
    if ((sorted[i] as Step).moment === (sorted[i - 1] as Step).moment) ties = true;
  if (!ties) return { steps: sorted, findings: NO_FINDINGS, orderedBy };
  const findings: Finding[] = [];
  const steps: Step[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const first = sorted[from] as Step;
    to = from + 1;
    while (to < sorted.length && (sorted[to] as Step).moment === first.moment) to++;
    if (to === from + 1) steps.push(first);
    else for (const step of orderMoment(sorted.slice(from, to), findings)) steps.push(step);
  }
  return { steps, findings, orderedBy };
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

function withMoment(given: readonly Step[]): readonly Step[] {
  const placed = given.filter((step) => step.moment !== -Infinity || step.place >= 0);
  return placed.some((step) => step.info !== null) ? placed : given;
}

function orderMoment(moment: readonly Step[], findings: Finding[]): Step[] {
  const groups = copiesOf(moment);
  for (const copies of groups) {
    copies.sort(fuller);
    if (copies.length > 1) findings.push({ code: 'duplicate', steps: copies });
  }
  if (groups.length === 1) return [(groups[0] as Step[])[0] as Step];
  const ordered = inListOrder(groups) ?? groups.map((copies) => copies[0] as Step).sort(canonical);
  // What has no time is at no moment with anything.
  const mapped = ordered.filter((step) => step.info !== null && !isUndated(step));
  if (new Set(mapped.map(({ info }) => info)).size > 1) {
    const twice = codedTwice(mapped);
    if (twice.length > 0) findings.push({ code: 'conflicting_codes', steps: twice });
    if (twice.length < mapped.length) findings.push({ code: 'tie', steps: mapped });
  }
  return ordered;
}

const saying = ({ meaning, result, clock, wall }: Step) =>
  JSON.stringify([meaning, result.state, result.leg, Number.isNaN(wall) ? clock : null]);

/** The events of one moment, copies together: the same meaning, words and place. */
function copiesOf(moment: readonly Step[]): Step[][] {
  const unique = new Map<string, Step[]>();
  for (const step of moment) {
    const { words, location, index } = step;
    // Events without a time and words are not told apart by anything: each is kept.
    const key = isUndated(step) && !words && !location ? index : JSON.stringify([words, location]);
    const whole = `${saying(step)} ${key}`;
    const same = unique.get(whole);
    if (same) same.push(step);
    else unique.set(whole, [step]);
  }
  const groups = [...unique.values()];
  const [first] = moment;
  const oneList = moment.every(({ list }) => list === first?.list);
  return oneList || groups.length === 1 || groups.length > MOST_GROUPS ? groups : acrossLists(groups);
}

/** No moment of a real parcel has more, and comparing all with all takes their square. */
const MOST_GROUPS = 1000;

/** Lists say the same event with fewer words: an empty text or place is no difference between two of them. */
function acrossLists(groups: readonly Step[][]): Step[][] {
  const lacks = ([step]: readonly Step[]) => Number(!step?.words) + Number(!step?.location);
  const fits = (a: string | number, b: string | number) => !a || !b || a === b;
  const sorted = [...groups].sort((a, b) => lacks(a) - lacks(b) || canonical(a[0] as Step, b[0] as Step));
  const kept: Step[][] = [];
  for (const group of sorted) {
    const [step] = group as [Step];
    const lists = new Set(group.map(({ list }) => list));
    const full = isUndated(step)
      ? undefined
      : kept.find(
          (other) =>
            other.every(
              ({ words, location, list }) =>
                fits(words, step.words) && fits(location, step.location) && !lists.has(list),
            ) && saying(other[0] as Step) === saying(step),
        );
    if (full) full.push(...group);
    else kept.push([...group]);
  }
  return kept;
}

function codedTwice(steps: readonly Step[]): Step[] {
  const states = new Map<string, Step['info'] | 'several'>();
  const key = ({ words, location }: Step) => (words || location ? JSON.stringify([words, location]) : '');
  for (const step of steps) {
    const known = states.get(key(step));
    if (key(step) !== '')
      states.set(key(step), known === undefined || known === step.info ? step.info : 'several');
  }
  return steps.filter((step) => states.get(key(step)) === 'several');
}

/** The events in the order of a list that has all that have a state; null where there is none, or where two disagree. */
function inListOrder(groups: readonly Step[][]): Step[] | null {
  const mapped = groups.filter(([step]) => step?.info !== null);
  const others = groups.filter(([step]) => step?.info === null).map((copies) => copies[0] as Step);
  const places = new Map<number, [place: number, kept: Step][]>();
  for (const copies of mapped) {
    const seen = new Set<number>();
    for (const { list, place } of copies) {
      if (place < 0 || seen.has(list)) continue;
      seen.add(list);
      const known = places.get(list) ?? [];
      places.set(list, known);
      known.push([place, copies[0] as Step]);
    }
  }
  const whole = [...places.values()].filter((entries) => entries.length === mapped.length);
  const orders = whole.map((entries) => entries.sort(([a], [b]) => a - b).map(([, kept]) => kept));
  const [first] = orders;
  if (!first || orders.some((order) => order.some((step, i) => step !== first[i]))) return null;
  return [...first, ...others.sort(canonical)];
}
