import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createAlias,
  createUser,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const post = (body: object) => api().request().post('/v1/aliases/delete').send(body);
const resultsOf = (items: { result: string }[]) => items.map((item) => item.result);

describe('200', () => {
  it('rule 5.1: says of each what became of it, in the order asked', async () => {
    const one = await createAlias(api, 'one', 'anna');
    await createAlias(api, 'Two', 'anna');
    await createUser(api, 'login');
    const aliases = ['TWO@corp.example', 'nobody', one.id, 'one', 'login', '#sip:1', 'no alias', 'two'];
    const { body } = await post({ aliases }).expect(200);
    const results = ['deleted', 'unknown', 'deleted', ...Array.from({ length: 5 }, () => 'unknown')];
    expect(body.items).toEqual(aliases.map((alias, at) => ({ alias, result: results[at] })));
    expect((await api().request().get('/v1/aliases?total=true')).body.total).toBe(0);
    expect((await auditOf(api, one.id)).map((event) => event.action)).toEqual([
      'alias.deleted',
      'alias.created',
    ]);
  });

  it('deletes a thousand, each once when two ask in opposite order at the same time', async () => {
    const aliases = Array.from({ length: 1_000 }, (_, at) => `m${at}`);
    const { pool } = api().assembly.db;
    await pool.query(
      `WITH made AS (INSERT INTO aliases (id, alias, alias_key, call_string, target_key, search_text)
       SELECT gen_random_uuid(), a, a, 'anna', 'anna', '' FROM unnest($1::text[]) a RETURNING id, alias_key)
       INSERT INTO names (key, kind, alias_id) SELECT alias_key, 'alias', id FROM made`,
      [aliases],
    );
    const answers = await Promise.all([post({ aliases }), post({ aliases: [...aliases].reverse() })]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const results = answers.flatMap((answer) => resultsOf(answer.body.items));
    expect(results.filter((result) => result === 'deleted')).toHaveLength(1_000);
    const { rows } = await pool.query(`SELECT count(*)::int FROM names WHERE kind = 'alias'`);
    expect(rows[0].count).toBe(0);
  });
});

describe('400', () => {
  it.each([
    [{}, '/aliases'],
    [{ aliases: [] }, '/aliases'],
    [{ aliases: [7] }, '/aliases/0'],
    [{ aliases: Array.from({ length: 1_001 }, () => 'x') }, '/aliases'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await post(body), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.post('/v1/aliases/delete').send({ aliases: ['x'] }), [
  'aliases:write',
]);
