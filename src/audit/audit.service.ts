/** Owns the audit log (rule 12.2): one row per atomic change, written in the transaction that makes the change. */
import { requireScope, type Actor } from '../core/actor.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import { requireTime } from '../core/time.js';
import type { Database, Transaction } from '../db/database.js';
import type { Forgettable } from '../housekeeping/index.js';
import type { AuditEvent } from './audit.schema.js';
import { toAuditEvent, type AuditFilter, type AuditStore, type Change } from './audit.store.js';

/** What other domains need of the audit log. */
export interface AuditTrail {
  record(tx: Transaction, actor: Actor, ...changes: Change[]): Promise<void>;
}

export interface AuditQuery extends AuditFilter, PageQuery {
  total?: boolean;
}

export class AuditService implements AuditTrail, Forgettable {
  readonly what = 'audit events';
  readonly retention = 'auditDays';

  constructor(
    private readonly db: Database,
    private readonly store: AuditStore,
  ) {}

  async record(tx: Transaction, actor: Actor, ...changes: Change[]): Promise<void> {
    if (changes.length > 0) await this.store.append(tx, actor, changes);
  }

  /** Notes that a caller was refused for lack of permission. */
  async recordRefusal(actor: Actor, operation: string, code: string): Promise<void> {
    const target = { kind: 'operation', id: operation, name: operation };
    await this.db.transaction((tx) =>
      this.record(tx, actor, { action: 'request.refused', target, after: { code } }),
    );
  }

  async forgetBefore(cutoff: Date, limit: number): Promise<number> {
    return this.store.forgetBefore(cutoff, limit);
  }

  async list(actor: Actor, query: AuditQuery): Promise<Page<AuditEvent>> {
    requireScope(actor, 'audit:read');
    requireTime(query.since, 'since');
    requireTime(query.until, 'until');
    const page = pageRequest(query, 'audit', ['id']);
    const rows = await this.store.list(query, page);
    const list = pageOf(rows, page.limit, (row) => encodeCursor('audit', [row.id]), toAuditEvent);
    return query.total === true ? { ...list, total: await this.store.count(query) } : list;
  }
}
