import { isAbsent } from '../absent.ts';

/** A code longer than this is not looked at: no source has one near it. */
const LONGEST_CODE = 100;

/** A code as text, and whether it had to be repaired; null where there is none. */
export interface ReadCode {
  readonly code: string;
  readonly repaired: boolean;
}

/**
 * Reads a code as it arrives: number or text, with the damage that spreadsheets do.
 * `null`, an empty text and the text `null` mean that there is none.
 */
export function readCode(raw: unknown): ReadCode | null {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === 'number' || typeof raw === 'bigint') return { code: String(raw), repaired: false };
  if (typeof raw !== 'string') return { code: `(${typeof raw})`, repaired: false };
  if (raw.length > LONGEST_CODE) return { code: raw, repaired: false };
  const code = repair(raw);
  if (isAbsent(code)) return null;
  return { code, repaired: code !== raw };
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
  if (typeof raw !== 'string' || raw.length > LONGEST_CODE) return null;
  return isAbsent(raw) ? null : raw.trim().toLowerCase();
}

/** Every form in which a listed code may arrive undamaged, for the direct look-up. */
export function rawForms(code: string): readonly unknown[] {
  return String(Number(code)) === code ? [code, Number(code)] : [code];
}

/** Every form in which an absent code arrives undamaged. */
export const ABSENT: readonly unknown[] = [undefined, null, '', 'null'];
