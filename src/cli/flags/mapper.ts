import { readFileSync } from 'node:fs';
import { createMapper, type Mapper } from '../../mapping/mapper.ts';
import type { MapperOptions } from '../../mapping/options.ts';
import type { Override } from '../../mapping/overrides/override.ts';
import { isProState } from '../../pro/states.ts';
import { didYouMean } from '../../suggest.ts';
import { crosswalks, proStates, type SourceId } from '../../tables/index.ts';
import { explainSystemError, Failure, UsageError } from '../errors.ts';
import type { Arguments } from './flags.ts';

/** Reads a file of overrides. */
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

/** The mapper that the flags ask for. */
export const mapperFrom = async (values: Arguments['values']): Promise<Mapper> =>
  createMapper(await mapperOptions(values));

/** What the flags say of the mapper. */
export async function mapperOptions(values: Arguments['values'], command = 'map'): Promise<MapperOptions> {
  const fallback = values.fallback as string | undefined;
  if (fallback !== undefined && !isProState(fallback)) {
    throw new UsageError(
      `--fallback: expected a PRO state, found ${fallback}.${didYouMean(fallback, proStates.keys())}`,
      command,
    );
  }
  const arbitrate = values.arbitrate as string | undefined;
  if (arbitrate !== undefined && arbitrate !== 'report' && arbitrate !== 'refine')
    throw new UsageError(`--arbitrate: expected report or refine, found ${arbitrate}`, command);
  if (arbitrate !== undefined && !values['infer-text'])
    throw new UsageError(
      '--arbitrate says how texts are settled against codes: give --infer-text too',
      command,
    );
  return {
    ...(values['infer-text'] ? { inferFromText: (await import('../../text/index.ts')).inferFromText } : {}),
    ...(arbitrate === undefined ? {} : { arbitrate }),
    shipmentType: values['on-demand'] ? 'on_demand' : 'scheduled',
    strict: values.strict === true,
    ...(fallback === undefined ? {} : { fallback }),
    ...(values.overrides === undefined ? {} : { overrides: await loadOverrides(values.overrides as string) }),
  };
}

/** The source that the flag names. */
export function sourceFrom(values: Arguments['values'], command: string): SourceId | undefined {
  const source = values.source as string | undefined;
  if (source === undefined || crosswalks.has(source as SourceId)) return source as SourceId | undefined;
  const hint = didYouMean(source, crosswalks.keys());
  throw new UsageError(
    `--source: expected ${[...crosswalks.keys()].join(', ')}, found ${source}.${hint}`,
    command,
  );
}
