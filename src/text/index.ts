/** trackstate/text: reads states out of the texts of events, where there is no code or a vague one. */

import type { AnyEvent } from '../mapping/event.ts';
import type { TextInference, TextReading } from '../mapping/inference.ts';
import { createMapper as createCodeMapper, type Mapper } from '../mapping/mapper.ts';
import type { MapperOptions } from '../mapping/options.ts';
import type { MappingResult } from '../mapping/result.ts';
import { type FullReading, TextReader } from './reader.ts';
import { readTextTables } from './tables.ts';

export type { Arbitration, TextInference, TextMatch, TextReading } from '../mapping/inference.ts';
export type { BlockedMatch, FullReading } from './reader.ts';

let reader: TextReader | undefined;

/** The rules are made ready when the first text is read. */
function theReader(): TextReader {
  reader ??= new TextReader(readTextTables());
  return reader;
}

/** The rules of all languages, for `createMapper({ inferFromText })`. */
export const inferFromText: TextInference = { read: (text) => theReader().read(text) };

/** What a text says: the rule that decided and its words, or the candidates where none is the best. Never throws. */
export function readText(text: string): TextReading {
  return theReader().read(text);
}

/** The same with every match, and every match that a guard took away. Never throws. */
export function explainText(text: string): FullReading {
  return theReader().explain(text);
}

/** Options as for the main entry's `createMapper`; texts are read unless `inferFromText` is false. */
export interface TextMapperOptions extends Omit<MapperOptions, 'inferFromText'> {
  readonly inferFromText?: boolean;
}

/**
 * A mapper that reads texts.
 *
 * @throws {TrackstateError} as the main entry's `createMapper`.
 */
export function createMapper({ inferFromText: asked = true, ...options }: TextMapperOptions = {}): Mapper {
  return createCodeMapper(asked ? { ...options, inferFromText } : options);
}

let standard: Mapper | undefined;

/**
 * Maps one tracking event by its code, or, where it has no usable one, by its text. Never throws for anything that an
 * event can contain.
 */
export function mapTrackingEvent(event: AnyEvent, options?: TextMapperOptions): MappingResult {
  if (options !== undefined) return createMapper(options).map(event);
  standard ??= createMapper();
  return standard.map(event);
}
