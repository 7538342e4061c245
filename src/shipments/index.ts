/** trackstate/shipments: from the events of a payload to the state of a shipment. */
export { TrackstateError } from '../errors.ts';
export * from '../sources/index.ts';
export type { TimeBasis } from '../time/read.ts';
export type { EventTime } from '../time/write.ts';
export { ANOMALIES, type AnomalyCode } from './anomalies.ts';
export { ACTIONS, type Application, applyTrackingEvent, type ProShipment } from './apply.ts';
export { createResolver, resolveShipment } from './resolve.ts';
export type { OrderedBy } from './step.ts';
export type * from './types.ts';
