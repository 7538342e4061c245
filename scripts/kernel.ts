/** Compiles src/csv/fast/kernel/kernel.ts into src/csv/fast/kernel.generated.ts: `tsx scripts/kernel.ts [--check]`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';

const root = join(import.meta.dirname, '..');
const target = join(root, 'src/csv/fast/kernel.generated.ts');
const folder = mkdtempSync(join(tmpdir(), 'trackstate-kernel-'));
try {
  const wasm = join(folder, 'kernel.wasm');
  const { error, stderr } = await main([
    'src/csv/fast/kernel/kernel.ts',
    '--baseDir',
    root,
    '--config',
    'src/csv/fast/kernel/asconfig.json',
    '-o',
    wasm,
  ]);
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const text = [
    '// Compiled from src/csv/fast/kernel/ and layout.ts by `npm run kernel:generate`. Do not edit.',
    `export const KERNEL: string =\n  '${readFileSync(wasm, 'base64')}';`,
    '',
  ].join('\n');
  if (process.argv[2] !== '--check') writeFileSync(target, text);
  else if (text !== readFileSync(target, 'utf8')) {
    console.error(
      'src/csv/fast/kernel.generated.ts is not what src/csv/fast/kernel/ and layout.ts say: run npm run kernel:generate',
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
