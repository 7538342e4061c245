import { overrideFaults } from '../../mapping/overrides/check.ts';
import { overrideEffects } from '../../mapping/overrides/layer.ts';
import type { Override } from '../../mapping/overrides/override.ts';
import { crosswalks } from '../../tables/index.ts';
import { Failure } from '../errors.ts';
import { loadOverrides } from '../flags/mapper.ts';
import type { Arguments } from '../flags/parse.ts';

export async function check(args: Arguments): Promise<number> {
  const [path, ...more] = args.positionals;
  if (path === undefined || more.length > 0)
    throw args.wrong(`expected one file of overrides, found ${args.positionals.length}`);
  const overrides = await loadOverrides(path);
  const faults = overrideFaults(crosswalks, overrides, args.has('on-demand'));
  if (faults.length > 0) {
    const lines = faults.map(({ code, where, message }) => `  ${where} [${code}] ${message}`);
    throw new Failure(
      `Faults in ${path}: ${faults.length} (overrides: ${overrides.length})\n${lines.join('\n')}`,
    );
  }
  const effects = overrideEffects(crosswalks, overrides).map(({ rule, before, after }, i) => {
    const { carrier_id: carrier, layer, line } = overrides[i] as Override;
    const who = carrier == null ? '' : ` for carrier ${carrier}`;
    const where = layer == null ? '' : ` in layer ${layer}`;
    return `  line ${line}: ${rule} ${before ?? '(new, or no change)'} -> ${after}${who}${where}\n`;
  });
  process.stdout.write(`${path}: no fault (overrides: ${overrides.length})\n${effects.join('')}`);
  return 0;
}
