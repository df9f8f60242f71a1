/** Turns the report of `stryker run` into the committed summary bench/results/mutation-rights.json. */
import { readFileSync, writeFileSync } from 'node:fs';

const report = JSON.parse(readFileSync('reports/mutation-rights.json', 'utf8'));
const mutants = Object.entries(report.files).flatMap(([file, { mutants: inFile }]) =>
  inFile.map((mutant) => ({ ...mutant, file })),
);
const countOf = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;

// A mutant that makes the tests hang is noticed as surely as one that makes them fail; one that no longer compiles
// or starts says nothing about the tests.
const killed = countOf('Killed', 'Timeout');
const valid = mutants.length - countOf('CompileError', 'RuntimeError', 'Ignored');
const survivors = mutants
  .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
  .map(({ file, location, mutatorName, replacement }) => ({
    at: `${file}:${location.start.line}`,
    mutator: mutatorName,
    replacement,
  }));

const result = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  reach: '>= 90 % killed',
  score: Math.round((killed / valid) * 1000) / 10,
  mutants: valid,
  killed,
  ofThemByTimeout: countOf('Timeout'),
  invalid: mutants.length - valid - countOf('Ignored'),
  ignored: countOf('Ignored'),
  survivors,
};
writeFileSync(
  new URL('results/mutation-rights.json', import.meta.url),
  `${JSON.stringify(result, null, 2)}\n`,
);
console.log(`${killed} of ${valid} mutants killed: ${result.score} %`);
