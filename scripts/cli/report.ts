import type { Summary } from '../../src/csv/index.ts';
import { ROW_FAULTS, type RowFault } from '../../src/csv/scan.ts';
import { REASONS } from '../../src/mapping/result.ts';
import type { Job } from './job.ts';

const BAR = 24;
const SHOWN_CODES = 10;

const number = (value: number) => value.toLocaleString('en-US');
const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

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
export function formatRejects(summary: Summary, job: Job): string {
  if (summary.rejected === 0) return '';
  const lines = (Object.entries(summary.rejects) as [RowFault, number][]).map(
    ([fault, count]) => `  ${number(count)}  ${fault}: ${ROW_FAULTS[fault]}\n`,
  );
  return `Rejected rows, kept in ${job.rejects}\n${lines.join('')}`;
}

/** The sums over several files. */
export type Total = Pick<
  Summary,
  'rows' | 'written' | 'rejected' | 'outcomes' | 'bytesRead' | 'bytesWritten' | 'seconds'
> & {
  readonly files: number;
};

/** Adds files up. */
export function totalOf(summaries: readonly Summary[]): Total {
  const sum = (pick: (summary: Summary) => number) =>
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
export function formatSummary(summary: Summary, job: Job): string {
  const { rows, written, rejected, outcomes, seconds, bytesRead } = summary;
  const from = job.input === '-' ? 'standard input' : job.input;
  const columns = Object.entries(summary.columns).map(([role, name]) => `${role} in ${name}`);
  const speed = speedOf(rows, bytesRead, seconds);
  const lines = [
    `${from} -> ${job.output ?? 'standard output'}`,
    `  ${summary.source} codes: ${columns.join(', ')}`,
    `  ${number(rows)} rows = ${number(written)} written + ${number(rejected)} rejected, in ${seconds.toFixed(2)} s (${speed})`,
  ];
  if (summary.blankLines > 0) lines.push(`  Blank lines, kept as they are: ${number(summary.blankLines)}`);
  if (written > 0) {
    const counts: [string, number][] = Object.entries(summary.states);
    if (outcomes.no_change > 0) counts.push(['(no change)', outcomes.no_change]);
    if (outcomes.unmapped > 0) counts.push(['(unmapped)', outcomes.unmapped]);
    lines.push('', 'States', ...bars(counts, written));
  }
  if (summary.unmapped.length > 0) lines.push('', 'Unmapped codes', ...unmappedLines(summary));
  if (summary.rejected > 0) lines.push('', formatRejects(summary, job).trimEnd());
  const warnings = Object.entries(summary.warnings);
  if (warnings.length > 0) lines.push('', 'Warnings (--add warnings shows the rows)');
  for (const [code, count] of warnings) lines.push(`  ${number(count)}  ${code}`);
  return `${lines.join('\n')}\n`;
}

function unmappedLines({ unmapped, unmappedElsewhere }: Summary): string[] {
  const shown = unmapped.slice(0, SHOWN_CODES);
  const wide = Math.max(...shown.map(({ rows }) => number(rows).length));
  const lines = shown.map(({ code, reason, rows, exampleRow }) => {
    const name = code === '' ? '(none)' : shorten(code);
    return `  ${number(rows).padStart(wide)}  ${name}: ${REASONS[reason]} First in row ${number(exampleRow)}.`;
  });
  const hidden = unmapped.slice(SHOWN_CODES).reduce((sum, { rows }) => sum + rows, unmappedElsewhere);
  return hidden > 0 ? [...lines, `  ${number(hidden)} more rows with other codes`] : lines;
}
