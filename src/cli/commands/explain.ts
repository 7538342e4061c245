import { type Ruling, ruleName } from '../../mapping/compile.ts';
import { type Explanation, RESOLUTIONS } from '../../mapping/explain.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import { WARNINGS } from '../../mapping/result.ts';
import { isProState } from '../../pro/states.ts';
import { didYouMean } from '../../suggest.ts';
import { crosswalks, type ProState, proStates, type SourceId } from '../../tables/index.ts';
import { Failure, UsageError } from '../errors.ts';
import type { Arguments } from '../flags/flags.ts';
import { mapperFrom, sourceFrom } from '../flags/mapper.ts';

const SURENESS = {
  exact: 'exact: the state says what the code says',
  close: 'close: a judgement; see what else is defensible',
  broad: 'broad: right, but the state says less than the code',
  assigned: 'assigned: an override chose it',
} as const;

/** `trackstate explain` */
export async function explain({ values, positionals }: Arguments): Promise<number> {
  if (values.text !== undefined) {
    if (positionals.length > 0)
      throw new UsageError('--text takes the place of a code: give one of the two', 'explain');
    const { explainTextBlock } = await import('./explain-text.ts');
    process.stdout.write(explainTextBlock(values.text as string));
    return 0;
  }
  // A rule as results name it, `kd100:2/204`, is as good as its codes.
  const rule =
    positionals.length === 1
      ? /^(?:(?:.*:)?([\w-]+):)?([^/:]+)(?:\/([^/]+))?$/.exec(positionals[0] ?? '')
      : null;
  const [code, sub, ...more] = rule ? [rule[2], rule[3]].filter((part) => part !== undefined) : positionals;
  if (code === undefined || more.length > 0) {
    throw new UsageError(
      `expected a code or label, and at most a sub-status; found ${positionals.length} arguments`,
      'explain',
    );
  }
  const source = sourceFrom({ source: values.source ?? rule?.[1] }, 'explain');
  if (isProState(code) && sub === undefined) {
    process.stdout.write(describeState(code));
    return 0;
  }
  const mapper = await mapperFrom(values);
  const carrier = values.carrier as string | undefined;
  const sources = source === undefined ? [...crosswalks.keys()] : [source];
  const found = sources.flatMap((id) => explainAt(mapper, id, code, sub, carrier));
  if (found.length === 0) {
    const names = sources
      .flatMap((id) => crosswalks.get(id) ?? [])
      .flatMap((row) => [row.status, row.substatus, row.label]);
    const where = source ?? 'any source';
    throw new Failure(
      `${[code, sub].filter(Boolean).join(' ')} is not a code, label or alias of ${where}: an event with it is unmapped.${/^\d+$/.test(code) ? '' : didYouMean(code, names)}`,
    );
  }
  process.stdout.write(`${found.join('\n\n')}\n`);
  return 0;
}

/** What a source says: how an event with these words is mapped, and every other row that has them. */
function explainAt(
  mapper: Mapper,
  source: SourceId,
  code: string,
  sub: string | undefined,
  carrier: string | undefined,
): string[] {
  const asked = (event: Record<string, string>) => mapper.explain({ source, carrier_id: carrier, ...event });
  const byCode = asked(
    sub === undefined ? { status_code: code } : { status_code: code, substatus_code: sub },
  );
  const byLabel = asked({ status_description: code });
  const explanation = byCode.decision || sub !== undefined ? byCode : byLabel;
  const others = explanation.elsewhere
    .filter((other) => other.source === source)
    .map(({ decision }) => decision);
  if (!explanation.decision) return sub === undefined ? others.map((row) => block(source, row)) : [];
  const parts = [block(source, explanation.decision, explanation)];
  if (others.length > 0 && sub === undefined) {
    const place = explanation.decision.rule;
    parts.push(
      `${code} also stands in another place. Alone it means the one above (${place}); with its status given:`,
    );
    parts.push(...others.map((row) => block(source, row)));
  }
  return parts;
}

/** One decision on a few lines. */
function block(source: SourceId, row: Ruling, explanation?: Explanation): string {
  const name = row.substatus === '' ? row.status : `${row.status}/${row.substatus}`;
  const aliases = row.aliases.length > 0 ? ` (${row.aliases.join(', ')})` : '';
  const lines: [string, string][] = [];
  if (row.state === null || row.match === null) {
    lines.push(['gives', 'no change: it says nothing about the parcel, so its state stays']);
  } else {
    lines.push(['gives', `${row.state}: ${proStates.get(row.state)?.description ?? ''}`]);
    if (row.onDemand) lines.push(['on demand', `${row.onDemand.state} (${row.onDemand.match})`]);
    lines.push([
      'leg',
      row.leg === 'return' ? 'return: on its way back, or back, to the sender' : 'outbound',
    ]);
    lines.push(['how sure', SURENESS[row.match]]);
  }
  lines.push(['why', row.note]);
  lines.push([
    'also',
    row.also.length > 0
      ? `${row.also.join(', ')}: defensible too; an override may choose it`
      : 'nothing else',
  ]);
  lines.push(['rule', row.rule], ['read at', row.origin]);
  if (explanation) {
    lines.push(['resolved', RESOLUTIONS[explanation.resolution]]);
    for (const warning of explanation.result.warnings)
      lines.push(['warning', `${warning}: ${WARNINGS[warning]}`]);
  }
  return [
    `${source} ${name}: ${row.label}${aliases}`,
    ...lines.map(([key, text]) => `  ${key.padEnd(10)} ${text}`),
  ].join('\n');
}

/** A PRO state, and every code that gives it. */
function describeState(name: ProState): string {
  const info = proStates.get(name);
  const lines = [`PRO state ${name}: ${info?.description ?? ''}`];
  if (info?.note) lines.push(`  note       ${info.note}`);
  lines.push(`  read at    ${info?.origin ?? ''}`);
  for (const [source, rows] of crosswalks) {
    for (const row of rows) {
      const onDemand = row.onDemand?.state === name ? ', for on-demand shipments' : '';
      if (row.state !== name && onDemand === '') continue;
      const leg = row.leg === 'return' ? ', return leg' : '';
      lines.push(`  given by   ${ruleName(source, row.status, row.substatus)} ${row.label}${leg}${onDemand}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
