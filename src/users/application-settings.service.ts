/** Owns the bitrate limits of single users, and shows how they merge with those of groups (rule 2.11). */
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import type { Database, Transaction } from '../db/database.js';
import { limitsWithOrigin, type GroupFacts } from '../rights/index.js';
import type { ApplicationSettings, UserApplicationSettings } from './users.schema.js';
import type { UsersService } from './users.service.js';
import type { UserRow, UsersStore } from './users.store.js';

/** What application settings need of groups. */
export interface GroupFactsReader {
  /** The facts of the groups that count for somebody in these: themselves, or *Users without group* (rule 3.1). */
  groupsThatCount(tx: Transaction, ids: readonly string[]): Promise<GroupFacts[]>;
}

export class ApplicationSettingsService {
  constructor(
    private readonly db: Database,
    private readonly store: UsersStore,
    private readonly users: UsersService,
    private readonly groups: GroupFactsReader,
    private readonly audit: AuditTrail,
  ) {}

  async get(actor: Actor, user: string): Promise<UserApplicationSettings> {
    requireScope(actor, 'users:read');
    return this.show(await this.users.require(user), this.db.prisma);
  }

  async replace(
    actor: Actor,
    user: string,
    settings: ApplicationSettings,
    ifMatch?: string,
  ): Promise<UserApplicationSettings> {
    requireScope(actor, 'users:write');
    return this.db.transaction(async (tx) => {
      const row = await this.users.hold(tx, user);
      const before = await this.show(row, tx);
      requireMatch(ifMatch, before);
      const { incomingKbps, outgoingKbps } = settings;
      if (row.incomingKbps === incomingKbps && row.outgoingKbps === outgoingKbps) return before;
      const after = await this.show(await this.store.update(tx, row.id, { incomingKbps, outgoingKbps }), tx);
      const target = userEnd(row);
      const change = { target, before: before.own, after: after.own };
      await this.audit.record(tx, actor, { action: 'user.application-settings-changed', ...change });
      return after;
    });
  }

  private async show(row: UserRow, tx: Transaction): Promise<UserApplicationSettings> {
    const own = { incomingKbps: row.incomingKbps, outgoingKbps: row.outgoingKbps };
    const groups = await this.groups.groupsThatCount(
      tx,
      row.memberships.map((membership) => membership.groupId),
    );
    const { incoming, outgoing, groups: previews } = limitsWithOrigin(own, groups);
    return { own, groups: previews, effective: { incoming, outgoing } };
  }
}
