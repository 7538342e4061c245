/** What is written in brackets is a place or a name more often than not. */
const BRACKETS = /【[^】]*】|\[[^\]]*\]|（[^）]*）|\([^)]*\)|《[^》]*》/gu;
/** A word with a capital letter that does not begin the text, and words with digits. */
const NAMES = /(?<=\S\s+|[-,/])\p{Lu}[\p{L}\p{M}'’.-]*(\s+\p{Lu}[\p{L}\p{M}'’.-]*)*/gu;
const NUMBERS = /[\p{L}\d]*\d[\p{L}\d:./-]*/gu;
/** Longer texts are cut: what is to become a rule is short. */
const LONGEST = 160;

/**
 * A text without what is particular to one parcel, so that texts of one kind become the same: numbers as `#`, names
 * and places as `*`.
 */
export function maskText(text: string): string {
  const short = text.slice(0, LONGEST).replace(/\s+/g, ' ').trim();
  // In a text that is all capitals, a capital says nothing.
  const shouted = short === short.toUpperCase() && short !== short.toLowerCase();
  const unnamed = shouted ? short : short.replace(NAMES, '*');
  return unnamed
    .replace(BRACKETS, '*')
    .replace(NUMBERS, '#')
    .replace(/[*#]([\s,]*[*#])+/g, '*');
}
