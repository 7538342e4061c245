/** Payload dumps in JSON: `map` and `resolve` read them as they read CSV. */

import { type MapPayloadsOptions, mapPayloads } from '../../csv/annotate/payloads.ts';
import type { PayloadOptions, PayloadSummary, RejectedPiece } from '../../csv/read/payloads.ts';
import { RejectWriter } from '../../csv/read/rejects.ts';
import { writeAll } from '../../csv/read/streams.ts';
import {
  type ResolvePayloadsOptions,
  type ResolvePayloadsSummary,
  resolvePayloads,
} from '../../csv/resolve/payloads.ts';
import { PAYLOADS } from '../../sources/read.ts';
import type { Files } from '../files/run.ts';

/** `map`: one file of payloads. */
export const mapDump = (files: Files, options: MapPayloadsOptions): Promise<PayloadSummary> =>
  run(files, ([input], onReject) =>
    mapPayloads(input as AsyncIterable<Uint8Array>, { ...options, onReject }),
  );

/** `resolve`: the payloads of all files together. */
export const resolveDump = (files: Files, options: ResolvePayloadsOptions): Promise<ResolvePayloadsSummary> =>
  run(files, (inputs, onReject) => resolvePayloads(inputs, { ...options, onReject }));

/** Writes what a generator gives, and its rejects; says so where nothing could be read. */
async function run<T extends Pick<PayloadSummary, 'payloads' | 'unknown' | 'firstUnknown' | 'rejected'>>(
  { inputs, sink, rejects }: Files,
  start: (
    inputs: readonly AsyncIterable<Uint8Array>[],
    onReject: Required<PayloadOptions>['onReject'],
  ) => AsyncGenerator<Uint8Array, T>,
): Promise<T> {
  const writers = inputs.map((_, i) => new RejectWriter(() => rejects(i)));
  let first: RejectedPiece | undefined;
  const lines = start(
    inputs.map(({ source }) => source),
    async (piece) => {
      first ??= piece;
      const whole = { continued: false, continues: false };
      const writer = writers[piece.input];
      writer?.reject(piece.number, piece.offset, piece.fault, piece.raw, whole);
      await writer?.flush();
    },
  );
  const summary = await writeAll(lines, sink);
  for (const writer of writers) await writer.end();
  const { payloads, unknown, firstUnknown, rejected } = summary;
  if (payloads > unknown || payloads + rejected === 0) return summary;
  const { input, number, offset } = firstUnknown ?? (first as RejectedPiece);
  const path = inputs[input]?.path ?? '-';
  const fields = firstUnknown?.fields?.map((name) => JSON.stringify(name)).join(', ');
  let what = `cannot be read (${first?.fault})`;
  if (firstUnknown) what = fields ? `has the fields ${fields}` : 'is no object with fields';
  process.stderr.write(
    `trackstate: ${path === '-' ? 'standard input' : path}: expected ${PAYLOADS}, found none in it: number ${number} of ${payloads + rejected}, at byte ${offset}, ${what}.\n`,
  );
  return summary;
}
