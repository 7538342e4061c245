/** trackstate: tracking-aggregator codes to Sorted PRO shipment states. */
export { TrackstateError, type TrackstateErrorCode } from './errors.ts';
export type { Ruling, TableResult } from './mapping/compile.ts';
export type { AnyEvent, TrackingEvent } from './mapping/event.ts';
export { type Explanation, type Occurrence, RESOLUTIONS, type Resolution } from './mapping/explain.ts';
export type { Arbitration, TextInference, TextMatch, TextReading } from './mapping/inference.ts';
export { createMapper, type Mapper, mapTrackingEvent } from './mapping/mapper.ts';
export type { MapperOptions } from './mapping/options.ts';
export type { OverrideFault, OverrideFaultCode } from './mapping/overrides/check.ts';
export type { Override } from './mapping/overrides/override.ts';
export * from './mapping/result.ts';
export * from './pro/changes.ts';
export {
  canCancel,
  canDelete,
  isLocked,
  isOnDemandOnly,
  isProState,
  isSettable,
  isSystemState,
} from './pro/states.ts';
export * from './tables/index.ts';
export type { CrosswalkRow, Milestone, ProStateRow } from './tables/rows.ts';
