/** The same numbers with room for twice as many. */
export function widened<T extends Int32Array | Float64Array | Int16Array | Uint8Array>(values: T): T {
  const wider = new (values.constructor as new (length: number) => T)(values.length * 2);
  wider.set(values);
  return wider;
}
