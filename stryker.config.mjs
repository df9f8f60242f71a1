/**
 * Mutation testing of the rights resolver: `npm run test:mutation`. Every mutant is tried, none is excluded; then
 * bench/mutation-rights.mjs turns the report into the committed result.
 */
import jestConfig from './jest.config.js';

// The oracle needs few cases to tell a mutant: most fall within the first hundred.
process.env.RIGHTS_ORACLE_CASES ??= '3000';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/rights/**/*.ts'],
  testRunner: 'jest',
  jest: {
    // The resolver is pure: its tests need no service and no database.
    config: {
      ...jestConfig,
      globalSetup: null,
      globalTeardown: null,
      testMatch: ['<rootDir>/test/rights/**/*.test.ts'],
    },
  },
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: 'reports/mutation-rights.json' },
  clearTextReporter: { allowColor: false, reportTests: false },
  ignorePatterns: ['/bench', '/docs', '/prisma', '/data', '/dist', '/generated'],
  thresholds: { high: 100, low: 90, break: 90 },
};
