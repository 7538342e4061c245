import type { ResolvedShipment, TimelineEntry } from '../../shipments/types.ts';
import { NOTICES, type Notice } from '../../sources/payload.ts';
import { shownTime } from '../../time/write.ts';

/** A shipment's way for people: a line for its state, one for each stay, and one for each thing that is odd. */
export function timelineText(
  name: string,
  shipment: ResolvedShipment,
  notices: readonly Notice[] = [],
): string {
  const { state, leg, since, final, ageMs, basis } = shipment;
  const head = [`${name}: ${state ?? 'no state'}`];
  if (leg === 'return' && state !== 'returned_to_sender') head.push('(on its way back to the sender)');
  if (since) head.push(`since ${shownTime(since) ?? 'an unknown time'}`);
  if (basis === 'reported') head.push('by the status of the whole parcel, not by an event');
  if (ageMs !== null && ageMs >= 0) head.push(`for ${span(ageMs)}`);
  if (final) head.push('(final)');
  const lines = [head.join(' ')];
  for (const entries of shipment.earlier)
    lines.push('  an earlier shipment with this number:', ...table(entries));
  if (shipment.earlier.length > 0) lines.push('  this shipment:');
  lines.push(...table(shipment.timeline));
  for (const { code, message } of shipment.anomalies) lines.push(`  ! ${code}: ${message}`);
  for (const { code, message, path } of notices)
    lines.push(
      `  ! ${code}: ${NOTICES[code]}${message === '' ? '' : ` (${message}${path === '' ? '' : `, at ${path}`})`}`,
    );
  return `${lines.map(visible).join('\n')}\n`;
}

/** A line without what would move the cursor or break it. */
const visible = (line: string) => line.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

function table(entries: readonly TimelineEntry[]): string[] {
  const rows = entries.map(({ state, leg, since, durationMs, events, description, location }) => [
    shownTime(since) ?? '(no time)',
    leg === 'return' && state !== 'returned_to_sender' ? `${state} (return)` : state,
    durationMs === null ? '' : span(durationMs),
    [description, location].filter((text) => text !== null).join(', ') +
      (events > 1 ? ` (+${events - 1} more)` : ''),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => (row[column] as string).length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).filter((cell) => cell !== '');
    return `  ${cells.join('  ')}`.trimEnd();
  });
}

/** A duration in the two largest units that say something. */
function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 > 0 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}
