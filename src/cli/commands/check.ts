import { overrideFaults } from '../../mapping/overrides/check.ts';
import { overrideEffects } from '../../mapping/overrides/layer.ts';
import type { Override } from '../../mapping/overrides/override.ts';
import { crosswalks } from '../../tables/index.ts';
import { Failure, UsageError } from '../errors.ts';
import type { Arguments } from '../flags/flags.ts';
import { loadOverrides } from '../flags/mapper.ts';

/** `trackstate check` */
export async function check({ values, positionals }: Arguments): Promise<number> {
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    throw new UsageError(`expected one file of overrides, found ${positionals.length}`, 'check');
  }
  const overrides = await loadOverrides(path);
  const faults = overrideFaults(crosswalks, overrides, values['on-demand'] === true);
  if (faults.length > 0) {
    const lines = faults.map(({ code, where, message }) => `  ${where} [${code}] ${message}`);
    throw new Failure(
      `Faults in ${path}: ${faults.length} (overrides: ${overrides.length})\n${lines.join('\n')}`,
    );
  }
  const effects = overrideEffects(crosswalks, overrides).map(({ rule, before, after }, i) => {
    const { carrier_id: carrier, layer, line } = overrides[i] as Override;
    const where = [
      carrier == null ? '' : ` for carrier ${carrier}`,
      layer == null ? '' : ` in layer ${layer}`,
    ].join('');
    return `  line ${line}: ${rule} ${before ?? '(new, or no change)'} -> ${after}${where}\n`;
  });
  process.stdout.write(`${path}: no fault (overrides: ${overrides.length})\n${effects.join('')}`);
  return 0;
}
