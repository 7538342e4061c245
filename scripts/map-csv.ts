/** A batch script of one's own, in a few lines: `npx tsx scripts/map-csv.ts [FILE.csv] > mapped.csv`. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { mapTrackingEvent } from '../src/index.ts'; // 'trackstate' in a project of your own

const [file] = process.argv.slice(2);

/** A row is a tracking event as it stands, where its columns have the names of its source's fields. */
async function* appendState(rows: AsyncIterable<Record<string, string>>): AsyncGenerator<object> {
  for await (const row of rows) {
    const { state, leg, outcome, rule } = mapTrackingEvent(row);
    yield { ...row, pro_state: state, leg, outcome, rule };
  }
}

await pipeline(
  file === undefined ? process.stdin : createReadStream(file),
  parse({
    bom: true,
    columns: true,
    relax_column_count_less: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      console.error(`left out: ${error?.message}`);
    },
  }),
  appendState,
  stringify({ header: true }),
  process.stdout,
);
