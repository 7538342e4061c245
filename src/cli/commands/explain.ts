import { type Ruling, ruleName } from '../../mapping/compile.ts';
import { type Explanation, RESOLUTIONS } from '../../mapping/explain.ts';
import { createMapper, type Mapper } from '../../mapping/mapper.ts';
import { WARNINGS } from '../../mapping/result.ts';
import { isProState } from '../../pro/states.ts';
import { didYouMean } from '../../suggest.ts';
import { crosswalks, type ProState, proStates, type SourceId } from '../../tables/index.ts';
import { Failure } from '../errors.ts';
import { mapperOptions, sourceFrom } from '../flags/mapper.ts';
import { type Arguments, refuseIdle } from '../flags/parse.ts';

const SURENESS = {
  exact: 'exact: the state says what the code says',
  close: 'close: a judgement; see what else is defensible',
  broad: 'broad: right, but the state says less than the code',
  assigned: 'assigned: an override chose it',
} as const;

export async function explain(args: Arguments): Promise<number> {
  const { positionals } = args;
  const text = args.text('text');
  if (text !== undefined) {
    if (positionals.length > 0) throw args.wrong('--text takes the place of a code: give one of the two');
    refuseIdle(args, 'text', JSON.stringify(text));
    const { explainTextBlock } = await import('./explain-text.ts');
    process.stdout.write(explainTextBlock(text));
    return 0;
  }
  // A rule as results name it, `kd100:2/204`, is as good as its codes.
  const rule =
    positionals.length === 1
      ? /^(?:(?:.*:)?([\w-]+):)?([^/:]+)(?:\/([^/]+))?$/.exec(positionals[0] ?? '')
      : null;
  const [code, sub, ...more] = rule ? [rule[2], rule[3]].filter((part) => part !== undefined) : positionals;
  if (code === undefined || more.length > 0)
    throw args.wrong(
      `expected a code or label, and at most a sub-status; found ${positionals.length} arguments`,
    );
  const source = sourceFrom(args, rule?.[1]);
  if (isProState(code) && sub === undefined) {
    refuseIdle(args, 'state', code);
    process.stdout.write(describeState(code, source));
    return 0;
  }
  const mapper = createMapper(await mapperOptions(args));
  const sources = source === undefined ? [...crosswalks.keys()] : [source];
  const found = sources.flatMap((id) =>
    explainAt(mapper, { source: id, carrier_id: args.text('carrier') }, code, sub),
  );
  if (found.length === 0) {
    const names = sources
      .flatMap((id) => crosswalks.get(id) ?? [])
      .flatMap((row) => [row.status, row.substatus, row.label]);
    throw new Failure(
      `${[code, sub].filter(Boolean).join(' ')} is not a code, label or alias of ${source ?? 'any source'}: an event with it is unmapped.${/^\d+$/.test(code) ? '' : didYouMean(code, names)}`,
    );
  }
  process.stdout.write(`${found.join('\n\n')}\n`);
  return 0;
}

/** What a source says: how an event with these words is mapped, and every other row that has them. */
function explainAt(
  mapper: Mapper,
  event: { readonly source: SourceId; readonly carrier_id: string | undefined },
  code: string,
  sub: string | undefined,
): string[] {
  const { source } = event;
  let explanation = mapper.explain({
    ...event,
    status_code: code,
    ...(sub !== undefined && { substatus_code: sub }),
  });
  if (!explanation.decision && sub === undefined)
    explanation = mapper.explain({ ...event, status_description: code });
  const others = explanation.elsewhere
    .filter((other) => other.source === source)
    .map(({ decision }) => decision);
  if (!explanation.decision) return sub === undefined ? others.map((row) => block(source, row)) : [];
  const parts = [block(source, explanation.decision, explanation)];
  if (others.length > 0 && sub === undefined) {
    const place = explanation.decision.rule;
    parts.push(
      `${code} also stands in another place. Alone it means the one above (${place}); with its status given:`,
      ...others.map((row) => block(source, row)),
    );
  }
  return parts;
}

function block(source: SourceId, row: Ruling, explanation?: Explanation): string {
  const name = row.substatus === '' ? row.status : `${row.status}/${row.substatus}`;
  const aliases = row.aliases.length > 0 ? ` (${row.aliases.join(', ')})` : '';
  const lines: [string, string][] = [];
  if (row.state === null || row.match === null) {
    lines.push(['gives', 'no change: it says nothing about the parcel, so its state stays']);
  } else {
    const { onDemand } = row;
    const chosen = onDemand && onDemand.state === explanation?.result.state ? onDemand : row;
    const { state, match } = chosen;
    lines.push(['gives', `${state}: ${proStates.get(state ?? '')?.description ?? ''}`]);
    if (chosen === onDemand) lines.push(['scheduled', `${row.state} (${row.match})`]);
    else if (onDemand) lines.push(['on demand', `${onDemand.state} (${onDemand.match})`]);
    const leg = row.leg === 'return' ? 'return: on its way back, or back, to the sender' : 'outbound';
    lines.push(['leg', leg], ['how sure', SURENESS[match ?? row.match]]);
  }
  const also = `${row.also.join(', ')}: defensible too; an override may choose it`;
  lines.push(['why', row.note], ['also', row.also.length > 0 ? also : 'nothing else']);
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

/** A PRO state, and every code that gives it, or every one of a source. */
function describeState(name: ProState, only: SourceId | undefined): string {
  const info = proStates.get(name);
  const lines = [`PRO state ${name}: ${info?.description ?? ''}`];
  if (info?.note) lines.push(`  note       ${info.note}`);
  lines.push(`  read at    ${info?.origin ?? ''}`);
  for (const [source, rows] of crosswalks) {
    for (const row of only === undefined || only === source ? rows : []) {
      const onDemand = row.onDemand?.state === name ? ', for on-demand shipments' : '';
      if (row.state !== name && onDemand === '') continue;
      const leg = row.leg === 'return' ? ', return leg' : '';
      lines.push(`  given by   ${ruleName(source, row.status, row.substatus)} ${row.label}${leg}${onDemand}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
