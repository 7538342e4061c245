export * from '../../src/csv/index.ts';
export { createMapper } from '../../src/index.ts';
