/** Owns the import of users as callers see it: a file comes in, a job goes on with it, and what became of each row. */
import { createHash, type Hash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { newId } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { SecretBox } from '../core/secret-box.js';
import { WorkQueue } from '../core/work-queue.js';
import type { Database, Transaction } from '../db/database.js';
import { once, oncePlaceOf } from '../db/once.js';
import type { Job, JobQueue } from '../jobs/index.js';
import type { FileFormat, FileReader } from './file-reader.js';
import type { ImportedRow, ImportMode, ImportOutcome } from './imports.schema.js';
import type { RowsStore } from './rows.store.js';
import type { StagingStore } from './staging.store.js';
import { importKind } from './users-import.js';
import type { LeavingUser, UserTraces } from '../users/index.js';

export interface ImportRequest {
  format: FileFormat;
  file: Readable;
  mode: ImportMode;
  dryRun: boolean;
  idempotencyKey?: string;
}

export interface RowQuery extends PageQuery {
  outcome?: ImportOutcome;
  total?: boolean;
}

/** Files that one instance reads at a time: reading keeps a processor busy. */
const maximumReaders = 2;

export class ImportsService implements UserTraces {
  private readonly reading = new WorkQueue({ concurrency: maximumReaders, waiting: 0 });

  constructor(
    private readonly db: Database,
    private readonly staging: StagingStore,
    private readonly rows: RowsStore,
    private readonly reader: FileReader,
    private readonly jobs: JobQueue,
    private readonly secrets: SecretBox,
  ) {}

  /** Reads the file, and puts the job into the queue that imports it. */
  async start(actor: Actor, request: ImportRequest): Promise<Job> {
    requireScope(actor, 'users:write');
    const outcome = await this.reading.run(() => this.readAndQueue(actor, request));
    if (outcome.kind === 'done') return outcome.value;
    throw new DomainError('overloaded', `This instance reads ${maximumReaders} files already.`);
  }

  async listRows(actor: Actor, jobId: string, query: RowQuery): Promise<Page<ImportedRow>> {
    requireScope(actor, 'jobs:read');
    requireScope(actor, 'users:read');
    const { id } = await this.jobs.require(jobId);
    const page = pageRequest(query, 'row', ['number']);
    const rows = await this.rows.list(id, query.outcome, page);
    const list = pageOf(
      rows,
      page.limit,
      ({ row }) => encodeCursor('row', [String(row)]),
      (row) => row,
    );
    return query.total === true ? { ...list, total: await this.rows.count(id, query.outcome) } : list;
  }

  /** Rule 2.14. A job under way finds out by itself, and creates the user whom its file names. */
  async forget(tx: Transaction, _actor: Actor, { id }: LeavingUser): Promise<void> {
    await this.rows.forgetUser(tx, id);
  }

  private async readAndQueue(actor: Actor, request: ImportRequest): Promise<Job> {
    const id = newId();
    await this.staging.begin(id, request.mode, request.dryRun);
    const job = await this.read(actor, id, request).catch(async (error: unknown) => {
      // What stays behind for want of the database is taken away later.
      await this.staging.forget(id).catch(() => undefined);
      throw error;
    });
    // The same file came under the same key before.
    if (job.id !== id) await this.staging.forget(id);
    this.jobs.wake();
    return job;
  }

  private async read(actor: Actor, id: string, request: ImportRequest): Promise<Job> {
    const { format, file, mode, dryRun, idempotencyKey: key } = request;
    const hash = createHash('sha256');
    const rowCount = await this.reader.read(id, format, hashed(file, hash), { keepsPasswords: !dryRun });
    // Keyed, since the file may hold passwords.
    const caller = { callerId: actor.id, key };
    const body = {
      format,
      mode,
      dryRun,
      file: this.secrets.fingerprint(hash.digest('hex'), oncePlaceOf(caller)),
    };
    return this.db.transaction((tx) =>
      once(tx, { ...caller, operation: 'importUsers', body }, async () => {
        await this.staging.complete(tx, id, rowCount);
        const parameters = { format, mode, dryRun, rows: rowCount };
        return this.jobs.add(tx, actor, { id, kind: importKind, parameters });
      }),
    );
  }
}

/** The same bytes, which the hash has seen. */
function hashed(file: Readable, hash: Hash): Readable {
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  file.once('error', (error) => through.destroy(error));
  // Whoever reads it gets the failure; before that there may be nobody to hear it, which would end the process.
  through.on('error', () => undefined);
  file.once('close', () => {
    if (!file.readableEnded) through.destroy(new DomainError('malformed-import', 'The file ended too soon.'));
  });
  through.once('close', () => file.destroy());
  return file.pipe(through);
}
