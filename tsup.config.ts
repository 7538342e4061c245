import { defineConfig, type Options } from 'tsup';

const shared: Options = {
  target: 'node20',
  splitting: true,
  clean: false,
  treeshake: true,
  // The rules of texts are Chinese for a good part: escaped they would weigh twice as much.
  esbuildOptions(options) {
    options.charset = 'utf8';
  },
};

const config: ReturnType<typeof defineConfig> = defineConfig([
  {
    ...shared,
    entry: {
      index: 'src/index.ts',
      shipments: 'src/shipments/index.ts',
      text: 'src/text/index.ts',
      csv: 'src/csv/index.ts',
      payloads: 'src/csv/payloads.ts',
    },
    format: ['esm', 'cjs'],
    minify: true,
    // tsup's declaration bundler still passes an option that TypeScript 6 deprecates.
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  {
    ...shared,
    entry: { cli: 'src/cli/main.ts' },
    format: ['esm'],
    dts: false,
  },
]);

export default config;
