/**
 * Writers that keep account of what was acknowledged, and the check that it is all there. A request without an answer,
 * or with a 503, may have taken effect or not: until the next check its person may be in either state.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Answer, HttpClient } from './http-client.js';
import { withClient } from './postgres.js';
import { createChance, type Chance } from './random.js';

/** What is stored of a person, in one text; null for nobody. */
type State = string | null;

interface Person {
  readonly login: string;
  state: State;
  /** The state after a change whose outcome is not known. */
  doubt?: { readonly state: State };
}

interface Plan {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly after: State;
}

export interface Ledger {
  /** Acknowledged changes so far. */
  acknowledged(): number;
  /** Requests without a clear answer so far. */
  doubtful(): number;
  /** Answers that should not have come: neither success nor 503. */
  readonly strange: string[];
  /** Lets every writer finish its request and wait. */
  pause(): Promise<void>;
  resume(): void;
  /** What the database at the URL contradicts; settles every doubt. To be called while paused. */
  contradictions(databaseUrl: string): Promise<string[]>;
  stop(): Promise<void>;
}

export interface LedgerOptions {
  client: HttpClient;
  writers: number;
  /** UUIDs of two groups. */
  groups: readonly [string, string];
  seed: number;
}

const stateOf = (groupIds: readonly string[], granted: readonly string[]) =>
  `groups ${[...groupIds].sort().join()}; granted ${[...granted].sort().join()}`;

export function startLedger({ client, writers, groups, seed }: LedgerOptions): Ledger {
  const people: Person[] = [];
  const acknowledgedRequests: string[] = [];
  const strange: string[] = [];
  let doubts = 0;
  let isPaused = false;
  let isOver = false;
  let busy = 0;

  async function attempt(person: Person, plan: Plan): Promise<void> {
    const requestId = randomUUID();
    const headers = { 'X-Request-Id': requestId };
    const { method, path, body } = plan;
    const answer: Answer | null = await client.ask(path, { method, body, headers }).catch(() => null);
    if (answer !== null && answer.status < 300) {
      person.state = plan.after;
      acknowledgedRequests.push(requestId);
      return;
    }
    if (answer !== null && answer.status !== 503)
      strange.push(`${method} ${path}: ${answer.status} ${answer.text}`);
    person.doubt = { state: plan.after };
    doubts += 1;
    // Leaves others free of doubt, to be written when the answers come again.
    await delay(200);
  }

  async function write(writer: number): Promise<void> {
    const chance = createChance(seed + writer);
    const own = Array.from({ length: 200 }, (_, at): Person => ({
      login: `writer${writer}.${at}`,
      state: null,
    }));
    people.push(...own);
    while (!isOver) {
      const free = own.filter((person) => person.doubt === undefined);
      if (isPaused || free.length === 0) {
        await delay(10);
        continue;
      }
      busy += 1;
      const person = chance.oneOf(free);
      await attempt(person, planFor(person, groups, chance));
      busy -= 1;
    }
  }

  const all = Promise.all(Array.from({ length: writers }, (_, at) => write(at)));
  const pause = async () => {
    isPaused = true;
    while (busy > 0) await delay(10);
  };
  return {
    acknowledged: () => acknowledgedRequests.length,
    doubtful: () => doubts,
    strange,
    pause,
    resume: () => void (isPaused = false),
    contradictions: (url) =>
      withClient(url, (database) => findContradictions(database, people, acknowledgedRequests)),
    stop: async () => {
      isOver = true;
      await all;
    },
  };
}

/** Always one that changes something, so that each acknowledgement stands for an audit row. */
function planFor({ login, state }: Person, groups: readonly [string, string], chance: Chance): Plan {
  const path = `/v1/users/${login}`;
  const [first, second] = groups;
  if (state === null) {
    return {
      method: 'POST',
      path: '/v1/users',
      body: { login, groups: [first] },
      after: stateOf([first], []),
    };
  }
  const [inGroups, granted] = [groups.filter((id) => state.includes(id)), state.includes('recording')];
  switch (chance.below(4)) {
    case 0:
      return { method: 'DELETE', path, after: null };
    case 1: {
      const body = { rights: { recording: granted ? 'inherit' : 'grant' } };
      return {
        method: 'PATCH',
        path: `${path}/rights`,
        body,
        after: stateOf(inGroups, granted ? [] : ['recording']),
      };
    }
    default: {
      const wanted = inGroups.length === 1 ? [first, second] : [chance.oneOf(groups)];
      const after = stateOf(wanted, granted ? ['recording'] : []);
      return { method: 'PUT', path: `${path}/groups`, body: { groups: wanted }, after };
    }
  }
}

interface StoredPerson {
  login: string;
  groups: string[];
  granted: string[];
}

async function findContradictions(
  database: pg.Client,
  people: readonly Person[],
  acknowledgedRequests: readonly string[],
): Promise<string[]> {
  const { rows } = await database.query<StoredPerson>(
    `SELECT login, coalesce(granted_rights, ARRAY[]::text[]) AS granted,
       ARRAY(SELECT group_id::text FROM memberships m WHERE m.user_id = users.id) AS groups FROM users`,
  );
  const stored = new Map(rows.map(({ login, groups, granted }) => [login, stateOf(groups, granted)]));
  const found = people.flatMap((person) => contradictionOf(person, stored.get(person.login) ?? null));
  return [
    ...found,
    ...(await unaudited(database, acknowledgedRequests)),
    ...(await brokenInvariants(database)),
  ];
}

function contradictionOf(person: Person, stored: State): string[] {
  const { login, state, doubt } = person;
  delete person.doubt;
  if (stored === state) return [];
  if (doubt?.state === stored) {
    person.state = stored;
    return [];
  }
  return [`${login} should be ${state}, and is ${stored}`];
}

async function unaudited(database: pg.Client, requests: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT id FROM unnest($1::text[]) AS asked(id)
     WHERE NOT EXISTS (SELECT FROM audit_events a WHERE a.request_id = asked.id)`,
    [requests],
  );
  return rows.map(({ id }) => `no audit row for the acknowledged request ${id}`);
}

const invariants = {
  'a user without the name of its login': `SELECT count(*) FROM users u WHERE NOT EXISTS
       (SELECT FROM names n WHERE n.user_id = u.id AND n.key = u.login_key AND n.kind = 'login')`,
  'a name without its user': `SELECT count(*) FROM names n WHERE kind = 'login' AND NOT EXISTS (SELECT FROM users u WHERE u.id = n.user_id)`,
  'an alias without its name': `SELECT count(*) FROM aliases a WHERE NOT EXISTS
       (SELECT FROM names n WHERE n.alias_id = a.id AND n.key = a.alias_key)`,
  'a group-call ID without its name, or the other way round': `SELECT count(*) FROM groups g FULL JOIN names n ON n.group_id = g.id
       WHERE (g.call_pickup_id IS NULL AND n.group_id IS NOT NULL) OR (g.call_pickup_id IS NOT NULL AND n.key IS NULL)`,
  'a membership without user or group': `SELECT count(*) FROM memberships m WHERE NOT EXISTS (SELECT FROM users u WHERE u.id = m.user_id)
       OR NOT EXISTS (SELECT FROM groups g WHERE g.id = m.group_id)`,
};

async function brokenInvariants(database: pg.Client): Promise<string[]> {
  const broken: string[] = [];
  for (const [name, sql] of Object.entries(invariants)) {
    const { rows } = await database.query<{ count: string }>(sql);
    if (rows[0]!.count !== '0') broken.push(`${rows[0]!.count} times ${name}`);
  }
  return broken;
}
