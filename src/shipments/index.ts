/** trackstate/shipments: from the events of a payload to the state of a shipment. */
export { TrackstateError } from '../errors.ts';
export * from '../sources/index.ts';
export type { EventTime, TimeBasis } from '../time/read.ts';
export { ANOMALIES, type AnomalyCode } from './anomalies.ts';
export { ACTIONS, type Application, applyTrackingEvent, type ProShipment } from './apply.ts';
export {
  type Anomaly,
  createResolver,
  type ResolvedShipment,
  type ResolveOptions,
  resolveShipment,
  type ShipmentEvent,
  type ShipmentInput,
  type TimelineEntry,
} from './resolve.ts';
