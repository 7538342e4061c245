import * as z from 'zod/mini';
import { isAbsent } from '../absent.ts';
import type { Notice, NoticeCode } from './payload.ts';

/** A text; `null`, an empty text and the text `null` are read as null by {@link textOf}. */
export const text: z.ZodMiniType<string | null | undefined> = /* @__PURE__ */ z.nullish(
  /* @__PURE__ */ z.string('a text'),
);

/** A code, as it is sent: a text or a number. */
export const code: z.ZodMiniType<string | number | null | undefined> = /* @__PURE__ */ z.nullish(
  /* @__PURE__ */ z.union([/* @__PURE__ */ z.string(), /* @__PURE__ */ z.number()], 'a text or a number'),
);

const ID = 'a text or a whole number below 2^53';

/** A tracking number or a carrier. A number that JSON cannot hold exactly is no longer the one that was sent. */
export const id: z.ZodMiniType<string | number | null | undefined> = /* @__PURE__ */ z.nullish(
  /* @__PURE__ */ z.union([/* @__PURE__ */ z.string(), /* @__PURE__ */ z.int(ID)], ID),
);

/** A list, whose items are read one by one. */
export const list: z.ZodMiniType<readonly unknown[] | null | undefined> = /* @__PURE__ */ z.nullish(
  /* @__PURE__ */ z.array(/* @__PURE__ */ z.unknown(), 'an array'),
);

/** An object, whose fields are read on their own. */
export const object: z.ZodMiniType<object | null | undefined> = /* @__PURE__ */ z.nullish(
  /* @__PURE__ */ z.looseObject({}, 'an object'),
);

/** A place in a payload, and where to note what is found there. */
export class Place {
  readonly path: string;
  readonly number: string | null;
  readonly notices: Notice[];

  constructor(notices: Notice[], path = '', number: string | null = null) {
    this.notices = notices;
    this.path = path;
    this.number = number;
  }

  /** The place of a field, or of an item of a list. */
  at(key: PropertyKey): Place {
    const path = typeof key === 'number' ? `[${key}]` : `${this.path === '' ? '' : '.'}${String(key)}`;
    return new Place(this.notices, this.path + path, this.number);
  }

  /** The same place, of a parcel that is known by now. */
  of(number: string | null): Place {
    return new Place(this.notices, this.path, number);
  }

  note(noticeCode: NoticeCode, message: string): void {
    this.notices.push({ code: noticeCode, tracking_number: this.number, message, path: this.path });
  }

  invalid(expected: string, value: unknown): void {
    this.note('invalid_value', `expected ${expected}, found ${found(value)}`);
  }
}

/** Reads an object. A field of a wrong type is noted and becomes null; null where the value is no object. */
export function readFields<T extends object>(schema: z.ZodMiniType<T>, value: unknown, at: Place): T | null {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const kept = new Map<PropertyKey, unknown>(isObject(value) ? Object.entries(value) : []);
  for (const { path, message } of read.error.issues) {
    const [key] = path;
    if (key === undefined) {
      at.invalid(message, value);
      return null;
    }
    at.at(key).invalid(message, kept.get(key));
    kept.set(key, null);
  }
  return schema.safeParse(Object.fromEntries(kept)).data ?? null;
}

/** An object that is no array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first of the texts that is there. */
export function textOf(...values: readonly (string | null | undefined)[]): string | null {
  return values.find((value) => !isAbsent(value)) ?? null;
}

/** A code as it was sent, or null where it is absent. 0 is a code. */
export function codeOf(value: string | number | null | undefined): string | number | null {
  return isAbsent(value) ? null : (value ?? null);
}

/** A tracking number or a carrier as text. */
export function idOf(value: string | number | null | undefined): string | null {
  const given = codeOf(value);
  return given === null ? null : String(given);
}

function found(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return 'an array';
  if (isObject(value)) return 'an object';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  return String(value);
}
