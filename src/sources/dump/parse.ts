/** Where a number may stand that `JSON.parse` may change: a long one, or one with an exponent. */
const LONG = /(?:^|[:,[])\s*-?(?:[\d.]{16}|\d[\d.]*[eE])/;

/** A number of JSON, or the start of a text. */
const TOKEN = /"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * `JSON.parse`, but that a number keeps its digits: one that a JavaScript number cannot hold exactly, such as a
 * tracking number of 20 digits, becomes a text, as it is written.
 *
 * @throws {SyntaxError} where the text is no JSON.
 */
export function parsePayload(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return LONG.test(text) ? JSON.parse(quoteNumbers(text)) : value;
}

/** Valid JSON with quotes around the numbers that would lose digits. */
function quoteNumbers(text: string): string {
  const parts: string[] = [];
  let done = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [token] = match;
    if (token === '"') TOKEN.lastIndex = endOfText(text, match.index + 1);
    else if (!isKept(token)) {
      parts.push(text.slice(done, match.index), `"${token}"`);
      done = TOKEN.lastIndex;
    }
  }
  parts.push(text.slice(done));
  return parts.join('');
}

/** The place behind the quote that ends a text. */
function endOfText(text: string, from: number): number {
  for (let end = text.indexOf('"', from); ; end = text.indexOf('"', end + 1)) {
    let escapes = end;
    while (text[escapes - 1] === '\\') escapes--;
    if ((end - escapes) % 2 === 0) return end + 1;
  }
}

/** Whether a JavaScript number says the same: with the same significant digits and, if it is whole, exactly. */
function isKept(token: string): boolean {
  const value = Number(token);
  const exact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  return exact && significant(token) === significant(String(value));
}

const significant = (token: string) => token.replace(/[eE].*|[-.]/g, '').replace(/^0+|0+$/g, '');
