/** Rule 1.3 under fire: many want the same names at the same time, through two instances on one database. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
import { startTestService, type TestService } from '../support/service.js';

jest.setTimeout(180_000);

let instances: [TestService, TestService];
beforeAll(async () => {
  const one = await startTestService();
  instances = [one, await startTestService({ beside: one })];
});
afterAll(async () => {
  await instances[1].stop();
  await instances[0].stop();
});

const names = Array.from({ length: 40 }, (_, at) => `Straße-${at}`);
const contendersEach = 25;

/** The same name as others may write it. */
const spellings = [
  (name: string) => name,
  (name: string) => name.toUpperCase(),
  (name: string) => name.toLowerCase(),
  (name: string) => name.replace('ß', 'ss').normalize('NFD'),
];

interface Contender {
  name: string;
  kind: 'login' | 'alias' | 'group-call';
  send(service: TestService, spelling: string): Promise<Response>;
}

function contender(name: string, kind: Contender['kind'], group: string): Contender {
  const ways = {
    login: (service: TestService, login: string) => service.request().post('/v1/users').send({ login }),
    alias: (service: TestService, alias: string) =>
      service.request().post('/v1/aliases').send({ alias, callString: 'anybody' }),
    'group-call': (service: TestService, id: string) =>
      service.request().put(`/v1/groups/${group}/call-pickup`).send({ enabled: true, id }),
  };
  return { name, kind, send: async (service, spelling) => ways[kind](service, spelling) };
}

/** Past the API: what matters comes after. */
async function groupsInDatabase(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await instances[0].assembly.db.pool.query(
    `INSERT INTO groups (id, name, name_key, rights) SELECT id, id, id, '{}' FROM unnest($1::uuid[]) id`,
    [ids],
  );
  return ids;
}

describe('rule 1.3: 1,000 parallel creations of colliding logins, aliases and group-call IDs', () => {
  let answers: { contender: Contender; status: number; code: string | null }[];

  beforeAll(async () => {
    // Each instance knows the caller and has its connections: it is names that are fought for, and not the door.
    for (const { assembly, request } of instances) {
      await request().get('/v1/aliases').expect(200);
      await Promise.all(Array.from({ length: 20 }, () => assembly.db.pool.query('SELECT pg_sleep(0.2)')));
    }
    const total = names.length * contendersEach;
    const groups = await groupsInDatabase(total);
    const kinds = ['login', 'alias', 'group-call'] as const;
    const contenders = Array.from({ length: total }, (_, at) =>
      contender(names[at % names.length]!, kinds[(at + Math.floor(at / names.length)) % 3]!, groups[at]!),
    );
    answers = await Promise.all(
      contenders.map(async (one, at) => {
        const spelling = spellings[Math.floor(at / names.length) % spellings.length]!(one.name);
        const { status, body } = await one.send(instances[at % 2]!, spelling);
        const type = (body as { type?: string }).type ?? null;
        return { contender: one, status, code: type };
      }),
    );
  });

  it('leave exactly one owner for each name', () => {
    const winners = answers.filter(({ status }) => status === 200 || status === 201);
    expect(winners.map(({ contender: { name } }) => name).sort()).toEqual([...names].sort());
  });

  it('tell everybody else that the name is taken', () => {
    const losers = answers.filter(({ status }) => status !== 200 && status !== 201);
    const told = new Map<string, number>();
    for (const { contender: one, status, code } of losers) {
      const key = `${one.kind} ${status} ${code}`;
      told.set(key, (told.get(key) ?? 0) + 1);
    }
    expect([...told.keys()].sort()).toEqual([
      'alias 409 /problems/name-taken',
      'group-call 409 /problems/name-taken',
      'login 409 /problems/login-taken',
    ]);
    expect(losers).toHaveLength(names.length * (contendersEach - 1));
  });

  it('leave nothing of the losers behind', async () => {
    const { rows } = await instances[0].assembly.db.pool.query<{ names: number; owners: number }>(
      `SELECT (SELECT count(*) FROM names)::int AS names,
         ((SELECT count(*) FROM users) + (SELECT count(*) FROM aliases)
           + (SELECT count(*) FROM groups WHERE call_pickup_id IS NOT NULL))::int AS owners`,
    );
    expect(rows[0]).toEqual({ names: names.length, owners: names.length });
  });

  it('are all of each kind, and each kind wins some', () => {
    const winners = answers.filter(({ status }) => status < 300).map(({ contender: { kind } }) => kind);
    expect(new Set(winners)).toEqual(new Set(['login', 'alias', 'group-call']));
  });
});
