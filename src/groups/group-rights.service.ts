/** Owns what a group grants (rules 4.2, 4.6) and the bitrate limits it sets (rule 2.11). */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import type { Database } from '../db/database.js';
import { renewConfigurationEpoch } from '../db/epochs.js';
import { changeRights, requireGrantable } from './granting.js';
import { toApplicationSettings, toGroupRights } from './group-representation.js';
import type { GroupApplicationSettings, GroupKind, GroupRights, GroupRightsPatch } from './groups.schema.js';
import { targetOf, type GroupsService } from './groups.service.js';
import type { GroupsStore } from './groups.store.js';

export class GroupRightsService {
  constructor(
    private readonly db: Database,
    private readonly store: GroupsStore,
    private readonly groups: GroupsService,
    private readonly audit: AuditTrail,
  ) {}

  async get(actor: Actor, group: string): Promise<GroupRights> {
    requireScope(actor, 'groups:read');
    return toGroupRights(await this.groups.require(group));
  }

  async update(actor: Actor, group: string, patch: GroupRightsPatch, ifMatch?: string): Promise<GroupRights> {
    requireScope(actor, 'groups:write');
    return this.db.transaction(async (tx) => {
      const row = await this.groups.hold(tx, group);
      const before = toGroupRights(row);
      requireMatch(ifMatch, before);
      const rights = changeRights(row.rights, patch.rights);
      requireGrantable(row.kind as GroupKind, rights);
      if (sameMembers(rights, row.rights)) return before;
      const after = toGroupRights(await this.store.update(tx, row.id, { rights }));
      await renewConfigurationEpoch(tx);
      const change = { target: targetOf(row), before: before.rights, after: after.rights };
      await this.audit.record(tx, actor, { action: 'group.rights-changed', ...change });
      return after;
    });
  }

  async getApplicationSettings(actor: Actor, group: string): Promise<GroupApplicationSettings> {
    requireScope(actor, 'groups:read');
    return toApplicationSettings(await this.groups.require(group));
  }

  async replaceApplicationSettings(
    actor: Actor,
    group: string,
    settings: GroupApplicationSettings,
    ifMatch?: string,
  ): Promise<GroupApplicationSettings> {
    requireScope(actor, 'groups:write');
    return this.db.transaction(async (tx) => {
      const row = await this.groups.hold(tx, group);
      const before = toApplicationSettings(row);
      requireMatch(ifMatch, before);
      const { incomingKbps, outgoingKbps } = settings;
      if (before.incomingKbps === incomingKbps && before.outgoingKbps === outgoingKbps) return before;
      const after = toApplicationSettings(
        await this.store.update(tx, row.id, { incomingKbps, outgoingKbps }),
      );
      await renewConfigurationEpoch(tx);
      const change = { target: targetOf(row), before, after };
      await this.audit.record(tx, actor, { action: 'group.application-settings-changed', ...change });
      return after;
    });
  }
}

function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((member) => others.includes(member));
}
