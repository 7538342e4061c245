/** The job with csv-parse and csv-stringify, as streams. */
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { stringify } from 'csv-stringify';

const [input, output, table] = process.argv.slice(2);
const states = new Map(
  parseSync(readFileSync(table), { from: 2 }).map(([status, sub, state]) => [`${status}/${sub}`, state]),
);
let first = true;
async function* annotate(rows) {
  for await (const row of rows) {
    row.push(first ? 'pro_state' : (states.get(`${row[3]}/${row[4]}`) ?? ''));
    first = false;
    yield row;
  }
}
await pipeline(createReadStream(input), parse(), annotate, stringify(), createWriteStream(output));
