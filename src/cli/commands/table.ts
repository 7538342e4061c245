import { crosswalks } from '../../tables/index.ts';
import { sourceFrom } from '../flags/mapper.ts';
import type { Arguments } from '../flags/parse.ts';
import { TABLE_FORMATS } from '../report/crosswalk.ts';

export async function table(args: Arguments): Promise<number> {
  const format = args.text('format') ?? 'md';
  if (args.positionals.length > 0)
    throw args.wrong(`expected no arguments, found ${args.positionals.join(' ')}`);
  const source = sourceFrom(args);
  const render = TABLE_FORMATS[format];
  if (!render)
    throw args.wrong(`--format: expected ${Object.keys(TABLE_FORMATS).join(', ')}, found ${format}`);
  const asked = [...crosswalks].filter(([id]) => source === undefined || id === source);
  process.stdout.write(render(new Map(asked)));
  return 0;
}
