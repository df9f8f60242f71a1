/** Owns who is in which group, seen from both ends (rules 3.1, 3.3). */
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { UserGroups } from '../users/index.js';
import type { GroupMember, MemberRemoval, MemberResult } from './groups.schema.js';
import { targetOf, type GroupsService } from './groups.service.js';
import type { GroupRow, GroupsStore } from './groups.store.js';
import type { MembershipsStore, MemberRow } from './memberships.store.js';

/** A user as memberships see one. */
export interface MemberFacts {
  id: string;
  login: string;
  memberships: readonly { groupId: string }[];
}

/** What memberships need of users. */
export interface UserFinder {
  /** Throws `user-not-found`. */
  require(user: string, tx?: Transaction): Promise<MemberFacts>;
  /** The user, locked until the transaction ends. */
  hold(tx: Transaction, user: string): Promise<MemberFacts>;
  /** The users by reference, in the order asked, kept from being deleted; null for an unknown one, and for an alias (rule 5.4). */
  findMany(tx: Transaction, users: readonly string[]): Promise<(MemberFacts | null)[]>;
}

export interface MemberQuery extends PageQuery {
  total?: boolean;
}

type MembershipAction = 'group.member-added' | 'group.member-removed';

/** A change of many memberships of one group, and what is said of whom it changed and whom it did not. */
interface ManyMembers<Result> {
  action: MembershipAction;
  /** The IDs of those for whom it changed something. */
  apply: (tx: Transaction, groupId: string, ids: string[]) => Promise<readonly string[]>;
  changed: Result;
  unchanged: Result;
}

export class MembershipsService {
  constructor(
    private readonly db: Database,
    private readonly store: MembershipsStore,
    private readonly groups: GroupsService,
    private readonly groupsStore: GroupsStore,
    private readonly users: UserFinder,
    private readonly audit: AuditTrail,
    private readonly serverName: string,
  ) {}

  async list(actor: Actor, group: string, query: MemberQuery): Promise<Page<GroupMember>> {
    requireScope(actor, 'groups:read');
    const row = await this.groups.require(group);
    const groupId = row.kind === 'ungrouped' ? null : row.id;
    const page = pageRequest(query, 'member', ['text']);
    const cursorOf = (member: MemberRow) => encodeCursor('member', [member.loginKey]);
    const rows = await this.store.list(groupId, page);
    const list = pageOf(rows, page.limit, cursorOf, (member) => this.show(member));
    return query.total === true ? { ...list, total: await this.store.count(groupId) } : list;
  }

  /** Puts users into a group; says of each what became of it. */
  async add(actor: Actor, group: string, users: readonly string[]): Promise<MemberResult[]> {
    requireScope(actor, 'groups:write');
    return this.changeMany(actor, group, users, {
      action: 'group.member-added',
      apply: (tx, groupId, ids) => this.store.add(tx, groupId, ids),
      changed: 'added',
      unchanged: 'already',
    });
  }

  async remove(actor: Actor, group: string, user: string): Promise<void> {
    requireScope(actor, 'groups:write');
    await this.db.transaction(async (tx) => {
      const row = await this.holdCustom(tx, group);
      const member = await this.users.require(user, tx);
      if (!(await this.store.remove(tx, row.id, member.id))) {
        throw new DomainError('user-not-found', `${member.login} is not in ${row.name}.`);
      }
      await this.audit.record(tx, actor, membershipChange('group.member-removed', member, row));
    });
  }

  /** Takes users out of a group; says of each what became of it. */
  async removeMany(actor: Actor, group: string, users: readonly string[]): Promise<MemberRemoval[]> {
    requireScope(actor, 'groups:write');
    return this.changeMany(actor, group, users, {
      action: 'group.member-removed',
      apply: (tx, groupId, ids) => this.store.removeMany(tx, groupId, ids),
      changed: 'removed',
      unchanged: 'not-member',
    });
  }

  async groupsOf(actor: Actor, user: string): Promise<UserGroups> {
    requireScope(actor, 'users:read');
    return this.showGroups(this.db.prisma, await this.users.require(user));
  }

  /** Makes these the groups of the user, and no others. */
  async replaceGroupsOf(
    actor: Actor,
    user: string,
    groups: readonly string[],
    ifMatch?: string,
  ): Promise<UserGroups> {
    requireScope(actor, 'users:write');
    return this.db.transaction(async (tx) => {
      const member = await this.users.hold(tx, user);
      const before = await this.showGroups(tx, member);
      requireMatch(ifMatch, before);
      const wanted = new Set(groups.map((group) => group.toLowerCase()));
      await this.groups.requireGroups(tx, [...wanted].sort());
      const present = new Set(member.memberships.map((membership) => membership.groupId));
      await this.join(
        tx,
        actor,
        member,
        [...wanted].filter((id) => !present.has(id)),
      );
      await this.leave(
        tx,
        actor,
        member,
        [...present].filter((id) => !wanted.has(id)),
      );
      return this.showGroups(tx, await this.users.require(member.id, tx));
    });
  }

  private async changeMany<Result>(
    actor: Actor,
    group: string,
    users: readonly string[],
    { action, apply, changed, unchanged }: ManyMembers<Result>,
  ): Promise<{ user: string; result: Result | 'unknown' }[]> {
    return this.db.transaction(async (tx) => {
      const row = await this.holdCustom(tx, group);
      const found = await this.users.findMany(tx, users);
      const known = new Map(found.filter((user) => user !== null).map((user) => [user.id, user]));
      const ids = new Set(await apply(tx, row.id, [...known.keys()]));
      const changes = [...ids].map((id) => membershipChange(action, known.get(id)!, row));
      await this.audit.record(tx, actor, ...changes);
      const resultOf = ({ id }: MemberFacts) => (ids.has(id) ? changed : unchanged);
      return users.map((user, at) => ({ user, result: found[at] ? resultOf(found[at]) : 'unknown' }));
    });
  }

  private async join(
    tx: Transaction,
    actor: Actor,
    user: MemberFacts,
    ids: readonly string[],
  ): Promise<void> {
    for (const row of await this.groupsStore.findMany(tx, ids)) {
      await this.store.add(tx, row.id, [user.id]);
      await this.audit.record(tx, actor, membershipChange('group.member-added', user, row));
    }
  }

  private async leave(
    tx: Transaction,
    actor: Actor,
    user: MemberFacts,
    ids: readonly string[],
  ): Promise<void> {
    for (const row of await this.groupsStore.findMany(tx, ids)) {
      await this.store.remove(tx, row.id, user.id);
      await this.audit.record(tx, actor, membershipChange('group.member-removed', user, row));
    }
  }

  private async holdCustom(tx: Transaction, group: string): Promise<GroupRow> {
    const row = await this.groups.require(group, tx);
    await this.groups.requireGroups(tx, [row.id]);
    return row;
  }

  private async showGroups(tx: Transaction, user: MemberFacts): Promise<UserGroups> {
    const ids = user.memberships.map((membership) => membership.groupId);
    const rows = await this.groupsStore.findMany(tx, ids);
    return { items: rows.map(({ id, name }) => ({ id, name })) };
  }

  private show({ id, login, displayName, active }: MemberRow): GroupMember {
    return { id, login, callId: `${login}@${this.serverName}`, displayName, active };
  }
}

function membershipChange(action: MembershipAction, user: MemberFacts, group: GroupRow) {
  return { action, target: userEnd(user), related: targetOf(group) };
}
