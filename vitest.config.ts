import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Modules are loaded once a worker, not once a file: that is a quarter of the time.
    pool: 'threads',
    isolate: false,
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
