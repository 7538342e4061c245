/** trackstate/csv: maps CSV exports of tracking events, in Node. */
export { TrackstateError } from '../errors.ts';
export type { AppendedColumn } from './annotate.ts';
export { type AnnotateOptions, annotateCsv } from './annotate-csv.ts';
export type { ColumnName, ColumnOptions, Role } from './columns.ts';
export type { Dialect } from './dialect.ts';
export { readOverrides } from './overrides.ts';
export type { Progress } from './pipeline.ts';
export { type ResolveCsvOptions, type ResolveSummary, resolveCsv } from './resolve-csv.ts';
export { ROW_FAULTS, type RowFault } from './scan.ts';
export type { ShipmentFormat } from './shipment-writer.ts';
export type { Summary, UnmappedCode } from './summary.ts';
