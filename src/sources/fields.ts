import * as z from 'zod/mini';
import { isAbsent } from '../absent.ts';
import type { Notice, NoticeCode } from './payload.ts';

/** The types of fields. Each may be absent: as `null`, an empty text or the text `null`, see {@link textOf}. */
interface Types {
  readonly text: string;
  readonly code: string | number;
  readonly id: string | number;
  readonly flag: boolean;
  readonly list: readonly unknown[];
  readonly object: object;
}

type Schemas = { readonly [T in keyof Types]: z.ZodMiniType<Types[T] | null | undefined> };

function schemas(): Schemas {
  const id = 'a text or a whole number below 2^53';
  return {
    text: z.nullish(z.string('a text')),
    code: z.nullish(z.union([z.string(), z.number()], 'a text or a number')),
    // A number that JSON cannot hold exactly is no longer the one that was sent.
    id: z.nullish(z.union([z.string(), z.int(id)], id)),
    flag: z.nullish(z.boolean('true or false')),
    // Their items and fields are read on their own.
    list: z.nullish(z.array(z.unknown(), 'an array')),
    object: z.nullish(z.looseObject({}, 'an object')),
  };
}

type Names = { readonly [T in keyof Types]?: readonly string[] };

/** The fields of an object, by their names. */
export type Fields<N extends Names> = {
  readonly [T in keyof N & keyof Types as N[T] extends readonly (infer F extends string)[] ? F : never]:
    | Types[T]
    | null
    | undefined;
};

const SCHEMAS: Schemas = /* @__PURE__ */ schemas();

/** The schema of an object, by the names of the fields of each type. */
export function record<const N extends Names>(names: N): z.ZodMiniType<Fields<N>> {
  const shape = Object.entries(names).flatMap(([type, fields]) =>
    fields.map((field) => [field, SCHEMAS[type as keyof Types]]),
  );
  return z.looseObject(Object.fromEntries(shape), 'an object') as unknown as z.ZodMiniType<Fields<N>>;
}

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

/** Reads a field that is an object itself; null where it is absent. */
export function readField<K extends string, T extends object>(
  schema: z.ZodMiniType<T>,
  of: { readonly [key in K]: object | null | undefined } | null,
  key: K,
  at: Place,
): T | null {
  return of?.[key] ? readFields(schema, of[key], at.at(key)) : null;
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
