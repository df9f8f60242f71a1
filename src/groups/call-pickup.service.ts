/** Owns call pickup (rule 3.4): the ID by which a whole group is called, and whether it rings. */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import type { Database, Transaction } from '../db/database.js';
import { foldName, readName, type NamesStore } from '../names/index.js';
import { toCallPickupState } from './group-representation.js';
import type { CallPickupStore } from './call-pickup.store.js';
import type { CallPickup, CallPickupReplacement } from './groups.schema.js';
import { targetOf, type GroupsService } from './groups.service.js';
import type { GroupRow, GroupsStore } from './groups.store.js';

export class CallPickupService {
  constructor(
    private readonly db: Database,
    private readonly store: CallPickupStore,
    private readonly groupsStore: GroupsStore,
    private readonly groups: GroupsService,
    private readonly names: NamesStore,
    private readonly audit: AuditTrail,
    private readonly serverName: string,
  ) {}

  async get(actor: Actor, group: string): Promise<CallPickup> {
    requireScope(actor, 'groups:read');
    return this.show(this.db.prisma, await this.groups.require(group));
  }

  async replace(
    actor: Actor,
    group: string,
    { enabled, id }: CallPickupReplacement,
    ifMatch?: string,
  ): Promise<CallPickup> {
    requireScope(actor, 'groups:write');
    return this.db.transaction(async (tx) => {
      const row = await this.groups.hold(tx, group);
      requireCallable(row);
      const before = await this.show(tx, row);
      requireMatch(ifMatch, before);
      const wanted = id === null && enabled ? await this.defaultId(tx, row) : checkId(id);
      if (enabled === row.callPickupEnabled && wanted === row.callPickupId) return before;
      await this.takeName(tx, row, wanted);
      const data = { callPickupEnabled: enabled, callPickupId: wanted };
      const changed = await this.groupsStore.update(tx, row.id, data);
      await this.record(tx, actor, row, changed);
      return this.show(tx, changed);
    });
  }

  private async show(tx: Transaction, row: GroupRow): Promise<CallPickup> {
    const { callPickupEnabled: enabled, callPickupId: id } = row;
    if (id !== null) return { enabled, id, callString: `${id}@${this.serverName}`, proposedId: null };
    const proposedId = isCallable(row) ? await this.store.firstFreeId(tx) : null;
    return { enabled, id, callString: null, proposedId };
  }

  /** The ID that the group has already, or the one that is proposed. */
  private async defaultId(tx: Transaction, row: GroupRow): Promise<string> {
    if (row.callPickupId !== null) return row.callPickupId;
    await this.store.lockProposal(tx);
    const id = await this.store.firstFreeId(tx);
    if (id === null) throw refused('invalid-group-call-id', 'Every number is taken: name an ID.');
    return id;
  }

  /** Rule 1.3: the ID has its place among logins and aliases, and the one before is free again. */
  private async takeName(tx: Transaction, row: GroupRow, id: string | null): Promise<void> {
    if (id === row.callPickupId) return;
    await this.names.freeOfGroup(tx, row.id);
    if (id !== null && !(await this.names.takeForGroup(tx, foldName(id), row.id))) {
      throw refused('name-taken', `The name ${JSON.stringify(id)} is taken.`);
    }
  }

  private async record(tx: Transaction, actor: Actor, before: GroupRow, after: GroupRow): Promise<void> {
    const change = {
      target: targetOf(before),
      before: toCallPickupState(before),
      after: toCallPickupState(after),
    };
    await this.audit.record(tx, actor, { action: 'group.call-pickup-changed', ...change });
  }
}

/** Nobody is listed as a member of *Federated users* or *Guest users*: a call to them could ring nobody. */
function isCallable({ kind }: GroupRow): boolean {
  return kind === 'custom' || kind === 'ungrouped';
}

function requireCallable(row: GroupRow): void {
  if (isCallable(row)) return;
  throw new DomainError('call-pickup-not-available', `${row.name} has no members who could be called.`);
}

/** Rule 3.4: letters, digits, `.`, `_` and `-`, in NFC. */
function checkId(id: string | null): string | null {
  if (id === null) return null;
  const name = readName(id);
  if (name !== null) return name;
  const detail =
    'An ID has 1 to 64 Latin or Cyrillic letters, digits, ".", "_" and "-", and is neither "." nor ".." nor shaped like a UUID.';
  throw refused('invalid-group-call-id', detail);
}

function refused(code: 'invalid-group-call-id' | 'name-taken', detail: string): DomainError {
  return new DomainError(code, detail, [{ pointer: '/id', detail }]);
}
