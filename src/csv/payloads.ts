/** trackstate/payloads: maps and resolves files of payloads, as bytes. */
export { TrackstateError } from '../errors.ts';
export { type MapPayloadsOptions, mapPayloads } from './annotate/payloads.ts';
export type { PayloadOptions, PayloadSummary, RejectedPiece, UnknownPayload } from './read/payloads.ts';
export {
  type ResolvePayloadsOptions,
  type ResolvePayloadsSummary,
  resolvePayloads,
} from './resolve/payloads.ts';
