import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Job } from '../../../src/jobs/jobs.schema.js';
import { addJob } from '../../support/jobs.js';
import { describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const list = (query: object = {}) => api().request().get('/v1/jobs').query(query);
const ids = (items: Job[]) => items.map(({ id }) => id);

let jobs: Job[];

beforeAll(async () => {
  jobs = [];
  for (const kind of ['test.one', 'test.other', 'test.one']) jobs.unshift(await addJob(api(), kind));
  await api().request().post(`/v1/jobs/${jobs[0]!.id}/cancel`).expect(202);
});

describe('200', () => {
  it('rule 2.8: lists jobs, newest first, in pages', async () => {
    const { body: first } = await list({ limit: 2, total: true }).expect(200);
    expect(first.total).toBe(3);
    const { body: second } = await list({ limit: 2, cursor: first.nextCursor }).expect(200);
    expect(ids([...first.items, ...second.items])).toEqual(ids(jobs));
    expect(second.nextCursor).toBeNull();
  });

  it('takes those of a kind, and those in a state', async () => {
    expect(ids((await list({ kind: 'test.one' })).body.items)).toEqual([jobs[0]!.id, jobs[2]!.id]);
    expect(ids((await list({ state: 'cancelled' })).body.items)).toEqual([jobs[0]!.id]);
    expect((await list({ state: 'running' })).body.items).toEqual([]);
  });
});

describe('400', () => {
  it('refuses a state that there is not, and the cursor of another list', async () => {
    expectProblem(await list({ state: 'gone' }), 'malformed-request', 'state');
    const { body } = await api().request().get('/v1/audit?limit=1').expect(200);
    expectProblem(await list({ cursor: body.nextCursor }), 'invalid-cursor');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/jobs'), ['jobs:read']);
