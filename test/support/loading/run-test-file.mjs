/**
 * Runs a test file as jest does, but for how modules are loaded: by Node itself, where jest would load everything anew
 * for each of some 250 files, Prisma and Express included, and run it while it is cold.
 *
 * A test file is fresh, and so is what lies beside it in test/. What it tests, src and node_modules, is loaded once for
 * each worker in a run of jest, and test/support with it: module state outlives the file.
 * See docs/decisions/0039-modules-in-tests.md.
 */
import { register } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import circus from 'jest-circus/runner';
import { formatStackTrace } from './stack-trace.mjs';

/** Of the language: `Error`, `String` and the like. */
const constructors = runInNewContext('Object.getOwnPropertyNames(globalThis)').filter(
  (name) => /^[A-Z]/.test(name) && typeof globalThis[name] === 'function',
);

register('./module-hooks.mjs', import.meta.url);
process.setSourceMapsEnabled(true);

let count = 0;

export default function runTestFile(globalConfig, config, environment, runtime, testPath, ...more) {
  count += 1;
  const search = new URLSearchParams({ run: basename(process.env.TEST_RUN_FOLDER), file: String(count) });
  runtime.unstable_shouldLoadAsEsm = () => true;
  runtime.unstable_importModule = (path) => {
    globalThis.jestGlobals = runtime.requireModuleOrMock(path, '@jest/globals');
    return import(`${pathToFileURL(path)}?${search}`);
  };
  // `expect` is loaded by jest, and is to compare by the constructors that tests have.
  for (const name of constructors)
    Object.defineProperty(environment.global, name, { get: () => globalThis[name], configurable: true });
  // Before each file jest sets its own, which knows only the modules that jest has loaded.
  Error.prepareStackTrace = formatStackTrace;
  const { console } = globalThis;
  globalThis.console = environment.global.console;
  const restore = () => void (globalThis.console = console);
  // Without `await`, which would show in the stack of every error.
  return circus.default(globalConfig, config, environment, runtime, testPath, ...more).finally(restore);
}
