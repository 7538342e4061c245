import { parse } from 'csv-parse/sync';
import { TrackstateError } from '../errors.ts';
import type { Override } from '../mapping/overrides/override.ts';
import { mostFrequent } from './read/dialect.ts';

/**
 * Reads overrides from CSV: a header with the names of the fields of {@link Override}, then one override a line.
 * The values are checked when a mapper is made of them.
 *
 * @throws {TrackstateError} `invalid_overrides` where the text is not a CSV table with a header.
 */
export function readOverrides(text: string): Override[] {
  const refuse = (message: string) => new TrackstateError('invalid_overrides', message);
  let records: { record: Record<string, string>; info: { lines: number } }[];
  const head = text.replace(/^\ufeff/, '').split(/\r\n?|\n/, 1)[0] ?? '';
  const delimiter = mostFrequent(head);
  const columns = head.split(delimiter).map((name) => name.replace(/"/g, '').trim());
  const lacking = ['source', 'pro_state', 'note'].filter((name) => !columns.includes(name));
  if (lacking.length > 0)
    throw refuse(
      `This is not a file of overrides: its header lacks ${lacking.join(', ')}. Expected the columns source, carrier_id, status_code, substatus_code, pro_state, note, found ${columns.join(', ') || 'nothing'}.`,
    );
  try {
    records = parse(text, {
      delimiter,
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      columns: (header: string[]) => {
        const twice = header.find((name, i) => header.indexOf(name) !== i);
        if (twice === undefined) return header;
        throw new Error(`the column ${JSON.stringify(twice)} stands twice in the header`);
      },
    }) as unknown as typeof records;
  } catch (error) {
    throw refuse(`The overrides cannot be read as CSV: ${(error as Error).message}`);
  }
  return records.map(({ record, info }) => {
    const filled = Object.entries(record).filter(([, value]) => value !== '');
    const { define, ...fields } = Object.fromEntries(filled);
    const flags = { true: true, yes: true, false: false, no: false };
    const flag = define && { define: flags[define.toLowerCase() as keyof typeof flags] ?? define };
    return { ...fields, ...flag, line: info.lines } as unknown as Override;
  });
}
