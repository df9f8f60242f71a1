/** `npm test` builds and runs everything, `npx jest test/api/users` a part. Tests and src are loaded by Node itself. */
import { availableParallelism } from 'node:os';

export default {
  // One for each core, where jest would leave one idle; more than four would only wait for the one PostgreSQL.
  maxWorkers: Math.min(availableParallelism(), 4),
  testEnvironment: 'node',
  // Says how a test file is loaded, and what of it is fresh; jest translates nothing.
  testRunner: '<rootDir>/test/support/loading/run-test-file.mjs',
  transform: {},
  // The first test file starts the database of the run.
  testTimeout: 30_000,
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.stryker-tmp/', '<rootDir>/.cache/'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/slow/'],
};
