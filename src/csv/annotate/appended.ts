import { TrackstateError } from '../../errors.ts';
import type { MappingResult } from '../../mapping/result.ts';
import { didYouMean } from '../../suggest.ts';
import { writeField } from '../field.ts';
import { type Dialect, refuse } from '../read/dialect.ts';

/** A column that can be appended. */
export type AppendedColumn =
  | 'pro_state'
  | 'leg'
  | 'outcome'
  | 'rule'
  | 'match'
  | 'basis'
  | 'reason'
  | 'source'
  | 'warnings'
  | 'confidence'
  | 'words';

export const APPENDABLE: Readonly<Record<AppendedColumn, (result: MappingResult) => string>> = {
  pro_state: (result) => result.state ?? '',
  leg: (result) => result.leg ?? '',
  outcome: (result) => result.outcome,
  rule: (result) => result.rule ?? '',
  match: (result) => result.match ?? '',
  basis: (result) => result.basis ?? '',
  reason: (result) => ('reason' in result ? result.reason : ''),
  source: (result) => result.source ?? '',
  warnings: (result) => result.warnings.join(' '),
  confidence: (result) => ('text' in result ? (result.text?.confidence ?? '') : ''),
  words: (result) => ('text' in result ? (result.text?.words ?? '') : ''),
};

export const DEFAULT_COLUMNS: readonly AppendedColumn[] = ['pro_state', 'leg', 'outcome', 'rule'];

export const appendedFields = (fields: readonly string[], dialect: Dialect): string =>
  fields.map((field) => dialect.delimiter + writeField(field, dialect)).join('');

/** @throws {TrackstateError} `invalid_option` for a column that there is not. */
export function checkKnown(add: readonly AppendedColumn[]): void {
  const unknown = add.find((name) => !Object.hasOwn(APPENDABLE, name));
  if (unknown !== undefined) {
    const known = Object.keys(APPENDABLE);
    const hint = didYouMean(unknown, known);
    throw refuse(`There is no column ${unknown} to append: choose from ${known.join(', ')}.${hint}`);
  }
}

/**
 * The names of the appended columns.
 *
 * @throws {TrackstateError} `invalid_option` where a column is not known or named twice, or the prefix has a mark in
 * it; `invalid_input` where the file has such a column already.
 */
export function appendedNames(dialect: Dialect, add: readonly AppendedColumn[], prefix: string): string[] {
  checkKnown(add);
  const names = add.map((name) => prefix + name);
  if ([dialect.delimiter, dialect.quote, '\r', '\n'].some((mark) => mark !== '' && prefix.includes(mark)))
    throw refuse(
      `The column name ${JSON.stringify(names[0])} holds a delimiter, a quote or a line break: choose another prefix.`,
    );
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw refuse(`The column ${repeated} is to be appended twice: name it once.`);
  const twice = names.find((name) => dialect.header.includes(name));
  if (twice !== undefined)
    throw new TrackstateError(
      'invalid_input',
      `The file has a column ${JSON.stringify(twice)} already: give the appended ones another name with --prefix, such as --prefix trackstate_`,
    );
  return names;
}
