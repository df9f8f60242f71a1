/** Results are kept as data, with what they were measured on. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

export function saveResult(name, result) {
  const machine = { node: process.version, cpu: cpus()[0].model, cores: cpus().length };
  const text = JSON.stringify({ date: new Date().toISOString(), machine, ...result }, null, 2);
  writeFileSync(`bench/results/${name}.json`, `${text}\n`);
}
