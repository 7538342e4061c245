import { TrackstateError } from '../errors.ts';
import { decode, type Encoding } from './read/encoding.ts';

/** How fields are told from each other. */
export interface FieldMarks {
  /** What stands between fields: usually one of `,` `;` tab `|`. */
  readonly delimiter: string;
  /** What stands around fields; empty where nothing does. Default: `"`. */
  readonly quote: string;
  /** What stands before a quote inside quotes; empty where nothing does. Default: the quote itself. */
  readonly escape: string;
}

/** A field's text: without its quotes, and what stands in them as it was meant. */
export function fieldValue(field: Uint8Array, encoding: Encoding, quote = '"', mark: string = quote): string {
  const text = decode(field, encoding);
  if (quote === '' || text.length < 2 || !text.startsWith(quote) || !text.endsWith(quote)) return text;
  const inner = text.slice(1, -1);
  if (mark === '' || !inner.includes(mark)) return inner;
  let value = '';
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === mark && i + 1 < inner.length) i++;
    value += inner[i];
  }
  return value;
}

/**
 * A text as a field: in quotes where it has to be, so that {@link fieldValue} gives it back.
 *
 * @throws {TrackstateError} `invalid_option` where the dialect has no way to write it.
 */
export function writeField(text: string, { delimiter, quote, escape: mark }: FieldMarks): string {
  // The end of a field may make a delimiter with what follows: a| before ||.
  const parted = (text + delimiter).indexOf(delimiter) < text.length || /[\r\n]/.test(text);
  const quoted = quote !== '' && text.includes(quote);
  if (!parted && !quoted) return text;
  if (quote === '' || (quoted && mark === ''))
    throw new TrackstateError(
      'invalid_option',
      `The value ${JSON.stringify(text)} cannot be written: it holds a delimiter, a quote or a line break, and ${quote === '' ? 'fields have no quotes' : 'nothing escapes a quote'}. Leave its column out, or give another delimiter or quote.`,
    );
  const escaped = mark === '' || mark === quote ? text : text.replaceAll(mark, mark + mark);
  return quote + escaped.replaceAll(quote, mark + quote) + quote;
}
