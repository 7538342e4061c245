/** Numbers of times that the compiled kernel shares: plain constants, which it is compiled from too. */

/** How a time was written, so that its text can be written again; any other number is an offset in minutes. */
export const PLAIN = 32_000;
export const ZULU = 32_001;

/** Years outside are placeholders of databases and spreadsheets: 0000, 1900, 1970, 2079, 9999. */
export const FIRST_YEAR = 1990;
export const LAST_YEAR = 2078;
