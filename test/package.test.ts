import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { cases } from './campaign.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'trackstate-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [packed] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }),
) as { filename: string; files: { path: string }[] }[];
const installed = join(folder, 'node_modules/trackstate');
mkdirSync(installed, { recursive: true });
execFileSync('tar', ['-xzf', join(folder, packed?.filename ?? ''), '-C', installed, '--strip-components=1']);
// Its dependencies, as an installation would put them there.
for (const name of ['csv-parse', 'zod', 'temporal-polyfill'])
  symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));

const node = (args: readonly string[]) =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

/** An entry as one browser bundle. */
function bundle(code: string): string {
  const entry = join(folder, 'entry.js');
  writeFileSync(entry, code);
  const { outputFiles, warnings } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    charset: 'utf8',
    write: false,
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]?.text ?? '';
}

describe('the packed tarball', () => {
  test('holds what users need and nothing else', () => {
    const paths = packed?.files.map(({ path }) => path) ?? [];
    for (const path of [
      'dist/index.js',
      'dist/index.cjs',
      'dist/index.d.ts',
      'dist/csv.js',
      'dist/shipments.js',
      'dist/text.js',
      'dist/cli.js',
      'data/sources/kd100.csv',
      'LICENSE',
      'README.md',
    ]) {
      expect(paths).toContain(path);
    }
    expect(
      paths.filter((path) => /^(src|test|scripts|data\/examples)\//.test(path) || path.endsWith('.map')),
    ).toEqual([]);
  });

  test('is imported and required, and both give the same', () => {
    const event = '{ order_status_code: 2, substatus_code: "204" }';
    const esm = node([
      '--input-type=module',
      '-e',
      `import { mapTrackingEvent } from 'trackstate'; console.log(JSON.stringify(mapTrackingEvent(${event})))`,
    ]);
    const cjs = node(['-e', `console.log(JSON.stringify(require('trackstate').mapTrackingEvent(${event})))`]);
    expect(JSON.parse(esm)).toMatchObject({ rule: 'kd100:2/204' });
    expect(cjs).toBe(esm);
    expect(node(['-e', "console.log(typeof require('trackstate/csv').annotateCsv)"])).toBe('function\n');
    expect(node(['-e', "console.log(typeof require('trackstate/shipments').readPayload)"])).toBe(
      'function\n',
    );
    const same =
      "import { TrackstateError } from 'trackstate'; import * as csv from 'trackstate/csv'; console.log(csv.TrackstateError === TrackstateError)";
    expect(node(['--input-type=module', '-e', same])).toBe('true\n');
  });

  test('has a command that says its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(node([join(installed, 'dist/cli.js'), '--version'])).toBe(`${version}\n`);
  });

  test('bundles for a browser without Node, in under 15 kB', () => {
    const code = bundle("export * from 'trackstate';\n");
    expect(code).not.toMatch(/["']node:|require\(/);
    const size = gzipSync(code, { level: 9 }).length;
    expect(size).toBeLessThan(15_000);
    expect(size).toBeGreaterThan(5_000);
  });

  test('bundles its shipments for a browser without Node', () => {
    const code = bundle("export * from 'trackstate/shipments';\n");
    expect(code).not.toMatch(/["']node:|require\(/);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(75_000);
  });

  test('bundles its texts for a browser without Node, which add under 60 kB', () => {
    const [codes, texts] = ['trackstate', 'trackstate/text'].map((entry) => {
      const code = bundle(`export * from '${entry}';\n`);
      expect(code).not.toMatch(/["']node:|require\(/);
      return gzipSync(code, { level: 9 }).length;
    });
    expect(Number(texts) - Number(codes)).toBeLessThan(60_000);
  });

  test('loses what is not used when it is bundled', () => {
    expect(bundle("export { WARNINGS } from 'trackstate';\n").length).toBeLessThan(1000);
  });

  test('is imported in under 15 ms of the processor', () => {
    writeFileSync(
      join(folder, 'time.mjs'),
      "const from = process.cpuUsage(); await import('trackstate'); const { user, system } = process.cpuUsage(from); console.log((user + system) / 1000);\n",
    );
    // The fastest of several: the machine's other work only ever adds time.
    const times = Array.from({ length: 9 }, () => Number(node([join(folder, 'time.mjs')])));
    expect(Math.min(...times)).toBeLessThan(15);
  });

  test('has the types that it says', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      [
        "import { mapTrackingEvent, type ProState, type SourceId, type StatusCode, type SubstatusCode } from 'trackstate';",
        "import { annotateCsv, type Summary } from 'trackstate/csv';",
        "import { readPayload, resolveShipment, type ResolvedShipment } from 'trackstate/shipments';",
        "import { createMapper as createTextMapper, inferFromText } from 'trackstate/text';",
        "import { createMapper } from 'trackstate';",
        "void [createMapper({ inferFromText, arbitrate: 'refine' }), createTextMapper({ inferFromText: true })];",
        'const shipment: ResolvedShipment = resolveShipment(readPayload({}).shipments);',
        'interface Mine { order_status_code: number; other: string }',
        "const mine: Mine = { order_status_code: 12, other: '' };",
        'const state: ProState | null = mapTrackingEvent(mine).state;',
        "const source: SourceId = 'kd100';",
        "const code: StatusCode<'kd100'> = '14';",
        "const sub: SubstatusCode<'17track'> = 'Exception_Lost';",
        '// @ts-expect-error not a code of kd100',
        "const wrong: StatusCode<'kd100'> = '99';",
        '// @ts-expect-error not a PRO state',
        "const none: ProState = 'booked';",
        'const result = mapTrackingEvent({ status: 5 }, { strict: true });',
        "if (result.outcome === 'unmapped') { const reason: 'unknown_code' | 'missing_code' | 'unknown_source' | 'ambiguous_text' | 'not_an_event' = result.reason; void reason; }",
        'void [shipment, state, source, code, sub, wrong, none, annotateCsv, {} as Summary];',
      ].join('\n'),
    );
    const modes = [
      ['NodeNext', 'NodeNext'],
      ['ESNext', 'Bundler'],
    ] as const;
    for (const [module, resolution] of modes.slice(0, cases(2, 1))) {
      const flags = [
        '--noEmit',
        '--strict',
        '--exactOptionalPropertyTypes',
        '--target',
        'ES2022',
        '--module',
        module,
        '--moduleResolution',
        resolution,
        '--types',
        'node',
        '--typeRoots',
        join(root, 'node_modules/@types'),
      ];
      const run = spawnSync(
        process.execPath,
        [join(root, 'node_modules/typescript/bin/tsc'), ...flags, 'use.ts'],
        { cwd: folder, encoding: 'utf8' },
      );
      expect(run.stdout).toBe('');
    }
  });
});
