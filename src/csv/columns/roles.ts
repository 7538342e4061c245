import type { SourceId } from '../../tables/index.ts';
import type { ColumnRule } from '../../tables/rows.ts';

/** What a column can be to the mapping of an event. */
export type Role = 'status' | 'substatus' | 'label' | 'carrier' | 'text';

/** What else a column can be, for the way of a shipment. */
export type ShipmentRole = Exclude<ColumnRule['role'], Role>;

/** A column by its name, or by its number counted from 1. */
export type ColumnName = string | number;

/** What the caller says about the columns; what it leaves out is found by name. */
export interface ColumnOptions {
  /** The file has no header line: its columns are named by number, and none are appended to a header. */
  readonly noHeader?: boolean;
  readonly source?: SourceId;
  readonly statusColumn?: ColumnName;
  readonly substatusColumn?: ColumnName;
  readonly labelColumn?: ColumnName;
  readonly carrierColumn?: ColumnName;
  /** The mapper reads texts too: the column of what happened is looked for, and a file may have no codes. */
  readonly inferText?: boolean;
  /** The column of what happened, in words. */
  readonly textColumn?: ColumnName;
}

/** Where the codes of a file are: the column of each role, counted from 0, and their source; null without codes. */
export interface Columns {
  readonly source: SourceId | null;
  readonly roles: Readonly<Partial<Record<Role, number>>>;
}

const FIELDS = {
  status: 'status_code',
  substatus: 'substatus_code',
  label: 'status_description',
  carrier: 'carrier_id',
  text: 'description',
} as const;

export const CODE_ROLES = ['status', 'substatus', 'label', 'carrier'] as const;
const FILLED = Object.keys(FIELDS) as Role[];

export function toEvent(
  source: SourceId | null,
  values: Readonly<Partial<Record<Role, string | null>>>,
): object {
  const event: Record<string, unknown> = source === null ? {} : { source };
  for (const role of FILLED) if (values[role] != null) event[FIELDS[role]] = values[role];
  return event;
}
