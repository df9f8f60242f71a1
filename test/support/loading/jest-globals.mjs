/** What a test file gets for '@jest/globals': those of the file that is run, see run-test-file.mjs. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } =
  globalThis.jestGlobals;

/** Without what would do nothing: jest replaces modules and clocks only where it loads them. */
const { setTimeout } = globalThis.jestGlobals.jest;
export const jest = { setTimeout };
