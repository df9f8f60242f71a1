/** Owns aliases: short names for whatever can be dialled (rules 5.1 and 5.2). Where they lead is for resolution to say. */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { newId } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import { once } from '../db/once.js';
import type { NamesStore } from '../names/index.js';
import type { LeavingUser, UserTraces } from '../users/index.js';
import { checkAlias, checkTarget, parseAliasReference, requireOther } from './alias-name.js';
import { auditRowsOf, resultsOf, toAlias, type AliasChange } from './alias-representation.js';
import type { Alias, AliasDeletion, AliasPatch, NewAlias } from './aliases.schema.js';
import type { AliasData, AliasesStore, AliasRow } from './aliases.store.js';

export interface AliasQuery extends PageQuery {
  q?: string;
  callString?: string;
  total?: boolean;
}

export class AliasesService implements UserTraces {
  constructor(
    private readonly db: Database,
    private readonly store: AliasesStore,
    private readonly names: NamesStore,
    private readonly audit: AuditTrail,
    private readonly serverName: string,
  ) {}

  async list(actor: Actor, query: AliasQuery): Promise<Page<Alias>> {
    requireScope(actor, 'aliases:read');
    const page = pageRequest(query, 'alias', ['text']);
    const { q, callString } = query;
    const targetKey =
      callString === undefined ? undefined : checkTarget(callString, this.serverName).targetKey;
    const rows = await this.store.list({ q, targetKey }, page);
    const list = pageOf(rows, page.limit, (row) => encodeCursor('alias', [row.aliasKey]), toAlias);
    return query.total === true ? { ...list, total: await this.store.count({ q, targetKey }) } : list;
  }

  async get(actor: Actor, alias: string): Promise<Alias> {
    requireScope(actor, 'aliases:read');
    return toAlias(await this.require(this.db.prisma, alias));
  }

  async create(actor: Actor, request: NewAlias, idempotencyKey?: string): Promise<Alias> {
    requireScope(actor, 'aliases:write');
    const onceRequest = { callerId: actor.id, key: idempotencyKey, operation: 'createAlias', body: request };
    return this.db.transaction((tx) => once(tx, onceRequest, () => this.insert(tx, actor, request)));
  }

  async update(actor: Actor, alias: string, patch: AliasPatch, ifMatch?: string): Promise<Alias> {
    requireScope(actor, 'aliases:write');
    return this.db.transaction(async (tx) => {
      const { id } = await this.require(tx, alias);
      const change = this.read(patch);
      // The user before the alias: in this order a deletion of the user locks them too.
      if (change.targetKey !== undefined) await this.store.holdTarget(tx, change.targetKey);
      const before = await this.hold(tx, id);
      requireMatch(ifMatch, toAlias(before));
      const data = { ...before, ...change };
      requireOther(data);
      if (data.alias === before.alias && data.callString === before.callString) return toAlias(before);
      const after = await this.replace(tx, before, data);
      await this.record(tx, actor, [{ action: 'alias.changed', before, after }]);
      return toAlias(after);
    });
  }

  async delete(actor: Actor, alias: string, ifMatch?: string): Promise<void> {
    requireScope(actor, 'aliases:write');
    await this.db.transaction(async (tx) => {
      const row = await this.hold(tx, (await this.require(tx, alias)).id);
      requireMatch(ifMatch, toAlias(row));
      await this.remove(tx, actor, [row]);
    });
  }

  async deleteMany(actor: Actor, aliases: readonly string[]): Promise<AliasDeletion[]> {
    requireScope(actor, 'aliases:write');
    const references = aliases.map((alias) => parseAliasReference(alias, this.serverName));
    return this.db.transaction(async (tx) => {
      const rows = await this.store.holdMany(tx, references);
      await this.remove(tx, actor, rows);
      return resultsOf(aliases, references, rows);
    });
  }

  /** Rule 2.14: the aliases to a user go with the user. */
  async forget(tx: Transaction, actor: Actor, user: LeavingUser): Promise<void> {
    await this.remove(tx, actor, await this.store.holdThoseTo(tx, user.loginKey));
  }

  private async require(tx: Transaction, alias: string): Promise<AliasRow> {
    const row = await this.store.find(tx, parseAliasReference(alias, this.serverName));
    if (row === null) throw new DomainError('alias-not-found', `There is no alias ${JSON.stringify(alias)}.`);
    return row;
  }

  /** The stored alias, locked until the transaction ends. */
  private async hold(tx: Transaction, id: string): Promise<AliasRow> {
    await this.store.lock(tx, id);
    return this.require(tx, id);
  }

  private read({ alias, callString }: AliasPatch): Partial<AliasData> {
    return {
      ...(alias === undefined ? {} : checkAlias(alias)),
      ...(callString === undefined ? {} : checkTarget(callString, this.serverName)),
    };
  }

  private async insert(tx: Transaction, actor: Actor, { alias, callString }: NewAlias): Promise<Alias> {
    const data = { ...checkAlias(alias), ...checkTarget(callString, this.serverName) };
    requireOther(data);
    await this.store.holdTarget(tx, data.targetKey);
    const after = await this.store.create(tx, newId(), data);
    if (after === null || !(await this.names.takeForAlias(tx, data.aliasKey, after.id))) throw taken(alias);
    await this.record(tx, actor, [{ action: 'alias.created', after }]);
    return toAlias(after);
  }

  private async replace(tx: Transaction, before: AliasRow, data: AliasData): Promise<AliasRow> {
    if (data.aliasKey !== before.aliasKey) {
      await this.names.freeOfAlias(tx, before.id);
      if (!(await this.names.takeForAlias(tx, data.aliasKey, before.id))) throw taken(data.alias);
    }
    return this.store.update(tx, before.id, data);
  }

  private async remove(tx: Transaction, actor: Actor, rows: readonly AliasRow[]): Promise<void> {
    await this.record(
      tx,
      actor,
      rows.map((before) => ({ action: 'alias.deleted', before })),
    );
    await this.store.deleteMany(
      tx,
      rows.map(({ id }) => id),
    );
  }

  private async record(tx: Transaction, actor: Actor, changes: readonly AliasChange[]): Promise<void> {
    const states = changes.flatMap(({ before, after }) => [before, after]).filter((row) => row !== undefined);
    const targets = await this.store.findTargets(
      tx,
      states.map((row) => row.targetKey),
    );
    const users = new Map(targets.map((user) => [user.loginKey, user]));
    await this.audit.record(tx, actor, ...changes.flatMap((change) => auditRowsOf(change, users)));
  }
}

function taken(alias: string): DomainError {
  return new DomainError('name-taken', `The name ${JSON.stringify(alias)} is taken.`, [
    { pointer: '/alias', detail: 'Logins, aliases and group-call IDs share one namespace.' },
  ]);
}
