import { Prisma, type AuditEvent as Row } from '../../generated/prisma/client.js';
import { isUuid, newId } from '../core/ids.js';
import type { Actor } from '../core/actor.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { AuditAction } from './actions.js';
import { actorIdOf, auditColumns } from './audit-row.store.js';
import type { AuditChannel, AuditEnd, AuditEvent } from './audit.schema.js';

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
  request?: string;
  channel?: AuditChannel;
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
    actorId: actorIdOf(actor),
    actorName: actor.name,
    targetKind: change.target.kind,
    targetId: change.target.id,
    targetName: change.target.name,
    relatedKind: change.related?.kind,
    relatedId: change.related?.id,
    relatedName: change.related?.name,
    before: json(change.before),
    after: json(change.after),
    channel: actor.channel,
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
    channel: row.channel as AuditChannel,
    requestId: row.requestId,
    address: row.address,
  };
}

function where({ actor, action, request, channel, since, until }: AuditFilter): Prisma.AuditEventWhereInput {
  return { actorId: actor, action, requestId: request, channel, at: { gte: since, lt: until } };
}

/** Both ends of a relation (rule 12.2): what was changed, and the other end. */
function ends({ target }: AuditFilter): Prisma.AuditEventWhereInput[] {
  if (target === undefined) return [{}];
  const id = isUuid(target) ? target.toLowerCase() : target;
  return [{ targetId: id }, { relatedId: id }];
}

export class AuditStore {
  constructor(private readonly db: Database) {}

  async append(tx: Transaction, actor: Actor, changes: readonly Change[]): Promise<void> {
    const rows = JSON.stringify(changes.map((change) => toRow(actor, change)));
    // One parameter for all: a thousand rows of Prisma's own are a second in which this process answers nobody.
    await tx.$executeRaw`
      INSERT INTO audit_events (${Prisma.raw(auditColumns)})
      SELECT * FROM jsonb_to_recordset(${rows}::jsonb) AS r (
        "id" uuid, "action" text, "actorKind" text, "actorId" uuid, "actorName" text,
        "targetKind" text, "targetId" text, "targetName" text,
        "relatedKind" text, "relatedId" text, "relatedName" text,
        "before" jsonb, "after" jsonb, "channel" text, "requestId" text, "address" text)`;
  }

  /** Newest first; one row more than asked for, to learn whether there is a next page. */
  async list(filter: AuditFilter, page: PageRequest): Promise<Row[]> {
    // One walk along an index for each end: a single one for both would read and sort all that either was ever in.
    const found = await Promise.all(ends(filter).map((end) => this.walk([where(filter), end], page)));
    const rowsById = new Map(found.flat().map((row) => [row.id, row]));
    const newestFirst = [...rowsById.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
    return newestFirst.slice(0, page.limit + 1);
  }

  /** The database refuses to delete what is not past its retention (rule 2.14), whatever is asked here. */
  async forgetBefore(cutoff: Date, limit: number): Promise<number> {
    return this.db.prisma.$executeRaw`
      DELETE FROM audit_events WHERE id IN (
        SELECT id FROM audit_events WHERE at < ${cutoff} ORDER BY at LIMIT ${limit})`;
  }

  async count(filter: AuditFilter): Promise<number> {
    return this.db.prisma.auditEvent.count({ where: { AND: [where(filter), { OR: ends(filter) }] } });
  }

  private async walk(conditions: Prisma.AuditEventWhereInput[], page: PageRequest): Promise<Row[]> {
    const after = page.after === null ? {} : { id: { lt: page.after[0] } };
    return this.db.prisma.auditEvent.findMany({
      where: { AND: [...conditions, after] },
      orderBy: { id: 'desc' },
      take: page.limit + 1,
    });
  }
}
