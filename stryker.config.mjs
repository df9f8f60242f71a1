/**
 * Mutation testing of the rights resolver: `npm run test:mutation`. Every mutant is tried, none is excluded; then
 * bench/mutation-rights.mjs turns the report into the committed result.
 */
import jestConfig from './jest.config.js';
import { swcOptions } from './test/support/loading/swc-options.mjs';

// Few random cases tell a mutant: most fall within the first hundred.
process.env.RIGHTS_ORACLE_CASES ??= '1000';
process.env.RIGHTS_LAW_RUNS ??= '100';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/rights/**/*.ts'],
  testRunner: 'jest',
  jest: {
    // The resolver is pure: its tests need no service and no database.
    config: {
      ...jestConfig,
      // Jest loads everything anew for each mutant, of which some act while a module is loaded.
      testRunner: 'jest-circus/runner',
      extensionsToTreatAsEsm: ['.ts'],
      moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
      transform: { '^.+\\.ts$': ['@swc/jest', swcOptions] },
      globalSetup: null,
      globalTeardown: null,
      testMatch: ['<rootDir>/test/rights/**/*.test.ts'],
    },
  },
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A busy machine must not pass for an endless loop, which counts as noticed.
  timeoutMS: 30_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: 'reports/mutation-rights.json' },
  clearTextReporter: { allowColor: false, reportTests: false },
  // Only what these tests read goes into the sandbox.
  ignorePatterns: [
    '**',
    '!package.json',
    '!src/rights/**',
    '!test/rights/**',
    '!test/cases/rights/**',
    '!test/support/rights-oracle.ts',
    '!docs/rights.md',
  ],
  thresholds: { high: 100, low: 90, break: 90 },
};
