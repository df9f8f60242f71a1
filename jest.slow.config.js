/** The slow tier: tests that take minutes to hours, one at a time. Run through `npm run test:slow`. */
import base from './jest.config.js';

export default {
  ...base,
  testMatch: ['<rootDir>/test/slow/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 2 * 60 * 60 * 1000,
  maxWorkers: 1,
};
