/**
 * The rights resolver alone, with five groups, and beside it general engines on the same cases (docs/rights.md has the
 * rules). Needs a build: `npm run build && node bench/resolver.mjs`. Prints the ratios last and keeps the result in
 * bench/results/resolver.json.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { explain, namesOf, resolve, rightNames, toJson, toRecord } from '../dist/src/rights/index.js';
import { peers } from './resolver.peers.mjs';
import { builtIn, cases, truthOf } from './resolver.world.mjs';

const rounds = 7;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const resolveCase = ({ user, zone }) => resolve(user.member, builtIn, zone);
const grantedIn = (explanation) => rightNames.filter((right) => explanation[right].granted);

/** Each contender answers a case (`run`), and can show its answer as names to be checked (`names`). */
const own = [
  { name: 'resolve', run: (one) => resolveCase(one), names: (it) => namesOf(it.rights) },
  {
    name: 'resolve, as an object of 15 booleans',
    run: (one) => toRecord(resolveCase(one).rights),
    names: (it) => rightNames.filter((right) => it[right]),
  },
  {
    name: 'resolve, as JSON text',
    run: (one) => toJson(resolveCase(one).rights),
    names: (it) => rightNames.filter((right) => JSON.parse(it)[right]),
  },
  { name: 'resolve and explain', run: (one) => explain(resolveCase(one)), names: grantedIn },
].map((contender) => ({ ...contender, cases: cases.length, repeat: 400 }));

const others = peers.map(({ name, answer, cases: count }) => ({
  name,
  run: answer,
  names: (it) => it,
  cases: count,
  repeat: name.startsWith('@casl') ? 8 : 1,
}));

const contenders = [...own, ...others];

async function check({ name, run, names, cases: count }) {
  for (const one of cases.slice(0, count)) {
    const [answer, truth] = [names(await run(one)).join(), truthOf(one)];
    if (answer !== truth)
      throw new Error(`${name} is wrong about ${one.user.id}: ${answer} instead of ${truth}`);
  }
}

/** Written to, so that no answer can be optimised away. */
const seen = { last: undefined };

function runAll({ run, repeat }, some) {
  for (let round = 0; round < repeat; round += 1) for (const one of some) seen.last = run(one);
}

async function runAllAsync({ run, repeat }, some) {
  for (let round = 0; round < repeat; round += 1) for (const one of some) seen.last = await run(one);
}

/** Nanoseconds of CPU per case. */
async function time(contender) {
  const some = cases.slice(0, contender.cases);
  const isAsync = contender.run(some[0]) instanceof Promise;
  const start = process.cpuUsage();
  if (isAsync) await runAllAsync(contender, some);
  else runAll(contender, some);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / (some.length * contender.repeat);
}

for (const contender of contenders) await check(contender);
const timesByName = new Map(contenders.map(({ name }) => [name, []]));
for (let round = 0; round <= rounds; round += 1) {
  // Interleaved, so that a busy moment of the machine meets everybody; the first round only warms up.
  for (const contender of contenders) {
    const nanoseconds = await time(contender);
    if (round > 0) timesByName.get(contender.name).push(nanoseconds);
  }
}

const medians = contenders.map(({ name }) => ({
  name,
  nanoseconds: Math.round(median(timesByName.get(name))),
}));
const record = medians[1].nanoseconds;
for (const { name, nanoseconds } of medians) console.log(`${String(nanoseconds).padStart(10)} ns  ${name}`);

const ratios = medians
  .slice(own.length)
  .map(({ name, nanoseconds }) => ({ name, timesOwn: Math.round(nanoseconds / record) }));
const result = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cpu: cpus()[0].model,
  question: 'all 15 rights of one member in 5 of 100 groups, with personal rights, from one of two zones',
  measure: 'CPU time per case, median of 7 interleaved rounds; every answer was checked',
  reach: { resolve: '< 100 ns' },
  medians,
  ratios,
};
writeFileSync(new URL('results/resolver.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`);

console.log(`\nresolve with 5 groups: ${medians[0].nanoseconds} ns (to reach: under 100)`);
console.log('as an object of 15 booleans, times faster than:');
for (const { name, timesOwn } of ratios) console.log(`${String(timesOwn).padStart(10)} x  ${name}`);
