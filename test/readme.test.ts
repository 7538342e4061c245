import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code = '']) => code);
const folder = mkdtempSync(join(tmpdir(), 'trackstate-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
copyFileSync(join(root, 'data/examples/kd100-export.csv'), join(folder, 'events.csv'));

const node = (args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 30_000 });

describe('the README', () => {
  /** Each statement with a literal behind `//` becomes a comparison. */
  test.each(blocks('ts').map((code) => [code]))('runs: %s', (code) => {
    const checked = code
      .replaceAll("'trackstate'", JSON.stringify(join(root, 'dist/index.js')))
      .replace(/'trackstate\/(\w+)'/g, (_, entry: string) => JSON.stringify(join(root, `dist/${entry}.js`)))
      .replace(/^(\w.*); \/\/ ('[^']*')$/gm, 'equal($1, $2);')
      .replace(
        /^(mapTrackingEvent\(.*\));\n((?:\/\/ .*\n)+)/gm,
        (_, call: string, comment: string) =>
          `equal(JSON.stringify(${call}), JSON.stringify(${comment.replaceAll('// ', '')}));\n`,
      )
      .replace(
        /^(.*); \/\/ outcome ('\w+'), reason ('\w+')$/gm,
        'equal($1.outcome, $2); equal($1.reason, $3);',
      );
    const head = `import { strictEqual as equal } from 'node:assert';\n${code.includes('import') ? '' : `import { mapTrackingEvent } from ${JSON.stringify(join(root, 'dist/index.js'))};\n`}`;
    writeFileSync(join(folder, 'block.mjs'), head + checked);
    const { status, stderr } = node(['block.mjs']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('shows what the command prints', () => {
    const runs = blocks('text').flatMap((block) => [
      ...block.matchAll(/^\$ trackstate (.*)\n([\s\S]*?)(?=^\$ |$(?![\s\S]))/gm),
    ]);
    expect(runs.length).toBeGreaterThan(0);
    for (const [, args = '', output] of runs) {
      const words = [...args.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
      expect(node([join(root, 'dist/cli.js'), ...words]).stdout).toBe(output);
    }
  });

  test('has a file of overrides without a fault', () => {
    writeFileSync(join(folder, 'own.csv'), blocks('csv')[0] ?? '');
    expect(node([join(root, 'dist/cli.js'), 'check', 'own.csv']).stdout).toContain(
      'own.csv: no fault (overrides: 2)\n',
    );
  });

  test('names the two commands that a newcomer runs', () => {
    const first = readme.split('\n').slice(0, 30).join('\n');
    expect(first).toContain('npm ci && npm run demo');
    expect(first).toContain('npm ci && npm test');
  });
});
