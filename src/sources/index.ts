/** Payloads of the aggregators: from what they send to tracking events. */
export { type DumpOptions, readDump } from './dump/dump.ts';
export { DUMP_FAULTS, type DumpEntry, type DumpFault } from './dump/entry.ts';
export { parsePayload } from './dump/parse.ts';
export {
  type EventOrder,
  NOTICES,
  type Notice,
  type NoticeCode,
  type Payload,
  type PayloadKind,
  type SourceEvent,
  type SourceShipment,
} from './payload.ts';
export { readPayload } from './read.ts';
export { signKd100Request, verify17TrackSignature } from './signature.ts';
