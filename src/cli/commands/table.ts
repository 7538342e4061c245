import { crosswalks } from '../../tables/index.ts';
import { UsageError } from '../errors.ts';
import type { Arguments } from '../flags/flags.ts';
import { sourceFrom } from '../flags/mapper.ts';
import { TABLE_FORMATS } from '../report/crosswalk.ts';

/** `trackstate table` */
export async function table({ values, positionals }: Arguments): Promise<number> {
  const { format = 'md' } = values as { format?: string };
  if (positionals.length > 0)
    throw new UsageError(`expected no arguments, found ${positionals.join(' ')}`, 'table');
  const source = sourceFrom(values, 'table');
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
