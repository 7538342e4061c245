import { didYouMean } from '../../src/suggest.ts';
import { crosswalks, type SourceId } from '../../src/tables/index.ts';
import { TABLE_FORMATS } from '../crosswalk.ts';
import { UsageError } from './errors.ts';
import type { Arguments } from './flags.ts';

/** `trackstate table` */
export async function table({ values, positionals }: Arguments): Promise<number> {
  const { source, format = 'md' } = values as { source?: string; format?: string };
  if (positionals.length > 0)
    throw new UsageError(`expected no arguments, found ${positionals.join(' ')}`, 'table');
  if (source !== undefined && !crosswalks.has(source as SourceId)) {
    const hint = didYouMean(source, crosswalks.keys());
    throw new UsageError(
      `--source: expected ${[...crosswalks.keys()].join(', ')}, found ${source}.${hint}`,
      'table',
    );
  }
  const render = TABLE_FORMATS[format];
  if (!render)
    throw new UsageError(
      `--format: expected ${Object.keys(TABLE_FORMATS).join(', ')}, found ${format}`,
      'table',
    );
  process.stdout.write(
    render(new Map([...crosswalks].filter(([id]) => source === undefined || id === source))),
  );
  return 0;
}
