import { createMapper, type Mapper } from '../../mapping/mapper.ts';
import { type PayloadOptions, PayloadReader, type PayloadSummary } from '../read/payloads.ts';
import { APPENDABLE, type AppendedColumn, checkKnown, DEFAULT_COLUMNS } from './appended.ts';

/** How payloads become lines. */
export interface MapPayloadsOptions extends PayloadOptions {
  /** Decides on the events. Default: `createMapper()`. */
  readonly mapper?: Pick<Mapper, 'map'>;
  /** What each line says of its event. Default: `pro_state`, `leg`, `outcome`, `rule`. */
  readonly add?: readonly AppendedColumn[];
  /** Stands before the name of each of them. */
  readonly prefix?: string;
}

/**
 * Maps the events of a dump of payloads, as {@link readDump} reads it: a line of JSON for each event, with its PRO
 * state and the item as it was sent, and one for each notice. Numbers that JavaScript cannot hold exactly stand there
 * as text.
 *
 * @param input - The bytes of the dump, in UTF-8.
 * @returns Yields the lines in UTF-8, and returns what became of the events.
 * @throws {TrackstateError} `invalid_option` for a column that there is not; `invalid_input` where a piece cannot be
 * read and there is no `onReject`. Errors of the input pass through.
 */
export async function* mapPayloads(
  input: AsyncIterable<Uint8Array>,
  options: MapPayloadsOptions = {},
): AsyncGenerator<Uint8Array, PayloadSummary> {
  const { add = DEFAULT_COLUMNS, prefix = '' } = options;
  checkKnown(add);
  const reader = new PayloadReader([input], options.mapper ?? createMapper(), options);
  for await (const { events, notices } of reader.read()) {
    for (const [{ raw, list: _, ...event }, result] of events) {
      const added = add.map((name) => [prefix + name, APPENDABLE[name](result) || null]);
      yield* reader.write(`${JSON.stringify({ ...event, ...Object.fromEntries(added), raw })}\n`);
    }
    for (const { code, ...notice } of notices)
      yield* reader.write(`${JSON.stringify({ notice: code, ...notice })}\n`);
  }
  yield* reader.write('', true);
  return reader.summary();
}
