/** The tour of the README, run as a reader would: each block by the shell, its output compared with what is shown. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { readOpenApiDocument } from '../../src/http/operations.js';
import { startRunningService, type Outcome, type RunningService } from './running-service.js';

const readme = readFileSync('README.md', 'utf8');
const tour = /^## A tour in five minutes$([\s\S]*?)^## /m.exec(readme)![1]!;

interface Step {
  script: string;
  /** What the README shows below the script, if anything. */
  shown: { language: string; text: string } | null;
}

const steps = stepsOf(tour);
const separator = '=== next step ===';

function stepsOf(text: string): Step[] {
  const found: Step[] = [];
  for (const [, language, block] of text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (language === 'sh') found.push({ script: block!, shown: null });
    else found.at(-1)!.shown = { language: language!, text: block! };
  }
  return found;
}

/** The reader's own address and key are in the environment already. */
function asTheReaderRunsIt(script: string): string {
  return script.replace(/^export FOYER_(URL|KEY)=.*$/gm, '');
}

/** The keys and values that are shown; `…` stands for anything, and as a key for any other keys. */
function expectShown(actual: unknown, shown: unknown, place: string): void {
  if (shown === '…') return;
  if (typeof shown !== 'object' || shown === null) {
    expect({ place, value: actual }).toEqual({ place, value: shown });
    return;
  }
  const { '…': others, ...named } = shown as Record<string, unknown>;
  const wanted = Object.keys(named);
  const present = Object.keys(actual as object);
  const compared = others === undefined ? present : present.filter((name) => wanted.includes(name));
  expect({ place, names: compared }).toEqual({ place, names: wanted });
  for (const name of wanted) {
    expectShown((actual as Record<string, unknown>)[name], named[name], `${place}/${name}`);
  }
}

function patternOf(text: string): RegExp {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/ *… */g, '.*')}$`);
}

let service: RunningService;
let outcome: Outcome;
let outputs: string[];

beforeAll(async () => {
  service = await startRunningService({});
  const scripts = steps.map(({ script }) => asTheReaderRunsIt(script));
  outcome = await service.run('sh', ['-euc', scripts.join(`\necho; echo '${separator}'\n`)]);
  outputs = outcome.out.split(`\n${separator}\n`);
}, 240_000);

afterAll(async () => {
  await service?.stop();
}, 30_000);

test('the whole tour runs without a complaint', () => {
  expect(outcome).toMatchObject({ code: 0, error: '' });
  expect(outputs).toHaveLength(steps.length);
  expect(steps.filter(({ shown }) => shown !== null).length).toBeGreaterThanOrEqual(7);
});

describe('prints what is shown', () => {
  const shown = steps.flatMap((step, at) => (step.shown === null ? [] : [{ at, ...step.shown }]));

  test.each(shown.filter(({ language }) => language === 'json'))('as JSON in step $at', ({ at, text }) => {
    expectShown(JSON.parse(outputs[at]!), JSON.parse(text), '');
  });

  test.each(shown.filter(({ language }) => language === 'text'))('as text in step $at', ({ at, text }) => {
    const actual = outputs[at]!.trimEnd().split('\n');
    const lines = text.trimEnd().split('\n');
    expect(actual).toHaveLength(lines.length);
    lines.forEach((line, number) => expect(actual[number]).toMatch(patternOf(line)));
  });
});

test('two-servers.sh says that this service has another name', async () => {
  const { code, error } = await service.run('examples/two-servers.sh');
  expect(code).toBe(1);
  expect(error).toContain('start it with FOYER_SERVER_NAME=corp_server.com');
});

describe('README.md', () => {
  test('names every path of the API', () => {
    const missing = Object.keys(readOpenApiDocument().paths).filter(
      (path) => !readme.includes(`\`${path}\``),
    );
    expect(missing).toEqual([]);
  });

  test('leads to files that are there, and names sources that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1]!);
    const sources = [...readme.matchAll(/`((?:src|bench|test|docs|examples)\/[\w./-]+)`/g)].map(
      (match) => match[1]!,
    );
    expect(links.length).toBeGreaterThan(5);
    expect([...links, ...sources].filter((path) => !existsSync(path))).toEqual([]);
  });
});
