import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (user: string) => `/v1/users/${user}/application-settings`;
const none = { incomingKbps: null, outgoingKbps: null };
const put = (user: string, body: object) => api().request().put(pathOf(user)).send(body);

describe('200', () => {
  it('rule 2.11: sets and clears the user’s own limits', async () => {
    await createUser(api, 'alice');
    const set = await put('alice', { incomingKbps: 2048, outgoingKbps: 1 }).expect(200);
    expect(set.body.own).toEqual({ incomingKbps: 2048, outgoingKbps: 1 });
    expect(set.text).toBe((await api().request().get(pathOf('alice'))).text);
    expect((await put('alice', none).expect(200)).body.own).toEqual(none);
  });

  it('rule 12.2: records the change with both states, and nothing where there is none', async () => {
    const user = await createUser(api, 'audited');
    const limits = { incomingKbps: 7, outgoingKbps: null };
    await put('audited', limits);
    await put('audited', limits);
    const [event, created] = await auditOf(api, user.id);
    expect(event).toMatchObject({ action: 'user.application-settings-changed', before: none, after: limits });
    expect(created!.action).toBe('user.created');
  });
});

describe('400', () => {
  it.each([
    ['half a replacement', { incomingKbps: 1 }, '/outgoingKbps'],
    ['zero', { incomingKbps: 0, outgoingKbps: null }, '/incomingKbps'],
    ['a fraction', { incomingKbps: 1.5, outgoingKbps: null }, '/incomingKbps'],
    ['the text null', { incomingKbps: 'null', outgoingKbps: null }, '/incomingKbps'],
    ['a text', { incomingKbps: '1', outgoingKbps: null }, '/incomingKbps'],
    ['a number beyond the column', { incomingKbps: 2 ** 31, outgoingKbps: null }, '/incomingKbps'],
    ['an unknown field', { ...none, bothKbps: 1 }, '/bothKbps'],
  ])('refuses %s', async (_, body, pointer) => {
    expectProblem(await put('alice', body), 'malformed-request', pointer);
    expect((await api().request().get(pathOf('alice'))).body.own).toEqual(none);
  });
});

describeRefusedCallers(api, (agent) => agent.put(pathOf('any')).send(none), ['users:write']);

describe('404', () => {
  it('knows no such user', async () => {
    expectProblem(await put('nobody', none), 'user-not-found');
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = pathOf((await createUser(api, `match${(count += 1)}`)).id);
  return { path, write: (agent) => agent.put(path).send({ incomingKbps: 5, outgoingKbps: 5 }) };
});
