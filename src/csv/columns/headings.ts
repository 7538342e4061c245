import { TrackstateError } from '../../errors.ts';
import { didYouMean } from '../../suggest.ts';
import { columnRules } from './generated.ts';
import type { ColumnName, ShipmentRole } from './roles.ts';

const plainHeading = (name: string) =>
  name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_\-.]+/g, '_');

const isCalled = (heading: string, name: string) => plainHeading(heading) === plainHeading(name);

export const invalid = (message: string): TrackstateError => new TrackstateError('invalid_input', message);

export const show = (text: string = ''): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

export function listColumns(header: readonly string[]): string {
  const more = header.length > 40 ? `, and ${header.length - 40} more` : '';
  return `The columns are: ${header.slice(0, 40).map(show).join(', ')}${more}`;
}

/** A column whose heading stands once: one that stands twice does not say which is meant. */
export function singleColumn(header: readonly string[], column: number, flag: string): number {
  const same = header.filter((heading) => isCalled(heading, header[column] ?? ''));
  if (same.length < 2) return column;
  throw invalid(
    `Two columns are called ${show(header[column])}: give ${flag} the number of one, counted from 1.`,
  );
}

/** The column that a flag names, by its heading or its number from 1. */
export function columnNumber(header: readonly string[], name: ColumnName, flag: string): number {
  const text = String(name);
  const byName = header.indexOf(text);
  if (byName >= 0) return header.indexOf(text, byName + 1) < 0 ? byName : singleColumn(header, byName, flag);
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= header.length) return number - 1;
  const hint = didYouMean(text, header);
  throw invalid(
    `${flag}: expected the name of a column or a number from 1 to ${header.length}, found ${show(text)}.${hint}\n${listColumns(header)}`,
  );
}

export const columnCalled = (header: readonly string[], name: string): number =>
  header.findIndex((heading) => isCalled(heading, name));

/** The first column whose heading says that it has a role; -1 where none does. */
export function columnByRole(header: readonly string[], role: ShipmentRole, flag: string): number {
  const named = columnRules.find((rule) => rule.role === role && columnCalled(header, rule.header) >= 0);
  return named ? singleColumn(header, columnCalled(header, named.header), flag) : -1;
}

export const isTrackingNumber = (heading: string): boolean =>
  columnRules.some((rule) => rule.role === 'tracking_number' && isCalled(heading, rule.header));

export const noSuchColumn = (header: readonly string[], message: string): TrackstateError =>
  invalid(`${message}\n${listColumns(header)}`);
