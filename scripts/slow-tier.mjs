/**
 * The checks that take too long for every change: test/slow, mutation testing, and every version of Node.
 * All of them run, whatever fails. The outcome of each step goes to bench/results/slow.json with date and commit, and
 * with the figures that its tests record (test/support/record.ts); steps that are not run keep their last outcome.
 * Run: npm run test:slow [-- <name of a step> …]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';

const slowTests = readdirSync('test/slow').filter((file) => file.endsWith('.test.ts'));
const steps = [
  ...slowTests.map((file) => ({
    name: basename(file, '.test.ts'),
    command: ['npm', 'run', 'test:slow:jest', '--', `test/slow/${file}`],
  })),
  { name: 'mutation', command: ['npm', 'run', 'test:mutation'] },
  { name: 'node-20', command: ['npm', 'run', 'test:node', '--', '20'] },
  { name: 'node-22', command: ['npm', 'run', 'test:node', '--', '22'] },
  { name: 'node-24', command: ['npm', 'run', 'test:node', '--', '24'] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `No such step: ${unknown.join(', ')}. There are ${steps.map((step) => step.name).join(', ')}.`,
  );
  process.exit(2);
}

const git = (...options) => execFileSync('git', options, { encoding: 'utf8' }).trim();
const recorded = 'reports/slow';

/** What the tests of a step have recorded, by its name. */
function figures() {
  const files = existsSync(recorded) ? readdirSync(recorded).sort() : [];
  return Object.fromEntries(
    files.map((file) => [basename(file, '.json'), JSON.parse(readFileSync(join(recorded, file), 'utf8'))]),
  );
}

function run({ name, command: [program, ...options] }) {
  console.log(`\n== ${name}`);
  rmSync(recorded, { recursive: true, force: true });
  const started = new Date();
  const at = { commit: git('rev-parse', 'HEAD'), uncommittedChanges: git('status', '--porcelain') !== '' };
  const { status } = spawnSync(program, options, { stdio: 'inherit' });
  const seconds = Math.round((Date.now() - started.getTime()) / 1000);
  const machine = { node: process.version, cores: availableParallelism() };
  return {
    passed: status === 0,
    date: started.toISOString(),
    ...at,
    ...machine,
    seconds,
    figures: figures(),
  };
}

const path = 'bench/results/slow.json';
const outcomes = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
const chosen = steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
mkdirSync('bench/results', { recursive: true });
for (const step of chosen) {
  outcomes[step.name] = run(step);
  writeFileSync(path, `${JSON.stringify(outcomes, null, 2)}\n`);
}
console.log(
  JSON.stringify(Object.fromEntries(chosen.map(({ name }) => [name, outcomes[name].passed])), null, 2),
);
process.exitCode = chosen.every(({ name }) => outcomes[name].passed) ? 0 : 1;
