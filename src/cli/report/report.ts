import type { Summary } from '../../csv/index.ts';
import { ROW_FAULTS } from '../../csv/read/scan.ts';
import type { ResolveSummary } from '../../csv/resolve/resolve.ts';
import { REASONS } from '../../mapping/result.ts';
import { ANOMALIES, type AnomalyCode } from '../../shipments/anomalies.ts';
import { DUMP_FAULTS } from '../../sources/dump/dump.ts';
import { NOTICES, type NoticeCode } from '../../sources/payload.ts';
import type { DumpSummary } from '../commands/payloads.ts';
import type { FileNames, Job } from '../files/job.ts';

const BAR = 24;
const SHOWN_CODES = 10;

const number = (value: number) => value.toLocaleString('en-US');
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** What decided, and the texts that no rule read. */
function textLines({
  bases,
  unreadTexts,
  written,
}: Pick<Summary, 'bases' | 'unreadTexts' | 'written'>): string[] {
  const decided = Object.entries(bases).map(
    ([basis, rows]) => `  ${number(rows)}  ${percent(rows, written)}  by ${basis}`,
  );
  const lines = ['', 'Decided', ...decided];
  if (unreadTexts.length === 0) return lines;
  const shown = unreadTexts.slice(0, SHOWN_CODES);
  const unread = shown.map(
    ({ text, rows, exampleRow }) => `  ${number(rows)}  ${text} (first in row ${number(exampleRow)})`,
  );
  const more = unreadTexts.length - shown.length;
  lines.push('', 'Texts that no rule read, without numbers and names', ...unread);
  return more > 0 ? [...lines, `  and ${number(more)} more kinds: --summary lists them`] : lines;
}

/** A count with its name, its share, and a bar. */
function bars(counts: readonly (readonly [string, number])[], whole: number): string[] {
  const most = Math.max(...counts.map(([, count]) => count));
  const wide = Math.max(...counts.map(([name]) => name.length));
  return counts.map(([name, count]) => {
    const bar = '█'.repeat(Math.max(1, Math.round((BAR * count) / most)));
    return `  ${name.padEnd(wide)}  ${number(count).padStart(number(most).length)}  ${percent(count, whole).padStart(7)}  ${bar}`;
  });
}

/** The rejected rows of one file by reason; empty where there are none. */
export const formatRejects = (
  summary: Pick<Summary, 'rejected' | 'rejects'>,
  job: Pick<Job, 'rejects'>,
): string => formatRejected(summary, [job.rejects]);

/** The rejected rows by reason, and the files that keep them; empty where there are none. */
export function formatRejected(
  { rejected, rejects }: { readonly rejected: number; readonly rejects: Readonly<Record<string, number>> },
  files: readonly string[],
): string {
  if (rejected === 0) return '';
  const lines = Object.entries(rejects).map(
    ([fault, count]) => `  ${number(count)}  ${fault}: ${FAULTS.get(fault)}\n`,
  );
  return `Rejected rows, kept in ${files.join(', ')}\n${lines.join('')}`;
}

const FAULTS: ReadonlyMap<string, string> = new Map(Object.entries({ ...ROW_FAULTS, ...DUMP_FAULTS }));

/** The sums over several files. */
export type Total = Pick<
  Summary,
  'rows' | 'written' | 'rejected' | 'outcomes' | 'bytesRead' | 'bytesWritten' | 'seconds'
> & {
  readonly files: number;
};

/** Adds files up. */
export function totalOf(summaries: readonly (Summary | DumpSummary)[]): Total {
  const sum = (pick: (summary: Summary | DumpSummary) => number) =>
    summaries.reduce((total, summary) => total + pick(summary), 0);
  return {
    files: summaries.length,
    rows: sum(({ rows }) => rows),
    written: sum(({ written }) => written),
    rejected: sum(({ rejected }) => rejected),
    outcomes: {
      mapped: sum(({ outcomes }) => outcomes.mapped),
      no_change: sum(({ outcomes }) => outcomes.no_change),
      unmapped: sum(({ outcomes }) => outcomes.unmapped),
    },
    bytesRead: sum(({ bytesRead }) => bytesRead),
    bytesWritten: sum(({ bytesWritten }) => bytesWritten),
    seconds: sum(({ seconds }) => seconds),
  };
}

/** The sums over several files, for people. */
export function formatTotal(total: Total): string {
  const { files, rows, written, rejected, outcomes, seconds, bytesRead } = total;
  return [
    '',
    `Total of ${files} files`,
    `  ${number(rows)} rows = ${number(written)} written + ${number(rejected)} rejected, in ${seconds.toFixed(2)} s (${speedOf(rows, bytesRead, seconds)})`,
    `  ${number(outcomes.mapped)} mapped, ${number(outcomes.no_change)} no change, ${number(outcomes.unmapped)} unmapped`,
    '',
  ].join('\n');
}

const speedOf = (rows: number, bytes: number, seconds: number) =>
  `${number(Math.round(rows / seconds))} rows/s, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`;

