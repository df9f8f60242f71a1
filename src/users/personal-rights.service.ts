/** Owns personal rights: what is granted or denied to one person beside their groups (rule 4.2). */
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import type { Database } from '../db/database.js';
import { rightNames, type Right } from '../rights/index.js';
import type {
  PersonalRight,
  PersonalRights,
  PersonalRightsByName,
  PersonalRightsPatch,
} from './users.schema.js';
import type { UsersService } from './users.service.js';
import type { UserRow, UsersStore } from './users.store.js';

function show(row: UserRow): PersonalRights {
  const choice = (right: Right): PersonalRight => {
    if (row.deniedRights.includes(right)) return 'deny';
    return row.grantedRights.includes(right) ? 'grant' : 'inherit';
  };
  const entries = rightNames.map((right) => [right, choice(right)]);
  return { rights: Object.fromEntries(entries) as PersonalRightsByName };
}

function columns({ rights }: PersonalRights) {
  const chosen = (choice: PersonalRight) => rightNames.filter((right) => rights[right] === choice);
  return { grantedRights: chosen('grant'), deniedRights: chosen('deny') };
}

export class PersonalRightsService {
  constructor(
    private readonly db: Database,
    private readonly store: UsersStore,
    private readonly users: UsersService,
    private readonly audit: AuditTrail,
  ) {}

  async get(actor: Actor, user: string): Promise<PersonalRights> {
    requireScope(actor, 'users:read');
    return show(await this.users.require(user));
  }

  async update(
    actor: Actor,
    user: string,
    patch: PersonalRightsPatch,
    ifMatch?: string,
  ): Promise<PersonalRights> {
    requireScope(actor, 'users:write');
    return this.db.transaction(async (tx) => {
      const row = await this.users.hold(tx, user);
      const before = show(row);
      requireMatch(ifMatch, before);
      const wanted = { rights: { ...before.rights, ...patch.rights } };
      if (JSON.stringify(wanted) === JSON.stringify(before)) return before;
      const after = show(await this.store.update(tx, row.id, columns(wanted)));
      const target = userEnd(row);
      await this.audit.record(tx, actor, { action: 'user.rights-changed', target, before, after });
      return after;
    });
  }
}
