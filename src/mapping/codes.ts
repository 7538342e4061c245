import { isAbsent } from '../absent.ts';

/** A code longer than this is not looked at: no source has one near it. */
const LONGEST_CODE = 100;

/** A code as text, and whether it had to be repaired; null where there is none. */
export interface ReadCode {
  readonly code: string;
  readonly repaired: boolean;
}

/** Reads a code as it arrives: number or text, with the damage that spreadsheets do. Null where it {@link isAbsent}. */
export function readCode(raw: unknown): ReadCode | null {
  if (typeof raw === 'number' || typeof raw === 'bigint') return { code: String(raw), repaired: false };
  if (isAbsent(raw)) return null;
  if (typeof raw !== 'string') return { code: `(${typeof raw})`, repaired: false };
  const code = raw.length > LONGEST_CODE ? raw : repair(raw);
  return isAbsent(code) ? null : { code, repaired: code !== raw };
}

/** Takes off surrounding space, a spreadsheet's text marks (`'204`, `="204"`) and its `.0` or `,0`. */
function repair(raw: string): string {
  const text = raw
    .trim()
    .replace(/^="(.*)"$/, '$1')
    .replace(/^'/, '')
    .trim();
  return /^\d+(\.0+|,0)$/.test(text) ? text.slice(0, text.search(/[.,]/)) : text;
}

/** A label as it is compared: without surrounding space, in lower case; null where there is none. */
export function readLabel(raw: unknown): string | null {
  return typeof raw !== 'string' || raw.length > LONGEST_CODE || isAbsent(raw)
    ? null
    : raw.trim().toLowerCase();
}

/** Every form in which a listed code may arrive undamaged, for the direct look-up. */
export function rawForms(code: string): readonly unknown[] {
  return String(Number(code)) === code ? [code, Number(code)] : [code];
}

/** The usual forms of an absent code, for the direct look-up; `isAbsent` knows the others. */
export const ABSENT: readonly unknown[] = [undefined, null, '', 'null'];
