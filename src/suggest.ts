import { distance } from 'fastest-levenshtein';

/**
 * The known word nearest to a mistyped one.
 *
 * @returns ` Did you mean …?` with a leading space, or an empty text where nothing is near.
 */
export function didYouMean(word: unknown, known: Iterable<string>): string {
  if (typeof word !== 'string') return '';
  let best = '';
  let least = Math.max(1, Math.floor(word.length * 0.4)) + 1;
  // A number is not a misspelling of another one.
  for (const candidate of word.length > 60 || /^\d*$/.test(word) ? [] : known) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best === '' ? '' : ` Did you mean ${best}?`;
}