/** The summary of one file, for people. */
export function formatSummary(summary: Summary | DumpSummary, job: Job): string {
  const { rows, written, rejected, outcomes, seconds, bytesRead } = summary;
  const from = job.input === '-' ? 'standard input' : job.input;
  const speed = speedOf(rows, bytesRead, seconds);
  const lines = [
    `${from} -> ${job.output ?? 'standard output'}`,
    'payloads' in summary
      ? `  ${number(summary.payloads)} payloads, whose events are the rows`
      : `  ${summary.source === null ? 'no codes' : `${summary.source} codes`}: ${columnList(summary.columns)}`,
    `  ${number(rows)} rows = ${number(written)} written + ${number(rejected)} rejected, in ${seconds.toFixed(2)} s (${speed})`,
  ];
  if (summary.blankLines > 0) lines.push(`  Blank lines, kept as they are: ${number(summary.blankLines)}`);
  if (written > 0) {
    const counts: [string, number][] = Object.entries(summary.states);
    if (outcomes.no_change > 0) counts.push(['(no change)', outcomes.no_change]);
    if (outcomes.unmapped > 0) counts.push(['(unmapped)', outcomes.unmapped]);
    lines.push('', 'States', ...bars(counts, written));
  }
  if (summary.bases.text !== undefined || summary.unreadTexts.length > 0) lines.push(...textLines(summary));
  if (summary.unmapped.length > 0)
    lines.push('', 'Unmapped codes', ...unmappedLines(summary, 'payloads' in summary ? 'payload' : 'row'));
  if (summary.rejected > 0) lines.push('', formatRejects(summary, job).trimEnd());
  if ('notices' in summary) lines.push(...noticeLines(summary.notices));
  const warnings = Object.entries(summary.warnings);
  if (warnings.length > 0) lines.push('', 'Warnings (--add warnings shows the rows)');
  for (const [code, count] of warnings) lines.push(`  ${number(count)}  ${code}`);
  return `${lines.join('\n')}\n`;
}

function unmappedLines(
  { unmapped, unmappedElsewhere }: Pick<Summary, 'unmapped' | 'unmappedElsewhere'>,
  unit: 'row' | 'payload',
): string[] {
  const shown = unmapped.slice(0, SHOWN_CODES);
  const wide = Math.max(...shown.map(({ rows }) => number(rows).length));
  const lines = shown.map(({ code, reason, rows, exampleRow }) => {
    const name = code === '' ? '(none)' : shorten(code);
    return `  ${number(rows).padStart(wide)}  ${name}: ${REASONS[reason]} First in ${unit} ${number(exampleRow)}.`;
  });
  const hidden = unmapped.slice(SHOWN_CODES).reduce((sum, { rows }) => sum + rows, unmappedElsewhere);
  return hidden > 0 ? [...lines, `  ${number(hidden)} more rows with other codes`] : lines;
}

const columnList = (columns: Readonly<Record<string, string | undefined>>) =>
  Object.entries(columns)
    .map(([role, name]) => `${role} in ${name}`)
    .join(', ');

function noticeLines(notices: Readonly<Partial<Record<NoticeCode, number>>>): string[] {
  const found = Object.entries(notices) as [NoticeCode, number][];
  if (found.length === 0) return [];
  return [
    '',
    'Said of the tracker, not of a parcel',
    ...found.map(([code, count]) => `  ${number(count)}  ${code}: ${NOTICES[code]}`),
  ];
}

/** That a file is not grouped which was said to be; empty where it is. */
export const formatRegrouped = ({ regrouped }: Pick<ResolveSummary, 'regrouped'>): string =>
  regrouped === 0
    ? ''
    : `Tracking numbers that came again after others: ${number(regrouped)}. The file is not grouped: resolve it without --grouped.\n`;

/** The summary of `resolve`, for people. */
export function formatResolved(summary: ResolveSummary, names: FileNames): string {
  const { rows, events, rejected, shipments, seconds, bytesRead, timeZone } = summary;
  const from = names.inputs.map((input) => (input === '-' ? 'standard input' : input)).join(', ');
  const lines = [`${from} -> ${names.output ?? 'standard output'}`];
  if (summary.dialect !== null)
    lines.push(
      `  ${summary.source === null ? 'no codes' : `${summary.source} codes`}: ${columnList(summary.columns)}`,
    );
  lines.push(
    `  ${number(rows)} rows = ${number(events)} events + ${number(rejected)} rejected, in ${seconds.toFixed(2)} s (${speedOf(rows, bytesRead, seconds)})`,
    `  Shipments: ${number(shipments)}. Times without a zone are ${timeZone === null ? 'left as they are (--time-zone names theirs)' : `in ${timeZone}`}.`,
  );
  if (summary.blankLines > 0) lines.push(`  Blank lines, left out: ${number(summary.blankLines)}`);
  if (summary.regrouped > 0) lines.push(`  ${formatRegrouped(summary).trimEnd()}`);
  const states = Object.entries(summary.states).map(([state, count]): [string, number] => [
    state || '(none)',
    count,
  ]);
  if (states.length > 0) lines.push('', 'Shipments by state', ...bars(states, shipments));
  const anomalies = Object.entries(summary.anomalies) as [AnomalyCode, number][];
  if (anomalies.length > 0) lines.push('', 'Anomalies');
  for (const [code, count] of anomalies) lines.push(`  ${number(count)}  ${code}: ${ANOMALIES[code]}`);
  lines.push(...noticeLines(summary.notices ?? {}));
  const { unmapped } = summary;
  if (unmapped.length > 0)
    lines.push(
      '',
      'Unmapped codes',
      ...unmappedLines({ unmapped, unmappedElsewhere: 0 }, summary.dialect === null ? 'payload' : 'row'),
    );
  if (rejected > 0) lines.push('', formatRejected(summary, names.rejects).trimEnd());
  return `${lines.join('\n')}\n`;
}
