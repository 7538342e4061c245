/** The job with DuckDB: read, join, write. */
import { DuckDBInstance } from '@duckdb/node-api';

const [input, output, table] = process.argv.slice(2);
const database = await DuckDBInstance.create(':memory:');
const connection = await database.connect();
const read = (path) =>
  `read_csv('${path}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`;
await connection.run(
  `COPY (
     SELECT e.*, t.pro_state FROM ${read(input)} e
     LEFT JOIN ${read(table)} t
       ON e.order_status_code = t.status_code AND coalesce(e.substatus_code, '') = coalesce(t.substatus_code, '')
   ) TO '${output}' (HEADER, DELIMITER ',')`,
);
