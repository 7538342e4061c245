import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../scripts/docs.ts';
import { COMMANDS } from '../src/cli/flags/commands.ts';
import { FLAGS } from '../src/cli/flags/table.ts';

/**
 * Every example of the documents runs. A block is TypeScript; or a file, whose name stands behind its language; or
 * text with commands behind `$` and what they print. `npm run test:approve` rewrites what they print.
 */
const root = join(import.meta.dirname, '..');
const APPROVE = process.env.APPROVE === '1';
const folder = mkdtempSync(join(tmpdir(), 'trackstate-readme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const blocksOf = (text: string) =>
  [...text.matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', file = '', code = '']) => ({
      language,
      file,
      code,
    }),
  );
const entry = (name: string) => JSON.stringify(join(root, `dist/${name}.js`));
/** Takes out what differs from run to run. */
const steady = (text: string) => text.replace(/in [\d.]+ s \([^)]*\)/g, 'in # s (#)');

/** A block with each value behind `//` made a comparison with the statement before it. */
function checked(code: string): string {
  const imports = code.includes('import ') ? '' : `import { mapTrackingEvent } from ${entry('index')};\n`;
  const body = code
    .replaceAll("'trackstate'", entry('index'))
    .replace(/'trackstate\/(\w+)'/g, (_, name: string) => entry(name))
    .replace(/^(\w.*); \/\/ ('[^']*'|[\d.]+|true|false|null)$/gm, 'equal($1, $2);')
    .replace(
      /^(mapTrackingEvent\(.*\));\n((?:\/\/ .*\n)+)/gm,
      (_, call: string, comment: string) =>
        `equal(JSON.stringify(${call}), JSON.stringify(${comment.replaceAll('// ', '')}));\n`,
    );
  expect(body).not.toMatch(/; \/\/ ['{\d]/);
  return `import { strictEqual as equal } from 'node:assert';\n${imports}${body}`;
}

/** A block of commands with what they print now. */
function run(block: string, cwd: string): string {
  const commands = block.split('\n').filter((line) => line.startsWith('$ '));
  const outputs = commands.map((command) => {
    const script = `trackstate() { "${process.execPath}" "${join(root, 'dist/cli.js')}" "$@"; }\n${command.slice(2)} 2>&1`;
    return `${command}\n${execFileSync('bash', ['-c', script], { cwd, encoding: 'utf8', timeout: 30_000 })}`;
  });
  return steady(outputs.join(''));
}

describe.each(DOCUMENTS)('%s', (path) => {
  const cwd = join(folder, dirname(path), path.replaceAll(/\W/g, '-'));
  mkdirSync(cwd, { recursive: true });
  const blocks = blocksOf(textOf(path));
  writeFileSync(join(cwd, 'events.csv'), textOf('data/examples/kd100-export.csv'));
  for (const { file, code } of blocks) if (file !== '') writeFileSync(join(cwd, file), code);

  const typescript = blocks.filter(({ language }) => language === 'ts');
  if (typescript.length > 0)
    test('has code that runs and gives what it says', () => {
      for (const { code } of typescript) {
        writeFileSync(join(cwd, 'block.mjs'), checked(code));
        const { status, stderr } = spawnSync(process.execPath, ['block.mjs'], { cwd, encoding: 'utf8' });
        expect(stderr, code).toBe('');
        expect(status, code).toBe(0);
      }
    });

  const commands = blocks.filter(({ language, code }) => language === 'text' && code.startsWith('$ '));
  if (commands.length > 0)
    test('shows what the command prints', () => {
      for (const { code } of commands) {
        const printed = run(code, cwd);
        if (!APPROVE) expect(steady(code)).toBe(printed);
        else
          writeFileSync(
            join(root, path),
            textOf(path).replace(code, () => printed),
          );
      }
    });

  test('names only what is there: links, scripts, commands and flags', () => {
    const text = textOf(path);
    const anchorsOf = (document: string) =>
      [...document.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      );
    for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      expect(existsSync(join(root, target)), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(textOf(target)), link).toContain(anchor);
    }
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    // The change log also names what is gone.
    if (path === 'CHANGELOG.md') return;
    for (const [, name = ''] of text.matchAll(/npm run (?:-\S+ )*([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(name);
    for (const [, name = ''] of text.matchAll(/`(?:\$ )?trackstate (\w+)/g))
      expect(COMMANDS.map((command) => command.name)).toContain(name);
    for (const [, name = ''] of text.matchAll(/`[^`\n]*?--([a-z-]+)[^`\n]*`/g))
      expect(FLAGS.map((flag) => flag.name)).toContain(name);
  });
});

describe('the README', () => {
  test('is short, and names first what a newcomer runs and whose table it is', () => {
    const lines = textOf('README.md').split('\n');
    expect(lines.length).toBeLessThanOrEqual(150);
    const first = lines.slice(0, 30).join('\n');
    expect(first).toContain('npm ci && npm run demo');
    expect(first).toContain('npm ci && npm test');
    expect(first).toMatch(/which many call 17TRACK's, is kd100's/);
  });

  test('says the version that it makes', () => {
    const { version } = JSON.parse(textOf('package.json')) as { version: string };
    expect(textOf('README.md')).toContain(`trackstate-${version}.tgz`);
  });
});

describe('the examples', () => {
  const blocks = DOCUMENTS.flatMap((path) => blocksOf(textOf(path)));
  const count = (pattern: RegExp) => blocks.flatMap(({ code }) => code.match(pattern) ?? []).length;

  test('are as many as they were', () => {
    expect(count(/^\$ trackstate /gm)).toBeGreaterThanOrEqual(10);
    expect(count(/; \/\/ '/gm)).toBeGreaterThanOrEqual(15);
  });

  test('are compared with what happens', () => {
    expect(checked("import 'trackstate';\na(1); // 'b'\n")).toContain("equal(a(1), 'b');");
    expect(() => run('$ trackstate explain nonsense-code\n', folder)).toThrow();
    expect(run('$ echo one\nanother\n', folder)).not.toBe('$ echo one\nanother\n');
  });
});
