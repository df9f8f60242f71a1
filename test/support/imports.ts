/** Imports for tests: a file goes in, and what its job says comes out. */
import type { ImportedRow } from '../../src/imports/imports.schema.js';
import type { Job } from '../../src/jobs/index.js';
import { jobOver } from './jobs.js';
import type { TestService } from './service.js';

export const csv = 'text/csv';
export const ndjson = 'application/x-ndjson';

export function postImport(service: TestService, file: string | Buffer, query: object = {}, type = csv) {
  return service.request().post('/v1/imports/users').query(query).type(type).send(file);
}

/** The job of the import, once it is over. */
export async function importFile(
  service: TestService,
  file: string | Buffer,
  query: object = {},
  type = csv,
): Promise<Job> {
  const { body } = await postImport(service, file, query, type).expect(202);
  return jobOver(service, body.id as string);
}

/** One NDJSON line for each. */
export const lines = (...rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

export async function importRows(service: TestService, rows: object[], query: object = {}): Promise<Job> {
  return importFile(service, lines(...rows), query, ndjson);
}

export async function rowsOf(service: TestService, job: Job, query: object = {}): Promise<ImportedRow[]> {
  const path = `/v1/jobs/${job.id}/rows`;
  const { body } = await service
    .request()
    .get(path)
    .query({ limit: 500, ...query })
    .expect(200);
  return body.items as ImportedRow[];
}
