import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';
import { FULL } from './test/campaign.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // It runs all tests of the tables again, in a copy with one source more.
    exclude: [...configDefaults.exclude, ...(FULL ? [] : ['test/invented-source.test.ts'])],
    // The campaigns of the gate share the machine with one another.
    testTimeout: FULL ? 600_000 : 60_000,
    // Modules are loaded once a worker, not once a file: that is a quarter of the time.
    pool: 'threads',
    isolate: false,
    // Many tests wait for processes of the command: one worker more than there are cores keeps both busy.
    maxWorkers: 3,
    coverage: {
      include: ['src/**'],
      // The command runs in processes of its own: test/cases and test/faults.test.ts hold it.
      exclude: ['src/**/*generated.ts', 'src/csv/fast/kernel/**', 'src/cli/**'],
      thresholds: { lines: 95, branches: 95, functions: 95, statements: 95 },
      reporter: ['text', 'json-summary'],
    },
  },
});

export default config;
