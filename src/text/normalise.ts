/** What a character is to the matcher. */
export const WORD = 1;
/** A character of a script that writes no spaces between words. */
export const UNSPACED = 2;
export const SPACE = 3;
/** Ends a clause: comma, colon, bracket, dash. */
export const CLAUSE = 4;
export const SENTENCE = 5;
/** Takes no room: zero-width marks, soft hyphens. */
const NOTHING = 6;
/** Has to be normalised together with its neighbours, or becomes several characters. */
const COMPOSITE = 7;

export const QUESTION = 0x3f;

const WRITTEN = [0, 0, 0, 0x20, 0x2c, 0x2e];

const CLUSTERS = /\P{Mn}\p{Mn}*|\p{Mn}+/gsu;

/** Stands for a character that no rule can hold. */
const STRANGER = '\u3400';

/** Both tables are filled as characters are met: 0 means not yet. */
const kinds: Uint8Array = new Uint8Array(65536);
const folded: Uint16Array = new Uint16Array(65536);

function learn(code: number): number {
  const raw = String.fromCharCode(code);
  let text = raw.normalize('NFKC').toLowerCase();
  // Accents on Latin letters are often lost on the way: neither text nor pattern keeps them.
  const bare = text.normalize('NFD').replace(/\p{M}+/gu, '');
  if (/^[a-z]$/.test(bare)) text = bare;
  folded[code] = text.charCodeAt(0);
  kinds[code] = kindOf(raw, text);
  return kinds[code] as number;
}

const SCRIPTS_WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}ー]/u;

function kindOf(raw: string, text: string): number {
  if (/[\u00ad\u200b-\u200f\u2060\ufeff]/.test(raw)) return NOTHING;
  if (/[!?;。…¡¿\n\r]/.test(raw) || /[!?;。]/.test(text)) return SENTENCE;
  if (/[\u0300-\u036f\ud800-\udfff]/.test(raw) || text.length !== 1) return COMPOSITE;
  if (/[,:()[\]{}<>"|–—―、《》「」『』【】〔〕“”«»„·~]/.test(text)) return CLAUSE;
  if (SCRIPTS_WITHOUT_SPACES.test(text)) return UNSPACED;
  return /[\p{L}\p{M}\p{N}]/u.test(text) ? WORD : SPACE;
}

/** What a character of a normalised text is. */
export const kindOfCode = (code: number): number => (code === 0x20 ? SPACE : kinds[code] || learn(code));

/**
 * A text made ready for matching: NFKC, lower case, Latin letters without accents, one separator between words.
 * It is used again for each text, so that reading one allocates nothing.
 */
export class Normalised {
  codes: Uint16Array = new Uint16Array(1024);
  /** What each character is: `WORD`, `UNSPACED`, or a separator. */
  kinds: Uint8Array = new Uint8Array(1024);
  /** Where each character stands in the original text. */
  places: Int32Array = new Int32Array(1024);
  length = 0;
  asks = false;
  /** Where the original text ends. */
  end = 0;

  set(text: string): void {
    if (this.codes.length < text.length + 1) this.#grow(2 * text.length);
    this.length = 0;
    this.asks = false;
    this.end = text.length;
    let separator = 0;
    let question = false;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      let kind = kinds[code] || learn(code);
      if (kind === COMPOSITE) {
        this.#composed(text);
        return;
      }
      if (kind === NOTHING) continue;
      if (kind > UNSPACED) {
        if (code === 0x2e || code === 0x3f) kind = dot(text, i);
        if (kind === SENTENCE && folded[code] === QUESTION) question = true;
        else if (code === 0x2d && text[i - 1] === ' ' && text[i + 1] === ' ') kind = CLAUSE;
        if (kind > separator) separator = kind;
        continue;
      }
      if (separator !== 0) this.#separate(separator, kind, i, question);
      separator = 0;
      question = false;
      this.#push(folded[code] as number, kind, i);
    }
    if (separator > SPACE) this.#separate(separator, WORD, text.length - 1, question);
  }

  #composed(text: string): void {
    let plain = '';
    const places: number[] = [];
    for (const { 0: cluster, index } of text.matchAll(CLUSTERS)) {
      for (const character of cluster
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[\u0300-\u036f]+/g, '')) {
        const code = character.charCodeAt(0);
        plain += (kinds[code] || learn(code)) === COMPOSITE ? STRANGER : character;
        places.push(index);
      }
    }
    this.set(plain);
    for (let i = 0; i < this.length; i++) this.places[i] = places[this.places[i] as number] as number;
    this.end = text.length;
  }

  /** A space between characters of which one needs none is left out. */
  #separate(separator: number, next: number, place: number, question: boolean): void {
    const before = this.length === 0 ? 0 : (this.kinds[this.length - 1] as number);
    if (before === 0 && separator === SPACE) return;
    if (separator === SPACE && (before === UNSPACED || next === UNSPACED)) return;
    if (question) this.asks = true;
    this.#push(question ? QUESTION : (WRITTEN[separator] as number), separator, place);
  }

  #push(code: number, kind: number, place: number): void {
    const at = this.length++;
    this.codes[at] = code;
    this.kinds[at] = kind;
    this.places[at] = place;
  }

  #grow(size: number): void {
    this.codes = new Uint16Array(size);
    this.kinds = new Uint8Array(size);
    this.places = new Int32Array(size);
  }
}

/** A dot ends a sentence where nothing, space or an unspaced script follows; in numbers and abbreviations it does not. */
function dot(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  return Number.isNaN(next) || next <= 0x20 || next > 0x2e80 ? SENTENCE : SPACE;
}

const single: Normalised = new Normalised();

/** A phrase of a pattern, written as the matcher sees texts. */
export function normalisePhrase(text: string): string {
  single.set(text);
  return String.fromCharCode(...single.codes.subarray(0, single.length));
}
