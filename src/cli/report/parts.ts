/** What the reports of `map` and `resolve` have in common. */
import type { Summary } from '../../csv/index.ts';
import { ROW_FAULTS } from '../../csv/read/scan.ts';
import { REASONS } from '../../mapping/result.ts';
import { DUMP_FAULTS } from '../../sources/dump/entry.ts';
import { NOTICES, type NoticeCode } from '../../sources/payload.ts';
import { inputNames, type Job } from '../files/plan.ts';

const BAR = 24;
/** How many codes or texts are listed. */
export const SHOWN = 10;
const FAULTS: ReadonlyMap<string, string> = new Map(Object.entries({ ...ROW_FAULTS, ...DUMP_FAULTS }));

export const number = (value: number): string => value.toLocaleString('en-US');
export const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
const shorten = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

export const wayLine = (job: Job): string => `${inputNames(job)} -> ${job.output ?? 'standard output'}`;

/** How many rows became what, and how fast. */
export function rowsLine(
  { rows, rejected, seconds, bytesRead }: Pick<Summary, 'rows' | 'rejected' | 'seconds' | 'bytesRead'>,
  became: string,
): string {
  const speed = `${number(Math.round(rows / seconds))} rows/s, ${(bytesRead / 1e6 / seconds).toFixed(1)} MB/s`;
  return `  ${number(rows)} rows = ${became} + ${number(rejected)} rejected, in ${seconds.toFixed(2)} s (${speed})`;
}

/** Whose codes they are, and which columns were taken for what. */
export function columnsLine({ source, columns }: Pick<Summary, 'source' | 'columns'>): string {
  const list = Object.entries(columns).map(([role, name]) => `${role} in ${name}`);
  return `  ${source === null ? 'no codes' : `${source} codes`}: ${list.join(', ')}`;
}

/** A count with its name, its share, and a bar. */
export function bars(counts: readonly (readonly [string, number])[], whole: number): string[] {
  const most = Math.max(...counts.map(([, count]) => count));
  const wide = Math.max(...counts.map(([name]) => name.length));
  return counts.map(([name, count]) => {
    const bar = '█'.repeat(Math.max(1, Math.round((BAR * count) / most)));
    return `  ${name.padEnd(wide)}  ${number(count).padStart(number(most).length)}  ${percent(count, whole).padStart(7)}  ${bar}`;
  });
}

/** The rejected rows by reason, and the files that keep them; empty where there are none. */
export function formatRejected(
  { rejected, rejects }: { readonly rejected: number; readonly rejects: Readonly<Record<string, number>> },
  job: Pick<Job, 'rejects'>,
): string {
  if (rejected === 0) return '';
  const lines = Object.entries(rejects).map(
    ([fault, count]) => `  ${number(count)}  ${fault}: ${FAULTS.get(fault)}\n`,
  );
  return `Rejected rows, kept in ${job.rejects.join(', ')}\n${lines.join('')}`;
}

/** The same as lines of a report. */
export const rejectedLines = (...[summary, job]: Parameters<typeof formatRejected>): string[] =>
  summary.rejected === 0 ? [] : ['', formatRejected(summary, job).trimEnd()];

/** The codes without a state, most frequent first. */
export function unmappedLines(unmapped: Summary['unmapped'], elsewhere: number, unit: string): string[] {
  if (unmapped.length === 0) return [];
  const shown = unmapped.slice(0, SHOWN);
  const wide = Math.max(...shown.map(({ rows }) => number(rows).length));
  const lines = shown.map(({ code, reason, rows, exampleRow }) => {
    const name = code === '' ? '(none)' : shorten(code);
    return `  ${number(rows).padStart(wide)}  ${name}: ${REASONS[reason]} First in ${unit} ${number(exampleRow)}.`;
  });
  const hidden = unmapped.slice(SHOWN).reduce((sum, { rows }) => sum + rows, elsewhere);
  if (hidden > 0) lines.push(`  ${number(hidden)} more rows with other codes`);
  return ['', 'Unmapped codes', ...lines];
}

/** What payloads said of the tracker. */
export function noticeLines(notices: Readonly<Partial<Record<NoticeCode, number>>>): string[] {
  const found = Object.entries(notices) as [NoticeCode, number][];
  if (found.length === 0) return [];
  const lines = found.map(([code, count]) => `  ${number(count)}  ${code}: ${NOTICES[code]}`);
  return ['', 'Said of the tracker, not of a parcel', ...lines];
}
