import { afterEach, expect, test, vi } from 'vitest';
import * as layout from '../../../src/csv/fast/layout.ts';

const numbers = Object.entries(layout);

afterEach(() => {
  vi.doUnmock('../../../src/csv/fast/layout.ts');
  vi.resetModules();
});

test('the layout is numbers, and all of them are compared', () => {
  expect(numbers.length).toBeGreaterThanOrEqual(30);
  expect(numbers.filter(([, value]) => !Number.isInteger(value))).toEqual([]);
});

test.each(numbers)('a kernel that was compiled with another %s than %i is refused', async (name, value) => {
  vi.doMock('../../../src/csv/fast/layout.ts', () => ({ ...layout, [name]: value + 1 }));
  const { Workspace } = await import('../../../src/csv/fast/workspace.ts');
  expect(() => new Workspace(1024, 256)).toThrow(
    `The kernel has ${value} for ${name}, layout.ts ${value + 1}: run npm run kernel:generate`,
  );
});

test('a number that the kernel does not know is refused', async () => {
  vi.doMock('../../../src/csv/fast/layout.ts', () => ({ ...layout, NEW_NUMBER: 1 }));
  const { Workspace } = await import('../../../src/csv/fast/workspace.ts');
  expect(() => new Workspace(1024, 256)).toThrow('undefined for NEW_NUMBER');
});
