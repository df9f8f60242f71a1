import { beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/core/ids.js';
import type { ImportedRow } from '../../../src/imports/imports.schema.js';
import type { Job } from '../../../src/jobs/index.js';
import { importFile } from '../../support/imports.js';
import { addJob } from '../../support/jobs.js';
import { createUser, describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();
let job: Job;
const list = (query: object = {}) => api().request().get(`/v1/jobs/${job.id}/rows`).query(query);
const rows = (items: ImportedRow[]) => items.map(({ row }) => row);

beforeAll(async () => {
  await createUser(api, 'there');
  job = await importFile(api(), 'login\na\nb\nnot a login\nthere\nc\n', { dryRun: true });
});

describe('200', () => {
  it('rule 2.8: lists every row in the order of the file, in pages', async () => {
    const { body: first } = await list({ limit: 3, total: true }).expect(200);
    expect(first.total).toBe(5);
    const { body: second } = await list({ limit: 3, cursor: first.nextCursor }).expect(200);
    expect(rows([...first.items, ...second.items])).toEqual([1, 2, 3, 4, 5]);
    expect(second.nextCursor).toBeNull();
  });

  it.each([
    ['create', [1, 2, 5]],
    ['update', []],
    ['unchanged', [4]],
    ['refused', [3]],
  ])('takes those of the outcome %s', async (outcome, expected) => {
    const { body } = await list({ outcome, total: true }).expect(200);
    expect(rows(body.items)).toEqual(expected);
    expect(body.total).toBe(expected.length);
  });

  it('is empty for a job that is no import', async () => {
    const other = await addJob(api());
    const { body } = await api().request().get(`/v1/jobs/${other.id}/rows?total=true`).expect(200);
    expect(body).toEqual({ items: [], nextCursor: null, total: 0 });
  });
});

describe('400', () => {
  it('refuses the cursor of another list, and one that is no row', async () => {
    const { body } = await api().request().get('/v1/jobs?limit=1').expect(200);
    expectProblem(await list({ cursor: body.nextCursor ?? 'x' }), 'invalid-cursor');
    const forged = Buffer.from(JSON.stringify(['row', '1e9'])).toString('base64url');
    expectProblem(await list({ cursor: forged }), 'invalid-cursor');
  });
});

describe('404', () => {
  it('does not know a job that is not there', async () => {
    expectProblem(await api().request().get(`/v1/jobs/${newId()}/rows`), 'job-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.get(`/v1/jobs/${newId()}/rows`), ['jobs:read', 'users:read']);
