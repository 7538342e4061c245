import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  target: 'node20',
  splitting: true,
  clean: false,
  treeshake: true,
  minifySyntax: true,
};

const config: ReturnType<typeof defineConfig> = defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', shipments: 'src/shipments/index.ts', csv: 'src/csv/index.ts' },
    format: ['esm', 'cjs'],
    // tsup's declaration bundler still passes an option that TypeScript 6 deprecates.
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  {
    ...shared,
    entry: { cli: 'scripts/cli/main.ts', 'csv-worker': 'src/csv/worker.ts' },
    format: ['esm'],
    dts: false,
  },
]);

export default config;
