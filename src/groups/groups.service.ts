/** Owns groups: their names, rights and application settings, the built-in three among them (rules 3.1, 3.2, 4.6). */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { isUuid, newId } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import { renewConfigurationEpoch } from '../db/epochs.js';
import { uniqueViolation } from '../db/failures.js';
import { once } from '../db/once.js';
import { isRight, type GroupFacts, type Right, type RightsPatch } from '../rights/index.js';
import { changeRights, requireGrantable } from './granting.js';
import { toCallPickupState, toGroup, toGroupFacts } from './group-representation.js';
import type { Group, GroupDeletion, GroupKind, GroupPatch, NewGroup } from './groups.schema.js';
import { groupNameKey, type GroupFilter, type GroupRow, type GroupsStore } from './groups.store.js';

export interface GroupQuery extends PageQuery, GroupFilter {
  total?: boolean;
}

const builtInKinds: readonly string[] = ['ungrouped', 'federated', 'guests'] satisfies GroupKind[];

export class GroupsService {
  constructor(
    private readonly db: Database,
    private readonly store: GroupsStore,
    private readonly audit: AuditTrail,
  ) {}

  async list(actor: Actor, query: GroupQuery): Promise<Page<Group>> {
    requireScope(actor, 'groups:read');
    const page = pageRequest(query, 'group', ['text']);
    const rows = await this.store.list(query, page);
    const list = pageOf(rows, page.limit, (row) => encodeCursor('group', [row.nameKey]), toGroup);
    return query.total === true ? { ...list, total: await this.store.count(query) } : list;
  }

  async get(actor: Actor, group: string): Promise<Group> {
    requireScope(actor, 'groups:read');
    return toGroup(await this.require(group));
  }

  async create(actor: Actor, request: NewGroup, idempotencyKey?: string): Promise<Group> {
    requireScope(actor, 'groups:write');
    const onceRequest = { callerId: actor.id, key: idempotencyKey, operation: 'createGroup', body: request };
    return this.db.transaction((tx) => once(tx, onceRequest, () => this.insert(tx, actor, request)));
  }

  async update(actor: Actor, group: string, patch: GroupPatch, ifMatch?: string): Promise<Group> {
    requireScope(actor, 'groups:write');
    return this.db.transaction(async (tx) => {
      const row = await this.hold(tx, group);
      const before = toGroup(row);
      requireMatch(ifMatch, before);
      if (patch.name === undefined || patch.name === row.name) return before;
      const after = toGroup(await this.rename(tx, row, patch.name));
      await this.audit.record(tx, actor, { action: 'group.changed', target: targetOf(row), before, after });
      return after;
    });
  }

  async delete(actor: Actor, group: string, ifMatch?: string): Promise<void> {
    requireScope(actor, 'groups:write');
    await this.db.transaction(async (tx) => {
      const row = await this.hold(tx, group);
      requireMatch(ifMatch, toGroup(row));
      if (row.kind !== 'custom') throw new DomainError('built-in-group', `${row.name} cannot be deleted.`);
      await this.remove(tx, actor, row);
    });
  }

  async deleteMany(actor: Actor, groups: readonly string[]): Promise<GroupDeletion[]> {
    requireScope(actor, 'groups:write');
    return this.db.transaction(async (tx) => {
      const results: GroupDeletion[] = [];
      for (const group of groups) results.push({ group, result: await this.tryDelete(tx, actor, group) });
      return results;
    });
  }

  /** The stored group, by UUID or as `ungrouped`, `federated`, `guests`. */
  async require(group: string, tx: Transaction = this.db.prisma): Promise<GroupRow> {
    const row = await this.find(tx, group);
    if (row === null) throw new DomainError('group-not-found', `There is no group ${JSON.stringify(group)}.`);
    return row;
  }

  /** The stored group, locked until the transaction ends. */
  async hold(tx: Transaction, group: string): Promise<GroupRow> {
    const found = await this.require(group, tx);
    await this.store.lock(tx, found.id);
    return this.require(found.id, tx);
  }

