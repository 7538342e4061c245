/** Whether a value stands for nothing: `undefined`, `null`, a text of spaces, or the text `null` in any case. 0 does not. */
export function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'string') return false;
  const text = value.trim();
  return text === '' || (text.length === 4 && text.toLowerCase() === 'null');
}
