/** How well a PRO state fits a code, in SKOS terms, from the code to the state. */
export type Match = 'exact' | 'close' | 'broad';

/** The way to the recipient, or the way back to the sender. */
export type Leg = 'outbound' | 'return';

/** The points that a shipment passes on its way, in that order. */
export const MILESTONES = [
  'collected',
  'departed',
  'at_customs',
  'cleared_customs',
  'out_for_delivery',
  'attempted',
  'at_collection_point',
  'delivered',
  'returning',
  'returned',
] as const;

/** A point that a shipment passes on its way. */
export type Milestone = (typeof MILESTONES)[number];

/** Where on its way a shipment can be: our grouping, not PRO's. */
export const PHASES = [
  'pre_manifest',
  'manifested',
  'first_mile',
  'in_transit',
  'customs',
  'last_mile',
  'collection_point',
  'exception',
  'return',
  'final',
  'cancelled',
] as const;

/** What a column of a CSV file can hold. */
export const COLUMN_ROLES = [
  'status',
  'substatus',
  'label',
  'carrier',
  'tracking_number',
  'time',
  'description',
  'location',
] as const;

/** One PRO shipment state, as data/pro-states.csv describes it. */
export interface ProStateRow<State extends string> {
  /** PRO's name of the state. */
  readonly state: State;
  /** What it means. */
  readonly description: string;
  /** Where on its way the shipment is: our grouping, not PRO's. */
  readonly phase: (typeof PHASES)[number];
  /** How far along the way it is, 0 to 6; null where it says nothing of that. */
  readonly progress: number | null;
  /** The milestone that a shipment passes with it. */
  readonly milestone: Milestone | null;
  /** By default nothing but the way back, or a finer final state, follows: our reading. */
  readonly final: boolean;
  /** It cannot change until the process that it stands for ends. */
  readonly locked: boolean;
  /** PRO alone sets it, never a customer. */
  readonly systemOnly: boolean;
  /** Only on-demand shipments can have it. */
  readonly onDemandOnly: boolean;
  /** Whether a customer may set it by hand, as far as the documents say. */
  readonly settable: 'yes' | 'no' | 'undocumented';
  /** Whether it can be cancelled through the cancel call, as far as the documents say. */
  readonly canCancel: 'yes' | 'no' | 'undocumented';
  /** Whether it can be deleted. */
  readonly canDelete: boolean;
  /** A document says that nothing can follow it. */
  readonly terminalDocumented: boolean;
  /** What is inferred, or worth knowing. */
  readonly note: string;
  /** The document, and when it was read. */
  readonly origin: string;
}

/** One decision of a crosswalk: a code of a source, the PRO state that it gives, and why. */
export interface CrosswalkRow<State extends string> {
  /** The source's main status code. */
  readonly status: string;
  /** Its sub-status code; empty where the source has none. */
  readonly substatus: string;
  /** The row that a bare status stands for. */
  readonly generic: boolean;
  /** The source's English name of the code. */
  readonly label: string;
  /** Other names of the code. */
  readonly aliases: readonly string[];
  /** The PRO state; null where the code changes nothing. */
  readonly state: State | null;
  /** How well the state fits; null where there is none. */
  readonly match: Match | null;
  /** The leg; null where there is no state. */
  readonly leg: Leg | null;
  /** What an on-demand shipment gets, where that differs. */
  readonly onDemand: { readonly state: State; readonly match: Match } | null;
  /** Other states that one could defend; an override may choose one. */
  readonly also: readonly State[];
  /** The reason, in one sentence. */
  readonly note: string;
  /** The document, and when it was read. */
  readonly origin: string;
}

/** What a heading of a CSV file may mean. */
export interface ColumnRule {
  /** The heading; case, spaces, `_` and `-` are not compared. */
  readonly header: string;
  readonly role: (typeof COLUMN_ROLES)[number];
  /** The source that it tells; empty where it tells none. */
  readonly source: string;
  /** Whether the name alone is enough, or the values have to bear it out. */
  readonly certainty: 'certain' | 'guess';
}
