import type { Job as Row, Prisma } from '../../generated/prisma/client.js';
import type { Actor, CallerKind } from '../core/actor.js';
import { newId } from '../core/ids.js';
import type { PageRequest } from '../core/page.js';
import type { Connection, Database, Transaction } from '../db/database.js';
import type { Job, JobProblem, JobResult, JobState } from './jobs.schema.js';

/** What somebody asks for. */
export interface NewJob {
  kind: string;
  /** Whatever the kind of job needs to know; without secrets. */
  parameters: object;
  /** Given where other rows refer to the job before it is there. */
  id?: string;
}

export interface JobFilter {
  kind?: string;
  state?: JobState;
}

/** A job that an instance has made its own. */
export interface ClaimedJob {
  id: string;
  kind: string;
  parameters: unknown;
  cancelRequested: boolean;
  interruptions: number;
  /** Who asked for it, with the request in which that was. */
  actor: Actor;
}

/** How far a job is. */
export interface JobProgress {
  phase: string;
  done: number;
  total: number | null;
}

/** How a job ends. */
export interface JobEnding {
  state: 'succeeded' | 'failed' | 'cancelled';
  /** What became of it, in a sentence. */
  detail: string;
  result: JobResult;
  problems?: readonly JobProblem[];
}

export function toJob(row: Row): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state as JobState,
    phase: row.phase,
    done: row.done,
    total: row.total,
    cancelRequested: row.cancelRequested,
    interruptions: row.interruptions,
    detail: row.detail,
    result: row.result as JobResult | null,
    problems: (row.problems ?? []) as unknown as JobProblem[],
    requestedBy: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/**
 * The oldest that waits and whose kind nobody works at, or one whose instance let its lease run out. Of a kind one job
 * is under way at a time: a unique index holds instances to it that claim two at the same moment.
 */
const claim = `
  UPDATE jobs SET state = 'running', lease_holder = $1, lease_until = now() + $2 * interval '1 ms',
    started_at = coalesce(started_at, now()), interruptions = interruptions + (state = 'running')::int
  WHERE id = (
    SELECT id FROM jobs one
    WHERE kind = ANY($3) AND (
      state = 'running' AND lease_until < now()
      OR state = 'queued' AND NOT EXISTS (SELECT FROM jobs WHERE kind = one.kind AND state = 'running'))
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, kind, parameters, cancel_requested AS "cancelRequested", interruptions,
    actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName", request_id AS "requestId", address`;

const ours = `id = $1 AND lease_holder = $2 AND state = 'running'`;

const renew = `
  UPDATE jobs SET lease_until = now() + $3 * interval '1 ms', phase = $4, done = $5, total = $6
  WHERE ${ours} RETURNING cancel_requested AS "cancelRequested"`;

const end = `
  UPDATE jobs SET state = $3, detail = $4, result = $5, problems = $6, finished_at = now(),
    lease_holder = NULL, lease_until = NULL, phase = $7, done = $8, total = $9
  WHERE ${ours} AND (NOT cancel_requested OR $3 = 'cancelled')`;

const handBack = `
  UPDATE jobs SET state = 'queued', lease_holder = NULL, lease_until = NULL, interruptions = interruptions + 1
  WHERE ${ours}`;

interface ClaimedRow extends Omit<ClaimedJob, 'actor'> {
  actorKind: string;
  actorId: string;
  actorName: string;
  requestId: string;
  address: string | null;
}

function toClaimedJob({ actorKind, actorId, actorName, requestId, address, ...job }: ClaimedRow): ClaimedJob {
  const caller = { kind: actorKind as CallerKind, id: actorId, name: actorName };
  // Whatever the job does was allowed when it was asked for: it needs no scopes of its own.
  return { ...job, actor: { ...caller, channel: 'system', scopes: new Set(), requestId, address } };
}

export class JobsStore {
  constructor(private readonly db: Database) {}

  async find(id: string, tx: Transaction = this.db.prisma): Promise<Row | null> {
    return tx.job.findUnique({ where: { id } });
  }

  /** Newest first; one row more than asked for, to learn whether there is a next page. */
  async list({ kind, state }: JobFilter, page: PageRequest): Promise<Row[]> {
    const after: Prisma.JobWhereInput = page.after === null ? {} : { id: { lt: page.after[0] } };
    return this.db.prisma.job.findMany({
      where: { kind, state, AND: after },
      orderBy: { id: 'desc' },
      take: page.limit + 1,
    });
  }

