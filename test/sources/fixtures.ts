import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('fixtures/', import.meta.url);

/** Names of the payloads that the tests are made of. */
export const FIXTURES: readonly string[] = readdirSync(folder)
  .map((name) => name.replace('.json', ''))
  .sort();

/** A payload, read anew, so that a test may change it. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

/** A payload with some of its fields replaced, by their paths. */
export function changed(name: string, changes: Readonly<Record<string, unknown>>): unknown {
  const value = fixture(name);
  for (const [path, replacement] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop() as string;
    let place = value as Record<string, unknown>;
    for (const key of keys) place = place[key] as Record<string, unknown>;
    if (replacement === undefined) delete place[last];
    else place[last] = replacement;
  }
  return value;
}
