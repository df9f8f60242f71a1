/** Figures of the slow tier: scripts/slow-tier.mjs gathers them into bench/results/slow.json. */
import { mkdirSync, writeFileSync } from 'node:fs';

export function record(name: string, figures: object): void {
  mkdirSync('reports/slow', { recursive: true });
  writeFileSync(`reports/slow/${name}.json`, JSON.stringify(figures));
}
