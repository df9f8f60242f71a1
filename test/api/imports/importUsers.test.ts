import { describe, expect, it } from '@jest/globals';
import type { Job } from '../../../src/jobs/index.js';
import { jobOver } from '../../support/jobs.js';
import { createUser, useService } from '../api.js';

const api = useService();
const post = (file: string, query: object = {}, type = 'text/csv') =>
  api().request().post('/v1/imports/users').query(query).type(type).send(file);

async function imported(file: string, query: object = {}, type = 'text/csv'): Promise<Job> {
  const { body } = await post(file, query, type).expect(202);
  return jobOver(api(), body.id as string);
}

describe('202', () => {
  it('smoke', async () => {
    await createUser(api, 'bob', { displayName: 'Bob' });
    const job = await imported('login,displayName,email,active\nalice,Alice,a@x.example,yes\nBOB,Robert,,\n');
    console.log(job, api().log.filter((l) => l.includes('"level":50')));
    const rows = await api().request().get(`/v1/jobs/${job.id}/rows`);
    console.log(JSON.stringify(rows.body));
    expect((await api().request().get('/v1/users/alice')).body).toMatchObject({ email: 'a@x.example' });
  });
});