  async findMany(ids: readonly string[]): Promise<Job[]> {
    return (await this.db.prisma.job.findMany({ where: { id: { in: [...ids] } } })).map(toJob);
  }

  async count({ kind, state }: JobFilter): Promise<number> {
    return this.db.prisma.job.count({ where: { kind, state } });
  }

  async create(tx: Transaction, actor: Actor, { id = newId(), kind, parameters }: NewJob): Promise<Row> {
    const { kind: actorKind, id: actorId, name: actorName, requestId, address } = actor;
    const caller = { actorKind, actorId, actorName, requestId, address };
    return tx.job.create({ data: { id, kind, parameters, ...caller } });
  }

  /** Keeps everybody else from changing the job until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<void> {
    await tx.$queryRaw`SELECT FROM jobs WHERE id = ${id}::uuid FOR UPDATE`;
  }

  /** Asks whoever does it to end the job; ends it here where nobody has begun, with this said of it. */
  async cancel(tx: Transaction, id: string, detail: string | null): Promise<Row> {
    const ending = { state: 'cancelled', detail, result: {}, finishedAt: new Date() };
    const data = { cancelRequested: true, ...(detail === null ? {} : ending) };
    return tx.job.update({ where: { id }, data });
  }

  /** Makes a job of these kinds the holder's for so long, in ms; null when there is none to do. */
  async claim(holder: string, leaseMs: number, kinds: readonly string[]): Promise<ClaimedJob | null> {
    const { rows } = await this.db.pool.query<ClaimedRow>(claim, [holder, leaseMs, kinds]);
    return rows[0] === undefined ? null : toClaimedJob(rows[0]);
  }

  /** Keeps the lease, and writes how far the job is; null when the lease is another's. */
  async renew(
    id: string,
    holder: string,
    leaseMs: number,
    { phase, done, total }: JobProgress,
  ): Promise<{ cancelRequested: boolean } | null> {
    const values = [id, holder, leaseMs, phase, done, total];
    const { rows } = await this.db.pool.query<{ cancelRequested: boolean }>(renew, values);
    return rows[0] ?? null;
  }

  /**
   * Makes the transaction one of the holder's: while it runs nobody else takes the job over or cancels it. False when
   * the lease is another's, or somebody has cancelled the job.
   */
  async hold(connection: Connection, id: string, holder: string): Promise<boolean> {
    const text = `SELECT FROM jobs WHERE ${ours} AND NOT cancel_requested FOR NO KEY UPDATE`;
    return (await connection.query(text, [id, holder])).rowCount === 1;
  }

  /** Whether it could be ended: the lease is still the holder's, and nobody has cancelled it before it succeeded. */
  async end(
    id: string,
    holder: string,
    { state, detail, result, problems = [] }: JobEnding,
    { phase, done, total }: JobProgress,
    connection?: Connection,
  ): Promise<boolean> {
    const said = [state, detail, JSON.stringify(result), JSON.stringify(problems)];
    const values = [id, holder, ...said, phase, done, total];
    return (await (connection ?? this.db.pool).query(end, values)).rowCount === 1;
  }

  /** Whether the job is the holder's still, and whether somebody has cancelled it. */
  async standing(
    id: string,
    holder: string,
    connection?: Connection,
  ): Promise<{ isOurs: boolean; cancelRequested: boolean }> {
    const text = `SELECT cancel_requested AS "cancelRequested" FROM jobs WHERE ${ours}`;
    const { rows } = await (connection ?? this.db.pool).query<{ cancelRequested: boolean }>(text, [
      id,
      holder,
    ]);
    return { isOurs: rows.length === 1, cancelRequested: rows[0]?.cancelRequested ?? false };
  }

  /** For another instance to go on with, at once. */
  async handBack(id: string, holder: string): Promise<void> {
    await this.db.pool.query(handBack, [id, holder]);
  }

  /** Jobs that ended before then, a few at a time. */
  async findOutdated(before: Date): Promise<{ id: string; kind: string }[]> {
    const where = { finishedAt: { lt: before } };
    return this.db.prisma.job.findMany({ where, select: { id: true, kind: true }, take: 10 });
  }

  async delete(id: string): Promise<void> {
    await this.db.prisma.job.deleteMany({ where: { id } });
  }
}
