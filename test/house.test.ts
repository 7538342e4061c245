import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkHouse } from '../scripts/house.ts';

const folder = mkdtempSync(join(tmpdir(), 'trackstate-house-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let planted = 0;

/** What the check says of a house with these files, given as lines. */
function faultsOf(files: Readonly<Record<string, string>>): string[] {
  const root = join(folder, String(planted++));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  return checkHouse(root);
}

const long = Array.from({ length: 251 }, (_, i) => `export const line${i}: number = ${i};`).join('\n');

describe('the check of the house', () => {
  test.each([
    [
      'a circle of types',
      {
        'src/csv/a.ts': "import type { B } from './read/b.ts';\nexport type A = B;",
        'src/csv/read/b.ts': "export type { C } from '../c.ts';\nexport type B = 1;",
        'src/csv/c.ts': "export type C = import('./a.ts').A;",
      },
      'src/csv/read/b.ts → src/csv/c.ts → src/csv/a.ts → src/csv/read/b.ts is a circle: move what they share, often a type, to a file of its own',
    ],
    [
      'a circle of one file with itself',
      { 'src/time/a.ts': "export * from './a.ts';" },
      'src/time/a.ts → src/time/a.ts is a circle',
    ],
    [
      'an import upwards',
      {
        'src/pro/a.ts': "import type { B } from '../mapping/b.ts';\nexport type A = B;",
        'src/mapping/b.ts': '',
      },
      'src/pro/a.ts imports src/mapping/b.ts: imports go down (cli → node page → csv → shipments → sources text → index.ts → mapping → pro → tables time), not up',
    ],
    [
      'an import upwards that is loaded later',
      { 'src/text/a.ts': "export const later = () => import('../csv/b.ts');", 'src/csv/b.ts': '' },
      'src/text/a.ts imports src/csv/b.ts',
    ],
    [
      'an import from a room beside it',
      { 'src/sources/a.ts': "import '../text/b.ts';", 'src/text/b.ts': '' },
      'src/sources/a.ts imports src/text/b.ts',
    ],
    [
      'an import from a room by what is below all',
      { 'src/errors.ts': "import './tables/b.ts';", 'src/tables/b.ts': '' },
      'src/errors.ts imports src/tables/b.ts',
    ],
    [
      'an import of a script',
      { 'src/cli/a.ts': "import '../../scripts/b.ts';" },
      'src/cli/a.ts imports scripts/b.ts: nothing in src/ needs what is outside',
    ],
    [
      'a module of Node',
      { 'src/csv/a.ts': "import { join } from 'node:path';" },
      'src/csv/a.ts uses node:path: move that to src/node',
    ],
    [
      'a global of Node',
      { 'src/csv/a.ts': '\nexport const bytes: unknown = Buffer.alloc(1);' },
      'src/csv/a.ts uses Buffer (line 2)',
    ],
    [
      'a global of Node as a type',
      { 'src/csv/a.ts': 'export type Bytes = Buffer | string;' },
      'src/csv/a.ts uses Buffer (line 1)',
    ],
    [
      'a global of Node by way of globalThis',
      { 'src/csv/a.ts': 'export const x: unknown = globalThis.process;' },
      'src/csv/a.ts uses process (line 1)',
    ],
    ['a long file', { 'src/csv/a.ts': long }, 'src/csv/a.ts has 251 lines, at most 250 are allowed'],
    ['a long script', { 'scripts/a.ts': long }, 'scripts/a.ts has 251 lines, at most 250 are allowed'],
    [
      'a room that it does not know',
      { 'src/attic/a.ts': '' },
      'src/attic/a.ts is in a room without a floor: give attic one in scripts/house.ts',
    ],
  ] as const)('finds %s', (_, files, message) => {
    const faults = faultsOf(files);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });

  test('lets pass what is in order', () => {
    const faults = faultsOf({
      'src/cli/main.ts':
        "import '../../package.json';\nimport 'node:fs';\nimport '../csv/a.ts';\nprocess.exit();",
      'src/node/files.ts': "import '../csv/a.ts';\nexport const bytes: unknown = Buffer.alloc(1);",
      'src/csv/a.ts':
        "import './read/b.ts';\nimport '../shipments/c.ts';\nimport '../errors.ts';\nimport 'zod';",
      'src/csv/read/b.ts': '// Buffer and process in words.\nexport const event = { process: 1 }.process;',
      'src/csv/fast/kernel.generated.ts': long,
      'src/csv/fast/kernel/kernel.ts': long,
      'src/shipments/c.ts': "import type { D } from '../time/d.ts';\nexport type C = D;",
      'src/time/d.ts': `${long.split('\n').slice(1).join('\n')}`,
      'src/index.ts': "export * from './mapping/e.ts';\nexport * from './errors.ts';",
      'src/mapping/e.ts': "import '../pro/f.ts';",
      'src/pro/f.ts': '',
      'src/errors.ts': '',
      'scripts/a.ts': "import '../src/cli/main.ts';",
    });
    expect(faults).toEqual([]);
  });
});
