import { describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createGroup,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (group: string) => `/v1/groups/${group}/application-settings`;
const none = { incomingKbps: null, outgoingKbps: null };
const put = (group: string, body: object) => api().request().put(pathOf(group)).send(body);

describe('200', () => {
  it('rule 2.11: sets limits for guests, which the next answer has', async () => {
    await put('guests', { incomingKbps: 512, outgoingKbps: null }).expect(200);
    const { body } = await api().request().get('/v1/effective-rights?kind=guest').expect(200);
    expect(body.application).toEqual({ incomingKbps: 512, outgoingKbps: null });
    await put('guests', none).expect(200);
  });

  it('rule 12.2: records both states, and nothing where nothing changes', async () => {
    const group = await createGroup(api, 'Audited');
    const limits = { incomingKbps: 1, outgoingKbps: 10_000_000 };
    await put(group.id, limits).expect(200);
    await put(group.id, limits).expect(200);
    const events = await auditOf(api, group.id);
    expect(events.map((event) => event.action)).toEqual([
      'group.application-settings-changed',
      'group.created',
    ]);
    expect(events[0]).toMatchObject({ before: none, after: limits });
  });
});

describe('400', () => {
  it.each([
    [{ incomingKbps: 1 }, '/outgoingKbps'],
    [{ ...none, incomingKbps: -1 }, '/incomingKbps'],
    [{ ...none, incomingKbps: 10_000_001 }, '/incomingKbps'],
    [{ ...none, incomingKbps: '5' }, '/incomingKbps'],
    [{ ...none, name: 'x' }, '/name'],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await put('guests', body), 'malformed-request', pointer);
    expect((await api().request().get(pathOf('guests'))).body).toEqual(none);
  });
});

describeRefusedCallers(api, (agent) => agent.put(pathOf('guests')).send(none), ['groups:write']);

describe('404', () => {
  it('knows no such group', async () => {
    expectProblem(await put('nonsense', none), 'group-not-found');
  });
});

let count = 0;
describeIfMatch(api, async () => {
  const path = pathOf((await createGroup(api, `Match ${(count += 1)}`)).id);
  return { path, write: (agent) => agent.put(path).send({ incomingKbps: 5, outgoingKbps: 5 }) };
});
