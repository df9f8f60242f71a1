/**
 * Adds up jest's result files and prints `N passed, N failed, N skipped` alone on the last line.
 * Exits with 1 when a test failed or was skipped, a suite could not run, or nothing ran.
 * Run: node scripts/test-summary.mjs <result.json> …
 */
import { readFileSync } from 'node:fs';

const results = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sum = (field) => results.reduce((total, result) => total + result[field], 0);

for (const { assertionResults, name } of results.flatMap((result) => result.testResults)) {
  for (const { status, fullName } of assertionResults) {
    if (status !== 'passed') console.log(`${status}: ${name}: ${fullName}`);
  }
}

const passed = sum('numPassedTests');
const brokenSuites = sum('numRuntimeErrorTestSuites');
const failed = sum('numFailedTests') + brokenSuites;
const skipped = sum('numPendingTests') + sum('numTodoTests');
if (brokenSuites > 0) console.log(`${brokenSuites} suites could not run and count as failed`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = passed > 0 && failed === 0 && skipped === 0 ? 0 : 1;
