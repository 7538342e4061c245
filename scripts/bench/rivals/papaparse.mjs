/** The job with Papa Parse, chunk by chunk. */
import { closeSync, createReadStream, openSync, readFileSync, writeSync } from 'node:fs';
import Papa from 'papaparse';

const [input, output, table] = process.argv.slice(2);
const rows = Papa.parse(readFileSync(table, 'utf8').trim()).data.slice(1);
const states = new Map(rows.map(([status, sub, state]) => [`${status}/${sub}`, state]));
const target = openSync(output, 'w');
let first = true;
Papa.parse(createReadStream(input), {
  skipEmptyLines: true,
  chunk({ data }) {
    for (const row of data) {
      row.push(first ? 'pro_state' : (states.get(`${row[3]}/${row[4]}`) ?? ''));
      first = false;
    }
    if (data.length > 0) writeSync(target, `${Papa.unparse(data, { newline: '\n' })}\n`);
  },
  complete: () => closeSync(target),
});
