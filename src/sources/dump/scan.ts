/** The bytes that JSON is cut at. */
export const BYTE = {
  newline: 10,
  quote: 34,
  comma: 44,
  colon: 58,
  openArray: 91,
  backslash: 92,
  closeArray: 93,
  openObject: 123,
  closeObject: 125,
} as const;

const [OTHER, QUOTE, OPEN, NEWLINE, SPACE] = [0, 1, 2, 4, 5];

const KINDS: Uint8Array = /* @__PURE__ */ Uint8Array.from(
  { length: 256 },
  (_, byte) =>
    ['"', '[{', ']}', '\n', ' \t\r'].findIndex((kind) => kind.includes(String.fromCharCode(byte))) + 1,
);

export const isSpace = (byte: number): boolean => KINDS[byte] === SPACE || byte === BYTE.newline;

/** No payload nests deeper; what does is mostly a run of broken lines that open and never close. */
export const DEEPEST = 512;

/** Where a value ends. */
export interface Scanned {
  /** `open`: not within these bytes. `broken`: it is no JSON, and where it ends is not known. */
  readonly end: 'complete' | 'broken' | 'open';
  readonly length: number;
  /** Whether it has a line break in it. */
  readonly lines: boolean;
  readonly deep: boolean;
}

/**
 * Finds the end of a value by its brackets and quotes. Broken JSON shows early: by a line break in a text, or a
 * bracket or quote where none can be. Then it ends with its line; only as an element of an array, on one line with
 * others, it is followed to where its brackets close.
 */
export function scanValue(bytes: Uint8Array, start: number, to: number, inArray: boolean): Scanned {
  const stack: number[] = [];
  let beyond = 0;
  let [lines, flawed, deep] = [false, false, false];
  let last = 0;
  let i = start;
  const ends = (end: Scanned['end']): Scanned => ({ end, length: i - start, lines, deep });
  const first = KINDS[bytes[start] as number];
  if (first !== QUOTE && first !== OPEN) {
    while (i < to && !endsToken(bytes[i] as number, inArray)) i++;
    return ends(i < to ? 'complete' : 'open');
  }
  for (; i < to; i++) {
    const byte = bytes[i] as number;
    const kind = KINDS[byte];
    if (kind === OTHER) last = byte;
    if (kind === OTHER || kind === SPACE) continue;
    const asKey = stack.at(-1) === BYTE.openObject && last !== BYTE.colon;
    const mayStart =
      stack.length === 0 || last === BYTE.colon || last === BYTE.comma || last === BYTE.openArray;
    if (kind === NEWLINE) lines = true;
    else if (kind === QUOTE) {
      flawed ||= !mayStart && last !== BYTE.openObject;
      i = endOfText(bytes, i + 1, to);
      if (i >= to) return ends('open');
      if (bytes[i] === BYTE.newline) return { ...ends('broken'), lines: true };
    } else if (kind === OPEN) {
      // A closing bracket was forgotten, and this is the next element.
      if (asKey && last === BYTE.comma && byte === BYTE.openObject && inArray && !lines)
        return ends('broken');
      flawed ||= asKey || !mayStart;
      deep ||= stack.length === DEEPEST;
      if (stack.length < DEEPEST) stack.push(byte);
      else beyond++;
    } else if (beyond > 0) beyond--;
    else {
      const place = stack.lastIndexOf(byte - 2);
      flawed ||= place !== stack.length - 1;
      // It closes the array around the value.
      if (place < 0 && inArray && byte === BYTE.closeArray) return ends('broken');
      if (place >= 0) stack.length = place;
    }
    if ((flawed || deep) && (lines || !inArray)) return ends('broken');
    if (kind === NEWLINE) continue;
    last = byte;
    if (stack.length === 0) {
      i++;
      return ends('complete');
    }
  }
  return ends('open');
}

/** A number, a word or garbage ends with its line or, in an array, where the next element may start. */
const endsToken = (byte: number, inArray: boolean) =>
  byte === BYTE.newline ||
  (inArray && (byte === BYTE.comma || byte === BYTE.closeArray || byte === BYTE.openObject));

/** The place of the quote that ends a text, or of a line break in it. */
function endOfText(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  for (; i < to; i++) {
    const byte = bytes[i];
    if (byte === BYTE.quote || byte === BYTE.newline) return i;
    if (byte === BYTE.backslash && bytes[i + 1] !== BYTE.newline) i++;
  }
  return Math.min(i, to);
}
