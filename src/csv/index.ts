/** trackstate/csv: maps CSV exports of tracking events. */
export { TrackstateError } from '../errors.ts';
export { type AnnotateOptions, annotateCsv } from './annotate/annotate.ts';
export type { AppendedColumn } from './annotate/appended.ts';
export type { Summary, UnmappedCode } from './annotate/counts.ts';
export type { ColumnName, ColumnOptions, Role } from './columns/roles.ts';
export { readOverrides } from './overrides.ts';
export type { Dialect } from './read/dialect.ts';
export type { Progress } from './read/pipeline.ts';
export { ROW_FAULTS, type RowFault } from './read/scan.ts';
export type { ByteOutput, NodeOutput, WebOutput } from './read/streams.ts';
export { type ResolveCsvOptions, resolveCsv } from './resolve/resolve.ts';
export type { ShipmentFormat } from './resolve/settings.ts';
export type { ResolveSummary } from './resolve/summary.ts';
