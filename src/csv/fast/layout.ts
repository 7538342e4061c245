/**
 * The numbers that the compiled kernel and its callers share. The kernel is compiled from this very file and exports
 * each of them; a workspace refuses a kernel that says another one. So here stand plain constants only, which
 * TypeScript and AssemblyScript read alike.
 */
import { FIRST_YEAR, LAST_YEAR, PLAIN, ZULU } from '../../time/forms.ts';

export { FIRST_YEAR, LAST_YEAR, PLAIN, ZULU };

/** Why the kernel stopped. All bytes are done, but for a row that they do not hold whole. */
export const NEED_INPUT = 0;
/** The output has no room for the next row. */
export const NEED_OUTPUT = 1;
/** The next row is not plain: blank, short, long, badly quoted, or with a NUL byte. */
export const ODD_ROW = 2;
/** The codes of the next row are new: their key is in the area of keys. */
export const NEW_KEY = 3;

/** What a wanted column holds: a part of the key, the shipment's number, its time, words to keep, or words to hash only. */
export const ROLE_CODE = 0;
export const ROLE_SHIPMENT = 1;
export const ROLE_TIME = 2;
export const ROLE_WORDS = 3;
export const ROLE_DESCRIPTION = 4;
export const ROLE_LOCATION = 5;

/** A field of codes or text that is longer makes a row odd, and a shipment's number that is longer. In bytes. */
export const LONGEST_FIELD = 2000;
export const LONGEST_NUMBER = 36;

/**
 * The small areas, as addresses: the wanted columns (a word each), their places in the current row (start and end),
 * their roles (a byte each), and its key. The slots of the hash table begin on a page of their own.
 */
export const WANTED_AT = 16_384;
export const PLACES_AT = 16_512;
export const ROLES_AT = 16_768;
export const KEY_AT = 16_800;
export const SLOTS_AT = 65_536;

/** An entry of the hash table, in words: its head, then the key and the suffix, each filled up to 16 bytes. */
export const ENTRY_HASH = 0;
export const ENTRY_KEY_LENGTH = 1;
export const ENTRY_SUFFIX_LENGTH = 2;
export const ENTRY_ROWS = 3;
export const ENTRY_HEAD = 4;

/**
 * A record of an indexed row, in words: the suffix of its codes, how its time was written, what the clock showed
 * (a double), hash and length of the shipment's number, the number filled up with zeros, and the hash of its words.
 * Behind it stand start and end of each field of words.
 */
export const RECORD_CODE = 0;
export const RECORD_FORM = 1;
export const RECORD_WALL = 2;
export const RECORD_HASH = 4;
export const RECORD_LENGTH = 5;
export const RECORD_NUMBER = 6;
export const RECORD_WORDS_HASH = 15;
export const RECORD_SIZE = 16;

/** What hashes multiply with, for four bytes (0x9e3779b1 as a signed number) and for one. */
export const HASH_WORD = -0x61c8864f;
export const HASH_BYTE = 0x01000193;
