import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/core/ids.js';
import { JobsStore } from '../../../src/jobs/jobs.store.js';
import { addJob } from '../../support/jobs.js';
import { auditOf, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
const cancel = (id: string) => api().request().post(`/v1/jobs/${id}/cancel`);

/** A job that another instance has. */
async function claimed() {
  const kind = `test.${newId()}`;
  const { id } = await addJob(api(), kind);
  const [store, holder] = [new JobsStore(api().assembly.db), newId()];
  await store.claim(holder, 60_000, [kind]);
  const ending = { state: 'succeeded', detail: 'Done.', result: {} } as const;
  return { id, succeed: () => store.end(id, holder, ending, nowhere) };
}

const nowhere = { phase: 'none', done: 0, total: null };

describe('202', () => {
  it('rule 2.8: ends a job that has not begun, at once, and says that nothing was done', async () => {
    const { id } = await addJob(api());
    const { body } = await cancel(id).expect(202);
    expect(body).toMatchObject({ id, state: 'cancelled', cancelRequested: true });
    expect(body.detail).toBe('Cancelled before it began: nothing was done.');
    expect(body.finishedAt).not.toBeNull();
  });

  it('rule 2.8: asks for the end of a job that runs, which cannot succeed after that', async () => {
    const { id, succeed } = await claimed();
    expect((await cancel(id).expect(202)).body).toMatchObject({ state: 'running', cancelRequested: true });
    expect(await succeed()).toBe(false);
    expect((await cancel(id).expect(202)).body).toMatchObject({ state: 'running' });
  });

  it('takes a second wish for the first, and writes one row to the audit log (rule 12.2)', async () => {
    const { id } = await addJob(api());
    const first = await cancel(id).expect(202);
    expect((await cancel(id).expect(202)).text).toBe(first.text);
    const actions = (await auditOf(api, id)).map(({ action }) => action);
    expect(actions).toEqual(['job.cancelled', 'job.requested']);
  });
});

describe('404', () => {
  it('does not know a job that is not there', async () => {
    expectProblem(await cancel(newId()), 'job-not-found');
  });
});

describe('409', () => {
  it('leaves a job alone that is over', async () => {
    const { id, succeed } = await claimed();
    expect(await succeed()).toBe(true);
    expectProblem(await cancel(id), 'job-over');
  });
});

describeRefusedCallers(api, (agent) => agent.post(`/v1/jobs/${newId()}/cancel`), ['jobs:write']);
