/** Changes on one instance, and the first answers of another while others keep asking it. */
import type { HttpClient } from './http-client.js';
import { Organisation, type Change, type Expectation } from './organisation.js';
import { createChance, type Chance } from './random.js';

export interface FirstAnswersOptions {
  /** Of the instance that is changed; may do everything. */
  writer: HttpClient;
  /** Of the instance that is asked. */
  reader: HttpClient;
  changes: number;
  seed: number;
}

export interface FirstAnswers {
  changes: number;
  answers: number;
  /** Answers to the questions that are asked all the time beside. */
  background: number;
  /** First answers that were wrong, in words. */
  wrong: string[];
}

export async function collectFirstAnswers(options: FirstAnswersOptions): Promise<FirstAnswers> {
  const { writer, reader, changes, seed } = options;
  const organisation = new Organisation(writer, createChance(seed));
  await organisation.found();
  const load = startLoad(reader, createChance(seed + 1));
  const result: FirstAnswers = { changes: 0, answers: 0, background: 0, wrong: [] };
  const remembered = new Set<string>();
  while (result.changes < changes) {
    const change = await organisation.change();
    result.changes += 1;
    const wrong = await firstAnswersTo(change, reader, remembered);
    result.answers += change.expectations.length;
    result.wrong.push(...wrong.map((answer) => `change ${result.changes}, ${change.what}: ${answer}`));
  }
  result.background = await load.stop();
  return result;
}

/** All at the same time, so that every one of them is the first. */
async function firstAnswersTo(
  change: Change,
  reader: HttpClient,
  remembered: Set<string>,
): Promise<string[]> {
  const asked = change.expectations.map((expectation) => wrongAnswerTo(expectation, reader));
  if (change.credential !== undefined) asked.push(wrongWelcome(change.credential, reader, remembered));
  return (await Promise.all(asked)).filter((wrong) => wrong !== null);
}

async function wrongAnswerTo({ query, rights }: Expectation, reader: HttpClient): Promise<string | null> {
  const { status, json } = await reader.ask(`/v1/effective-rights?${query}`);
  if (status !== 200) return `${query} was answered ${status}`;
  const granted = Object.entries(json.rights as Record<string, boolean>).filter(([, may]) => may);
  const [got, wanted] = [
    granted
      .map(([name]) => name)
      .sort()
      .join(),
    [...rights].sort().join(),
  ];
  return got === wanted ? null : `${query} may ${got}, and should ${wanted}`;
}

/** A good token is used twice, so that the instance remembers it when it is withdrawn. */
async function wrongWelcome(
  { token, isGood }: NonNullable<Change['credential']>,
  reader: HttpClient,
  remembered: Set<string>,
): Promise<string | null> {
  const path = '/v1/effective-rights?subject=person0&zone=trusted';
  if (isGood) remembered.add(token);
  else if (!remembered.has(token)) throw new Error('A token was withdrawn that was never used.');
  const statuses = [(await reader.ask(path, { bearer: token })).status];
  statuses.push((await reader.ask(path, { bearer: token })).status);
  const wanted = isGood ? 200 : 401;
  return statuses.every((status) => status === wanted)
    ? null
    : `its token got ${statuses.join()}, not ${wanted}`;
}

const askers = 4;

function startLoad(reader: HttpClient, chance: Chance) {
  let isOver = false;
  const ask = async (): Promise<number> => {
    for (let count = 0; ; count++) {
      if (isOver) return count;
      const { status } = await reader.ask(`/v1/effective-rights?${Organisation.anyQuery(chance)}`);
      if (status !== 200) throw new Error(`A question of the load was answered ${status}.`);
    }
  };
  const all = Promise.all(Array.from({ length: askers }, ask));
  all.catch(() => undefined);
  return {
    async stop(): Promise<number> {
      isOver = true;
      return (await all).reduce((sum, count) => sum + count, 0);
    },
  };
}
