import type { ResolveSummary } from '../../csv/resolve/summary.ts';
import { ANOMALIES, type AnomalyCode } from '../../shipments/anomalies.ts';
import type { Job } from '../files/plan.ts';
import {
  bars,
  columnsLine,
  noticeLines,
  number,
  rejectedLines,
  rowsLine,
  unmappedLines,
  wayLine,
} from './parts.ts';

/** That a file is not grouped which was said to be; empty where it is. */
export const formatRegrouped = ({ regrouped }: Pick<ResolveSummary, 'regrouped'>): string =>
  regrouped === 0
    ? ''
    : `Tracking numbers that came again after others: ${number(regrouped)}. The file is not grouped: resolve it without --grouped.\n`;

export function formatResolved(summary: ResolveSummary, job: Job): string {
  const { events, shipments, timeZone, dialect } = summary;
  const zone = timeZone === null ? 'left as they are (--time-zone names theirs)' : `in ${timeZone}`;
  const lines = [wayLine(job)];
  if (dialect !== null) lines.push(columnsLine(summary));
  lines.push(
    rowsLine(summary, `${number(events)} events`),
    `  Shipments: ${number(shipments)}. Times without a zone are ${zone}.`,
  );
  if (summary.blankLines > 0) lines.push(`  Blank lines, left out: ${number(summary.blankLines)}`);
  if (summary.regrouped > 0) lines.push(`  ${formatRegrouped(summary).trimEnd()}`);
  const states = Object.entries(summary.states).map(([state, count]) => [state || '(none)', count] as const);
  if (states.length > 0) lines.push('', 'Shipments by state', ...bars(states, shipments));
  const anomalies = Object.entries(summary.anomalies) as [AnomalyCode, number][];
  if (anomalies.length > 0) lines.push('', 'Anomalies');
  for (const [code, count] of anomalies) lines.push(`  ${number(count)}  ${code}: ${ANOMALIES[code]}`);
  lines.push(
    ...noticeLines(summary.notices ?? {}),
    ...unmappedLines(summary.unmapped, 0, dialect === null ? 'payload' : 'row'),
    ...rejectedLines(summary, job),
  );
  return `${lines.join('\n')}\n`;
}
