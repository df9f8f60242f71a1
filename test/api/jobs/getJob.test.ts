import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/core/ids.js';
import { addJob } from '../../support/jobs.js';
import { describeIfNoneMatch, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const get = (id: string) => api().request().get(`/v1/jobs/${id}`);

describe('200', () => {
  it('rule 2.8: says what is done, how far it is, and who asked for it', async () => {
    const job = await addJob(api());
    const { body } = await get(job.id).expect(200);
    expect(body).toEqual(job);
    expect(body).toMatchObject({ state: 'queued', phase: 'waiting', done: 0, total: null, interruptions: 0 });
    expect(body).toMatchObject({ requestedBy: { kind: 'system', name: 'test' }, problems: [], result: null });
  });
});

describe('404', () => {
  it.each([newId(), 'nonsense', '%20'])('does not know %s', async (id) => {
    expectProblem(await get(id), 'job-not-found');
  });
});

describeIfNoneMatch(api, async () => `/v1/jobs/${(await addJob(api())).id}`);
describeRefusedCallers(api, (agent) => agent.get(`/v1/jobs/${newId()}`), ['jobs:read']);
