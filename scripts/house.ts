/**
 * Checks how the code stands together: `tsx scripts/house.ts`. No circles (imports of types count), imports only
 * downwards, nothing of Node outside src/node and src/cli, no long file that is written by hand.
 */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

/** The rooms of src/ by floors, the lowest first. Files beside the rooms are below all, but for the main entry. */
const FLOORS = [
  'tables time',
  'pro',
  'mapping',
  'index.ts',
  'sources text',
  'shipments',
  'csv',
  'node page',
  'cli',
];
const NODE_ROOMS = ['node', 'cli'];
const NODE_GLOBALS = ['Buffer', 'process', 'global', 'require', 'setImmediate', '__dirname', '__filename'];
const LONGEST = 250;

const roomOf = (file: string) => file.split('/')[1] ?? '';
const floorOf = (file: string) => FLOORS.findIndex((floor) => floor.split(' ').includes(roomOf(file)));

/** Where a file uses globals of Node, types among them. */
function nodeGlobals(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    const { parent } = node;
    const isName =
      parent && 'name' in parent && parent.name === node && !/^globalThis\b/.test(parent.getText());
    if (ts.isIdentifier(node) && NODE_GLOBALS.includes(node.text) && !isName)
      found.add(`${node.text} (line ${source.getLineAndCharacterOfPosition(node.getStart()).line + 1})`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

/** The shortest way of imports from a file back to itself; empty without one. */
function circleFrom(start: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const importers = new Map<string, string>();
  const queue = [start];
  for (const file of queue)
    for (const next of imports.get(file) ?? [])
      if (!importers.has(next)) queue.push(importers.set(next, file) && next);
  if (!importers.has(start)) return [];
  const circle = [start];
  do circle.unshift(importers.get(circle[0] ?? '') ?? start);
  while (circle[0] !== start);
  return circle;
}

/** Every fault of the code below a folder, as a sentence that says what to do. */
export function checkHouse(root: string): string[] {
  const faults: string[] = [];
  const imports = new Map<string, string[]>();
  for (const file of globSync(['src/**/*.ts', 'scripts/**/*.{ts,mjs}'], { cwd: root }).sort()) {
    if (file.includes('/kernel/')) continue;
    const text = readFileSync(join(root, file), 'utf8');
    const lines = text.trimEnd().split('\n').length;
    if (lines > LONGEST && !file.endsWith('generated.ts'))
      faults.push(
        `${file} has ${lines} lines, at most ${LONGEST} are allowed: make two of it, by what they do`,
      );
    if (!file.startsWith('src/')) continue;
    const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    const ofNode = [...names.filter((name) => name.startsWith('node:')), ...nodeGlobals(file, text)];
    if (ofNode.length > 0 && !NODE_ROOMS.includes(roomOf(file)))
      faults.push(`${file} uses ${ofNode.join(', ')}: move that to src/node, or use what browsers have too`);
    if (floorOf(file) < 0 && !/^src\/\w+\.ts$/.test(file))
      faults.push(`${file} is in a room without a floor: give ${roomOf(file)} one in scripts/house.ts`);
    const targets = names.filter((name) => name.startsWith('.')).map((name) => posix.join(file, '..', name));
    imports.set(file, targets);
    for (const target of targets)
      if (!/^(src\/|package\.json$)/.test(target))
        faults.push(`${file} imports ${target}: nothing in src/ needs what is outside; move it in`);
      else if (roomOf(target) !== roomOf(file) && floorOf(target) >= Math.max(0, floorOf(file)))
        faults.push(
          `${file} imports ${target}: imports go down (${FLOORS.toReversed().join(' → ')}), not up`,
        );
  }
  const circles = new Map(
    [...imports.keys()]
      .map((file) => circleFrom(file, imports))
      .map((way) => [way.slice(1).sort().join(), way]),
  );
  for (const way of circles.values())
    if (way.length > 0)
      faults.push(`${way.join(' → ')} is a circle: move what they share, often a type, to a file of its own`);
  return faults;
}

if (process.argv[1] === import.meta.filename) {
  const faults = checkHouse(join(import.meta.dirname, '..'));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
}
