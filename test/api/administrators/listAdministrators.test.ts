import { describe, expect, it } from '@jest/globals';
import { describeRefusedCallers, expectProblem, useService } from '../api.js';
import { createAdministrator, path } from './administrator.js';

const api = useService();

describe('200', () => {
  it('lists them newest first, in pages, without anything secret', async () => {
    const created = [];
    for (let at = 0; at < 3; at += 1) created.unshift(await createAdministrator(api));
    const first = await api().request().get(`${path}?limit=2`).expect(200);
    expect(first.body.items).toEqual(created.slice(0, 2));
    const second = await api()
      .request()
      .get(path)
      .query({ limit: 2, cursor: first.body.nextCursor })
      .expect(200);
    expect(second.body).toEqual({ items: created.slice(2), nextCursor: null });
    expect(first.text + second.text).not.toContain('argon2');
  });
});

describe('400', () => {
  it('refuses a cursor of another list', async () => {
    expectProblem(await api().request().get(`${path}?cursor=garbage`), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get(path), ['admin']);