  /** Throws unless every ID is a group that people can be put into; holds the groups until the transaction ends. */
  async requireGroups(tx: Transaction, ids: readonly string[]): Promise<void> {
    const unknown = ids.find((id) => !isUuid(id));
    if (unknown !== undefined)
      throw new DomainError('group-not-found', `There is no group ${JSON.stringify(unknown)}.`);
    if (ids.length === 0) return;
    await this.store.lockAgainstDeletion(tx, ids);
    const rowsById = new Map((await this.store.findMany(tx, ids)).map((row) => [row.id, row]));
    for (const id of ids) requireCustom(rowsById.get(id.toLowerCase()), id);
  }

  /** Whether this names *Users without group*, whose members follow from the rest (rule 3.1). */
  async isUngrouped(group: string): Promise<boolean> {
    return group === 'ungrouped' || group.toLowerCase() === (await this.require('ungrouped')).id;
  }

  /** The groups that count for somebody in these: themselves, or *Users without group* (rule 3.1). */
  async groupsThatCount(tx: Transaction, ids: readonly string[]): Promise<GroupFacts[]> {
    const rows = ids.length > 0 ? await this.store.findMany(tx, ids) : [await this.require('ungrouped', tx)];
    return rows.map(toGroupFacts);
  }

  private async find(tx: Transaction, group: string): Promise<GroupRow | null> {
    if (builtInKinds.includes(group)) return this.store.findByKind(tx, group as GroupKind);
    return isUuid(group) ? this.store.findById(tx, group) : null;
  }

  private async insert(tx: Transaction, actor: Actor, request: NewGroup): Promise<Group> {
    const rights = await this.initialRights(tx, request.rights);
    requireGrantable('custom', rights);
    const data = { id: newId(), name: request.name, nameKey: groupNameKey(request.name), rights };
    const row = await this.store.create(tx, data);
    if (row === null) throw nameTaken(request.name);
    await renewConfigurationEpoch(tx);
    const after = { ...toGroup(row), rights };
    await this.audit.record(tx, actor, { action: 'group.created', target: targetOf(row), after });
    return toGroup(row);
  }

  /** Rule 14: a new group takes the present rights of *Users without group*, unless they are given. */
  private async initialRights(tx: Transaction, given: RightsPatch | undefined): Promise<Right[]> {
    if (given !== undefined) return changeRights([], given);
    return (await this.require('ungrouped', tx)).rights.filter(isRight);
  }

  private async rename(tx: Transaction, row: GroupRow, name: string): Promise<GroupRow> {
    if (row.kind !== 'custom') throw new DomainError('built-in-group', `${row.name} cannot be renamed.`);
    const renamed = await this.store
      .update(tx, row.id, { name, nameKey: groupNameKey(name) })
      .catch((error: unknown) => {
        throw uniqueViolation(error) === null ? error : nameTaken(name);
      });
    await renewConfigurationEpoch(tx);
    return renamed;
  }

  private async tryDelete(tx: Transaction, actor: Actor, group: string): Promise<GroupDeletion['result']> {
    const found = await this.find(tx, group);
    if (found === null) return 'unknown';
    if (found.kind !== 'custom') return 'built-in';
    await this.store.lock(tx, found.id);
    // Somebody else may have deleted it while we waited.
    const row = await this.find(tx, found.id);
    if (row === null) return 'unknown';
    await this.remove(tx, actor, row);
    return 'deleted';
  }

  private async remove(tx: Transaction, actor: Actor, row: GroupRow): Promise<void> {
    await this.store.delete(tx, row.id);
    await renewConfigurationEpoch(tx);
    const before = { ...toGroup(row), rights: row.rights, callPickup: toCallPickupState(row) };
    await this.audit.record(tx, actor, { action: 'group.deleted', target: targetOf(row), before });
  }
}

function requireCustom(row: GroupRow | undefined, id: string): void {
  if (row === undefined) throw new DomainError('group-not-found', `There is no group ${JSON.stringify(id)}.`);
  if (row.kind !== 'custom')
    throw new DomainError('built-in-group', `Nobody is put into ${row.name} by hand.`);
}

function nameTaken(name: string): DomainError {
  return new DomainError('group-name-taken', `There is a group ${JSON.stringify(name)} already.`);
}

export function targetOf(row: GroupRow) {
  return { kind: 'group', id: row.id, name: row.name };
}
