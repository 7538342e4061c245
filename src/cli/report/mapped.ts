import type { Summary } from '../../csv/index.ts';
import type { PayloadSummary } from '../../csv/read/payloads.ts';
import type { Job } from '../files/plan.ts';
import {
  bars,
  columnsLine,
  noticeLines,
  number,
  percent,
  rejectedLines,
  rowsLine,
  SHOWN,
  unmappedLines,
  wayLine,
} from './parts.ts';

export type Total = Pick<
  Summary,
  'rows' | 'written' | 'rejected' | 'outcomes' | 'bytesRead' | 'bytesWritten' | 'seconds'
> & {
  readonly files: number;
};

export function totalOf(summaries: readonly (Summary | PayloadSummary)[]): Total {
  const sum = (pick: (summary: Summary | PayloadSummary) => number) =>
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

export function formatTotal(total: Total): string {
  const { mapped, no_change, unmapped } = total.outcomes;
  return [
    '',
    `Total of ${total.files} files`,
    rowsLine(total, `${number(total.written)} written`),
    `  ${number(mapped)} mapped, ${number(no_change)} no change, ${number(unmapped)} unmapped`,
    '',
  ].join('\n');
}

export function formatMapped(summary: Summary | PayloadSummary, job: Job): string {
  const { written, outcomes, blankLines } = summary;
  const isDump = 'payloads' in summary;
  const lines = [
    wayLine(job),
    isDump ? `  ${number(summary.payloads)} payloads, whose events are the rows` : columnsLine(summary),
    rowsLine(summary, `${number(written)} written`),
  ];
  if (blankLines > 0) lines.push(`  Blank lines, kept as they are: ${number(blankLines)}`);
  if (written > 0) {
    const counts: [string, number][] = Object.entries(summary.states);
    if (outcomes.no_change > 0) counts.push(['(no change)', outcomes.no_change]);
    if (outcomes.unmapped > 0) counts.push(['(unmapped)', outcomes.unmapped]);
    lines.push('', 'States', ...bars(counts, written));
  }
  lines.push(
    ...textLines(summary),
    ...unmappedLines(summary.unmapped, summary.unmappedElsewhere, isDump ? 'payload' : 'row'),
    ...rejectedLines(summary, job),
    ...(isDump ? noticeLines(summary.notices) : []),
  );
  const warnings = Object.entries(summary.warnings);
  if (warnings.length > 0) lines.push('', 'Warnings (--add warnings shows the rows)');
  for (const [code, count] of warnings) lines.push(`  ${number(count)}  ${code}`);
  return `${lines.join('\n')}\n`;
}

/** What decided, and the texts that no rule read; nothing where texts are not read. */
function textLines({ bases, unreadTexts, written }: Pick<Summary, 'bases' | 'unreadTexts' | 'written'>) {
  if (bases.text === undefined && unreadTexts.length === 0) return [];
  const decided = Object.entries(bases).map(
    ([basis, rows]) => `  ${number(rows)}  ${percent(rows, written)}  by ${basis}`,
  );
  const lines = ['', 'Decided', ...decided];
  if (unreadTexts.length === 0) return lines;
  const shown = unreadTexts.slice(0, SHOWN);
  const unread = shown.map(
    ({ text, rows, exampleRow }) => `  ${number(rows)}  ${text} (first in row ${number(exampleRow)})`,
  );
  lines.push('', 'Texts that no rule read, without numbers and names', ...unread);
  const more = unreadTexts.length - shown.length;
  return more > 0 ? [...lines, `  and ${number(more)} more kinds: --summary lists them`] : lines;
}
