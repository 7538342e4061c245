import type { Mapper } from '../../mapping/mapper.ts';
import { crosswalks, type SourceId } from '../../tables/index.ts';
import { findColumns } from '../columns/find.ts';
import { columnByRole, columnNumber, isTrackingNumber, noSuchColumn } from '../columns/headings.ts';
import type { ColumnName, ColumnOptions, Role } from '../columns/roles.ts';
import type { OpenedFile } from '../read/open.ts';

/** What the caller says of the columns of events. */
export interface EventColumnOptions extends ColumnOptions {
  /** The columns that tell shipments apart. Default: the column of tracking numbers, found by its name. */
  readonly groupColumns?: readonly ColumnName[];
  readonly timeColumn?: ColumnName;
  readonly descriptionColumn?: ColumnName;
  readonly locationColumn?: ColumnName;
}

/** Where the parts of an event stand: columns counted from 0, -1 for those that there are not. */
export interface EventColumns {
  readonly source: SourceId | null;
  readonly codes: Readonly<Partial<Record<Role, number>>>;
  readonly group: readonly number[];
  /** The one of them that a row has to fill: that of tracking numbers, where there is one. */
  readonly number: number;
  readonly time: number;
  readonly description: number;
  readonly location: number;
}

/** Finds out from the beginning of a file where its events are. */
export function eventColumns(
  { dialect, rows }: OpenedFile,
  options: EventColumnOptions,
  mapper: Mapper,
): EventColumns {
  const { header } = dialect;
  const { source, roles } = findColumns(header, rows, options, mapper, [...crosswalks.keys()]);
  const by = (role: Parameters<typeof columnByRole>[1], name: ColumnName | undefined, flag: string) =>
    name === undefined ? columnByRole(header, role, flag) : columnNumber(header, name, flag);
  const named = options.groupColumns?.map((name) => columnNumber(header, name, '--group-columns'));
  const group = [...new Set(named ?? [by('tracking_number', undefined, '--group-columns')])];
  if (group.length === 0 || group.includes(-1))
    throw noSuchColumn(
      header,
      'No column of tracking numbers found: name the columns that tell shipments apart with --group-columns.',
    );
  const time = by('time', options.timeColumn, '--time-column');
  if (time < 0) throw noSuchColumn(header, 'No column of times found: name it with --time-column.');
  const description = by('description', options.descriptionColumn, '--description-column');
  const location = by('location', options.locationColumn, '--location-column');
  const [only] = group as [number];
  const number =
    group.length === 1 ? only : (group.find((column) => isTrackingNumber(header[column] ?? '')) ?? -1);
  const taken = new Set([...Object.values(roles), ...group, time]);
  const free = (column: number) => (taken.has(column) ? -1 : column);
  const words = { description: free(description), location: free(location) };
  return { source, codes: roles, group, number, time, ...words };
}
