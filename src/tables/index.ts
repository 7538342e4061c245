import { crosswalkRows, type ListedCodes, type ProState, proStateRows } from './generated.ts';
import type { CrosswalkRow, ProStateRow } from './rows.ts';

export type { ProState } from './generated.ts';
export type { Leg, Match } from './rows.ts';

/** A source of codes: the name of one table in data/sources. */
export type SourceId = keyof ListedCodes & string;

/** The main status codes that a source lists. */
export type StatusCode<S extends SourceId = SourceId> = ListedCodes[S]['status'];

/** The sub-status codes that a source lists. */
export type SubstatusCode<S extends SourceId = SourceId> = ListedCodes[S]['substatus'];

/** One decision of a crosswalk. */
export type Decision = CrosswalkRow<ProState>;

/** What is documented about one PRO state. */
export type ProStateInfo = ProStateRow<ProState>;

/** The 42 PRO states by name. Source: data/pro-states.csv. */
export const proStates: ReadonlyMap<string, ProStateInfo> = /* @__PURE__ */ new Map<string, ProStateInfo>(
  /* @__PURE__ */ proStateRows.map((row): [string, ProStateInfo] => [row.state, row]),
);

/** Every decision of every source, by source. Source: data/sources/*.csv. */
export const crosswalks: ReadonlyMap<SourceId, readonly Decision[]> = /* @__PURE__ */ new Map<
  SourceId,
  readonly Decision[]
>(/* @__PURE__ */ Object.entries(crosswalkRows) as [SourceId, readonly Decision[]][]);
