/** The job with uDSV, chunk by chunk. It reads only, so the rows are written by hand. */
import { closeSync, createReadStream, openSync, readFileSync, writeSync } from 'node:fs';
import { inferSchema, initParser } from 'udsv';

const [input, output, table] = process.argv.slice(2);
const text = readFileSync(table, 'utf8');
const states = new Map(
  initParser(inferSchema(text))
    .stringArrs(text)
    .map(([status, sub, state]) => [`${status}/${sub}`, state]),
);
const quote = (field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
const target = openSync(output, 'w');
let parser = null;
let lines = [];
const take = (row) => {
  lines.push(`${row.map(quote).join(',')},${states.get(`${row[3]}/${row[4]}`) ?? ''}\n`);
};
const flush = () => {
  if (lines.length > 0) writeSync(target, lines.join(''));
  lines = [];
};
for await (const chunk of createReadStream(input, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
  if (parser === null) {
    parser = initParser(inferSchema(chunk));
    writeSync(target, `${chunk.slice(0, chunk.indexOf('\n'))},pro_state\n`);
  }
  parser.chunk(chunk, parser.stringArrs, take);
  flush();
}
parser.end();
flush();
closeSync(target);
