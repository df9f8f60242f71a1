import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  createAlias,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const get = (alias: string) =>
  api()
    .request()
    .get(`/v1/aliases/${encodeURIComponent(alias)}`);

let id: string;
beforeAll(async () => {
  id = (await createAlias(api, 'Ёлка', 'anna')).id;
});

describe('200', () => {
  it.each([
    ['as it is written', () => 'Ёлка'],
    ['in another case', () => 'ёЛКА'],
    ['decomposed', () => 'Ёлка'.normalize('NFD')],
    ['rule 5.2: with the name of this server', () => 'ёлка@CORP.example'],
    ['by its UUID', () => id.toUpperCase()],
  ])('finds the alias %s', async (_, reference) => {
    expect((await get(reference()).expect(200)).body).toMatchObject({
      id,
      alias: 'Ёлка',
      callString: 'anna',
    });
  });

  it('finds one that is called as an operation is', async () => {
    await createAlias(api, 'delete', 'anna');
    expect((await get('delete@corp.example').expect(200)).body.alias).toBe('delete');
  });
});

describeIfNoneMatch(api, () => `/v1/aliases/${id}`);

describeRefusedCallers(api, (agent) => agent.get('/v1/aliases/any'), ['aliases:read']);

describe('404', () => {
  it.each(['anna', 'ёлка@other.example', '00000000-0000-7000-8000-00000000beef', '#sip:1', 'no alias'])(
    'knows no alias %s',
    async (alias) => {
      expectProblem(await get(alias), 'alias-not-found');
    },
  );
});
