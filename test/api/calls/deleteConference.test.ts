import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { at, callsOf, conferencesOf, putConference, reportCalls } from './calls.js';

const api = useService();
const remove = (id: string) => api().request().delete(`/v1/conferences/${id}`);

beforeAll(async () => {
  await createUser(api, 'alice');
});

describe('204', () => {
  it('rule 2.10: deletes the conference, and leaves its sessions in the histories, as reported', async () => {
    await putConference(api, 'gone', { participants: ['alice'] });
    const session = {
      sessionId: 'was',
      startedAt: at(0),
      conference: { id: 'gone', name: 'As it was' },
      participants: [{ user: 'alice', type: 'conference' }],
    };
    await reportCalls(api, [session]);
    await remove('gone').expect(204);
    expect(await conferencesOf(api, 'alice')).toEqual([]);
    expect(await callsOf(api, 'alice')).toMatchObject([{ conference: { id: 'gone', name: 'As it was' } }]);
    // What is reported of the old session still belongs to nothing; the next one under that ID starts anew.
    await reportCalls(api, [{ ...session, endedAt: at(60) }]);
    expectProblem(await api().request().get('/v1/conferences/gone'), 'conference-not-found');
    await putConference(api, 'gone', { participants: ['alice'] });
    expect(await conferencesOf(api, 'alice')).toMatchObject([{ id: 'gone', sessions: { items: [] } }]);
  });

  it('rule 12.2: is in the audit log with what there was', async () => {
    await putConference(api, 'audited', { name: 'Name' });
    await remove('audited').expect(204);
    const [event] = await auditOf(api, 'audited');
    expect(event).toMatchObject({ action: 'conference.deleted', before: { name: 'Name' }, after: null });
  });
});

describeRefusedCallers(api, (agent) => agent.delete('/v1/conferences/x'), ['calls:write']);

describeIfMatch(api, async () => {
  const id = `tag${Math.random().toString(36).slice(2)}`;
  await putConference(api, id);
  const path = `/v1/conferences/${id}`;
  return { path, write: (agent) => agent.delete(path) };
});

describe('404', () => {
  it.each(['nowhere', 'a%40b'])('knows no conference %s', async (id) => {
    expectProblem(await remove(id), 'conference-not-found');
  });
});
