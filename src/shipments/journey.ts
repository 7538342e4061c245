import { type ProState, type ProStateInfo, proStates } from '../tables/index.ts';
import { type Leg, MILESTONES, type Milestone } from '../tables/rows.ts';
import type { JourneyRules } from './rules.ts';
import type { Finding, Step } from './step.ts';

/** A stay in one state: from its first event on. */
export interface Stay {
  readonly state: ProState;
  readonly info: ProStateInfo;
  readonly leg: Leg;
  readonly first: Step;
  /** How many events said so. */
  events: number;
}

type Milestones = Readonly<Record<Milestone, Step | null>>;

/** Where a shipment went. */
export interface Journey {
  readonly stays: readonly Stay[];
  /** Journeys of the same tracking number before this one. */
  readonly earlier: readonly (readonly Stay[])[];
  readonly milestones: Milestones;
  readonly findings: readonly Finding[];
}

const RETURNED = proStates.get('returned_to_sender') as ProStateInfo;

/** Where a shipment can be again after a failed delivery, a problem or a change of carrier without going back. */
const UNDER_WAY = 3;
const WITH_A_NEW_CARRIER = 2;
const BEFORE_COLLECTION = 1;

/** Follows a shipment through its events, which have to be in order. */
export function follow(steps: readonly Step[], rules: JourneyRules): Journey {
  const walk = new Walk(rules);
  for (const step of steps) walk.take(step);
  return walk;
}

const NONE: never[] = [];

const NO_MILESTONES = Object.fromEntries(MILESTONES.map((name) => [name, null])) as Record<Milestone, null>;
const noMilestones = (): Record<Milestone, Step | null> => ({ ...NO_MILESTONES });

class Walk implements Journey {
  stays: Stay[] = [];
  earlier: Stay[][] = NONE;
  milestones: Record<Milestone, Step | null> = noMilestones();
  findings: readonly Finding[] = NONE;
  readonly #rules: JourneyRules;
  #found: Finding[] = NONE;
  #current: Stay | undefined;
  #reached = 0;

  constructor(rules: JourneyRules) {
    this.#rules = rules;
  }

  take(step: Step): void {
    const { result } = step;
    if (result.outcome === 'unmapped') this.#find('unmapped_event', step);
    if (step.info === null) return;
    if (this.#isReuse(step, step.info, result.leg)) this.#restart(step);
    const before = this.#current;
    const leg = before?.leg === 'return' ? 'return' : (result.leg ?? 'outbound');
    let { info } = step;
    if (before?.leg === 'return' && info.milestone === 'delivered') {
      info = RETURNED;
      if (before.info !== RETURNED) this.#find('delivered_on_return_leg', step);
    }
    if (before && this.#rules.final.has(before.state) && !mayFollow(before, info, leg)) {
      this.#find('after_final', step, before.first);
      return;
    }
    // That it was delivered adds nothing to how.
    if (before && before.leg === leg && before.info.milestone === 'delivered' && info.state === 'delivered') {
      before.events++;
      return;
    }
    if (before?.leg !== leg) this.#reached = 0;
    if (!this.#advances(step, info)) return;
    if (before && before.info === info && before.leg === leg) before.events++;
    else {
      this.#current = { state: info.state, info, leg, first: step, events: 1 };
      this.stays.push(this.#current);
    }
    let { milestone } = info;
    if (leg === 'return') milestone = info === RETURNED ? 'returned' : 'returning';
    if (milestone !== null) this.milestones[milestone] ??= step;
  }

  /** Notes how far the shipment has come. Returns false for an event that would put it back before its collection. */
  #advances(step: Step, { state, progress }: ProStateInfo): boolean {
    if (progress === null) {
      this.#reached = Math.min(this.#reached, UNDER_WAY);
      return true;
    }
    const back = progress < this.#reached;
    if (back) this.#find('regression', step, this.#current?.first);
    if (back && progress <= BEFORE_COLLECTION) return false;
    this.#reached = state === 'carrier_changed' ? WITH_A_NEW_CARRIER : progress;
    return true;
  }

  /** A journey begins anew where a shipment that had come to its end is announced or collected long after. */
  #isReuse(step: Step, { progress }: ProStateInfo, leg: Leg | null): boolean {
    const last = this.#current;
    if (progress === null || progress > WITH_A_NEW_CARRIER || leg === 'return') return false;
    if (!last || !this.#rules.final.has(last.state) || last.state === 'cancelled') return false;
    return step.wall - last.first.wall >= this.#rules.reuseAfterMs;
  }

  #restart(step: Step): void {
    this.#find('reused_tracking_number', step, this.#current?.first);
    if (this.earlier === NONE) this.earlier = [];
    this.earlier.push(this.stays);
    this.stays = [];
    this.milestones = noMilestones();
    this.#current = undefined;
    this.#reached = 0;
  }

  #find(code: Finding['code'], ...steps: (Step | undefined)[]): void {
    if (this.findings === NONE) this.findings = this.#found = [];
    this.#found.push({ code, steps: steps.filter((step) => step !== undefined) });
  }
}

/** After a delivery come itself, a finer one, or the way back; after other ends (cancelled, returned) only themselves. */
function mayFollow(before: Stay, info: ProStateInfo, leg: Leg): boolean {
  if (before.info === info && before.leg === leg) return true;
  if (before.info.milestone !== 'delivered') return false;
  return leg === 'return' || info.milestone === 'delivered';
}
