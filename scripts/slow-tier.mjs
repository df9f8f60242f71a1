/**
 * The checks that take too long for every change: test/slow, mutation testing, and every version of Node.
 * All of them run, whatever fails; the outcome and the figures that the tests record go to bench/results/slow.json, with
 * date and commit.
 * Run: npm run test:slow [-- <name of a step> …]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';

const steps = [
  { name: 'slow', command: ['npm', 'run', 'test:slow:jest'] },
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

function run({ name, command: [program, ...options] }) {
  console.log(`\n== ${name}`);
  const startedAt = Date.now();
  const { status } = spawnSync(program, options, { stdio: 'inherit' });
  return { name, passed: status === 0, seconds: Math.round((Date.now() - startedAt) / 1000) };
}

const recorded = 'reports/slow';

/** What the tests have recorded (test/support/record.ts), by its name. */
function figures() {
  const files = existsSync(recorded) ? readdirSync(recorded).sort() : [];
  const entries = files.map((file) => [basename(file, '.json'), readFileSync(join(recorded, file), 'utf8')]);
  return Object.fromEntries(entries.map(([name, text]) => [name, JSON.parse(text)]));
}

rmSync(recorded, { recursive: true, force: true });
const git = (...options) => execFileSync('git', options, { encoding: 'utf8' }).trim();
const report = {
  date: new Date().toISOString(),
  commit: git('rev-parse', 'HEAD'),
  uncommittedChanges: git('status', '--porcelain') !== '',
  node: process.version,
  cores: availableParallelism(),
  steps: steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name)).map(run),
};
report.figures = figures();

mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/slow.json', `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));
process.exitCode = report.steps.every((step) => step.passed) ? 0 : 1;
