import type { AuditEvent as Row, Prisma } from '../../generated/prisma/client.js';
import { newId } from '../core/ids.js';
import type { Actor } from '../core/actor.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { AuditAction } from './actions.js';
import type { AuditEnd, AuditEvent } from './audit.schema.js';

/** A change as the domain that made it describes it. */
export interface Change {
  action: AuditAction;
  target: AuditEnd;
  related?: AuditEnd;
  before?: object | null;
  after?: object | null;
}

export interface AuditFilter {
  actor?: string;
  action?: string;
  /** Either end of a relation. */
  target?: string;
  since?: Date;
  until?: Date;
}

const json = (state: object | null | undefined): Prisma.InputJsonObject | undefined =>
  state === null || state === undefined ? undefined : state;

function toRow(actor: Actor, change: Change): Prisma.AuditEventCreateManyInput {
  return {
    id: newId(),
    action: change.action,
    actorKind: actor.kind,
    actorId: actor.kind === 'system' ? null : actor.id,
    actorName: actor.name,
    targetKind: change.target.kind,
    targetId: change.target.id,
    targetName: change.target.name,
    relatedKind: change.related?.kind,
    relatedId: change.related?.id,
    relatedName: change.related?.name,
    before: json(change.before),
    after: json(change.after),
    requestId: actor.requestId,
    address: actor.address,
  };
}

function end(kind: string | null, id: string | null, name: string | null): AuditEnd | null {
  return kind === null || id === null ? null : { kind, id, name: name ?? '' };
}

export function toAuditEvent(row: Row): AuditEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    target: { kind: row.targetKind, id: row.targetId, name: row.targetName },
    related: end(row.relatedKind, row.relatedId, row.relatedName),
    before: row.before as AuditEvent['before'],
    after: row.after as AuditEvent['after'],
    requestId: row.requestId,
    address: row.address,
  };
}

function where(filter: AuditFilter): Prisma.AuditEventWhereInput {
  return {
    actorId: filter.actor,
    action: filter.action,
    at: { gte: filter.since, lt: filter.until },
    ...(filter.target === undefined
      ? {}
      : { OR: [{ targetId: filter.target }, { relatedId: filter.target }] }),
  };
}

export class AuditStore {
  constructor(private readonly db: Database) {}

  async append(tx: Transaction, actor: Actor, changes: readonly Change[]): Promise<void> {
    await tx.auditEvent.createMany({ data: changes.map((change) => toRow(actor, change)) });
  }

  /** Newest first; one row more than asked for, to learn whether there is a next page. */
  async list(filter: AuditFilter, page: PageRequest): Promise<Row[]> {
    return this.db.prisma.auditEvent.findMany({
      where: { AND: [where(filter), page.after === null ? {} : { id: { lt: page.after[0] } }] },
      orderBy: { id: 'desc' },
      take: page.limit + 1,
    });
  }

  async count(filter: AuditFilter): Promise<number> {
    return this.db.prisma.auditEvent.count({ where: where(filter) });
  }
}
