import { readFileSync } from 'node:fs';
import type { MapperOptions } from '../../mapping/options.ts';
import type { Override } from '../../mapping/overrides/override.ts';
import { isProState } from '../../pro/states.ts';
import { didYouMean } from '../../suggest.ts';
import { crosswalks, proStates, type SourceId } from '../../tables/index.ts';
import { explainSystemError, Failure } from '../errors.ts';
import type { Arguments } from './parse.ts';

export async function loadOverrides(path: string): Promise<Override[]> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(explainSystemError(error as NodeJS.ErrnoException, path));
  }
  const { readOverrides } = await import('../../csv/overrides.ts');
  return readOverrides(text);
}

export async function mapperOptions(args: Arguments): Promise<MapperOptions> {
  const fallback = args.text('fallback');
  if (fallback !== undefined && !isProState(fallback))
    throw args.wrong(
      `--fallback: expected a PRO state, found ${fallback}.${didYouMean(fallback, proStates.keys())}`,
    );
  const arbitrate = args.text('arbitrate');
  if (arbitrate !== undefined && arbitrate !== 'report' && arbitrate !== 'refine')
    throw args.wrong(`--arbitrate: expected report or refine, found ${arbitrate}`);
  const overrides = args.text('overrides');
  return {
    ...(args.has('infer-text') ? { inferFromText: (await import('../../text/index.ts')).inferFromText } : {}),
    ...(arbitrate === undefined ? {} : { arbitrate }),
    shipmentType: args.has('on-demand') ? 'on_demand' : 'scheduled',
    strict: args.has('strict'),
    ...(fallback === undefined ? {} : { fallback }),
    ...(overrides === undefined ? {} : { overrides: await loadOverrides(overrides) }),
  };
}

/** The source that the flag names, or else `otherwise`. */
export function sourceFrom(args: Arguments, otherwise?: string): SourceId | undefined {
  const source = args.text('source') ?? otherwise;
  if (source === undefined || crosswalks.has(source as SourceId)) return source as SourceId | undefined;
  const known = [...crosswalks.keys()];
  throw args.wrong(`--source: expected ${known.join(', ')}, found ${source}.${didYouMean(source, known)}`);
}
