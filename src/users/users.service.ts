/** Owns users: their profile, their place in the namespace, and finding them (rules 1 and 2). */
import { userEnd, type AuditTrail } from '../audit/index.js';
import { requireScope, requireUser, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { newId } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import { answeredBefore, once, oncePlaceOf, type OnceRequest } from '../db/once.js';
import { foldName, type NamesStore } from '../names/index.js';
import { checkLogin, parseUserReference, scriptOf, skeleton, type UserReference } from './login.js';
import { changedColumns, searchTextOf, statusOf, toColumns, toUser } from './user-representation.js';
import type { NewUser, User, UserPatch, UserSort, UserSource, UserStatus } from './users.schema.js';
import type { UserTraces } from './user-traces.js';
import { sortField, type UserFilter } from './user-list.store.js';
import type { NewUserData, UserKeys, UserRow, UsersStore } from './users.store.js';

/** What users need of groups. */
export interface GroupDirectory {
  /** Throws `group-not-found` unless every ID is a group that people can be put into; holds them until the end. */
  requireGroups(tx: Transaction, ids: readonly string[]): Promise<void>;
  /** Whether this names *Users without group*, whose members follow from the rest (rule 3.1). */
  isUngrouped(group: string): Promise<boolean>;
}

/** What users need of the settings. */
export interface UserRules {
  /** Rule 2.12: the fields of their own profile that users may change. */
  editableProfileFields(): Promise<ReadonlySet<string>>;
  /** Rule 1.2: whether a login may be in Latin and Cyrillic letters at once. */
  allowsMixedScripts(tx: Transaction): Promise<boolean>;
}

/** What users need of passwords. */
export interface NewPasswords {
  /** Checks and hashes; throws `password-unacceptable` with each requirement that is not met. */
  prepare(password: string, login: string): Promise<string>;
  keep(tx: Transaction, userId: string, hash: string): Promise<void>;
  fingerprint(password: string, place: string): string;
}

export interface UserQuery extends PageQuery {
  q?: string;
  group?: string;
  status?: UserStatus;
  active?: boolean;
  source?: UserSource;
  sort?: UserSort;
  total?: boolean;
}

export class UsersService {
  constructor(
    private readonly db: Database,
    private readonly store: UsersStore,
    private readonly names: NamesStore,
    private readonly groups: GroupDirectory,
    private readonly passwords: NewPasswords,
    private readonly rules: UserRules,
    private readonly audit: AuditTrail,
    private readonly serverName: string,
    /** What other domains keep of a user, in the order in which it is forgotten (rule 2.14). */
    private readonly traces: readonly UserTraces[],
  ) {}

  async list(actor: Actor, query: UserQuery): Promise<Page<User>> {
    requireScope(actor, 'users:read');
    const sort = query.sort ?? 'login';
    const page = pageRequest(query, sort, [sortField(sort) === 'createdAt' ? 'time' : 'text', 'id']);
    const filter = await this.filterOf(query);
    const rows = await this.store.list(filter, sort, page);
    const list = pageOf(
      rows,
      page.limit,
      (row) => encodeCursor(sort, [sortKey(row, sort), row.id]),
      (row) => this.show(row),
    );
    return query.total === true ? { ...list, total: await this.store.count(filter) } : list;
  }

  async get(actor: Actor, user: string): Promise<User> {
    requireScope(actor, 'users:read');
    return this.show(await this.require(user));
  }

  async create(actor: Actor, request: NewUser, idempotencyKey?: string): Promise<User> {
    requireScope(actor, 'users:write');
    const onceRequest = this.onceRequest(actor, request, idempotencyKey);
    if (request.password === undefined) return this.createOnce(actor, request, onceRequest, null);
    const before = await answeredBefore<User>(this.db.prisma, onceRequest);
    if (before !== null) return before;
    const login = await this.checkedLogin(this.db.prisma, request.login);
    const hash = await this.passwords.prepare(request.password, login);
    return this.createOnce(actor, request, onceRequest, hash);
  }

  /** The profile of the user who asks (rule 2.12). */
  async getOwn(actor: Actor): Promise<User> {
    return this.read(requireUser(actor));
  }

  /** What users change of their own profile, as far as the settings open it to them (rule 2.12). */
  async updateOwn(actor: Actor, patch: Omit<UserPatch, 'active'>, ifMatch?: string): Promise<User> {
    const id = requireUser(actor);
    await this.requireOpenFields(Object.keys(patch));
    return this.change(actor, id, patch, ifMatch);
  }

  async update(actor: Actor, user: string, patch: UserPatch, ifMatch?: string): Promise<User> {
    requireScope(actor, 'users:write');
    return this.change(actor, user, patch, ifMatch);
  }

  private async change(actor: Actor, user: string, patch: UserPatch, ifMatch?: string): Promise<User> {
    return this.db.transaction(async (tx) => {
      const row = await this.hold(tx, user);
      const before = this.show(row);
      requireSameUser(ifMatch, before);
      const columns = changedColumns(row, toColumns(patch));
      if (Object.keys(columns).length === 0) return before;
      const searchText = searchTextOf({ ...row, ...columns });
      const after = this.show(await this.store.update(tx, row.id, { ...columns, searchText }));
      await this.audit.record(tx, actor, { action: 'user.changed', target: userEnd(after), before, after });
      if (columns.active === false) {
        for (const trace of this.traces) await trace.deactivate?.(tx, actor, row);
      }
      return after;
    });
  }

  async delete(actor: Actor, user: string, ifMatch?: string): Promise<void> {
    requireScope(actor, 'users:write');
    await this.db.transaction(async (tx) => {
      const row = await this.hold(tx, user);
      const before = this.show(row);
      requireSameUser(ifMatch, before);
      // One after the other: they share the transaction's connection.
      for (const trace of this.traces) await trace.forget(tx, actor, row);
      await this.store.delete(tx, row.id);
      await this.audit.record(tx, actor, { action: 'user.deleted', target: userEnd(before), before });
    });
  }

  /** The stored user, locked until the transaction ends. */
  async hold(tx: Transaction, user: string): Promise<UserRow> {
    const id = await this.store.lock(tx, parseUserReference(user, this.serverName));
    if (id === null) throw notFound(user);
    return this.require(id, tx);
  }

  /** The stored user, by UUID, login or call ID (rule 1.1). */
  async require(user: string, tx: Transaction = this.db.prisma): Promise<UserRow> {
    const row = await this.store.find(tx, parseUserReference(user, this.serverName));
    if (row === null) throw notFound(user);
    return row;
  }

  /** The stored users, in the order asked, kept from being deleted; null for an unknown one. */
  async findMany(tx: Transaction, users: readonly string[]): Promise<(UserRow | null)[]> {
    const references = users.map((user) => parseUserReference(user, this.serverName));
    const held = await this.store.holdMany(tx, references);
    const ids = held.map(({ id }) => id);
    return inOrder(references, await this.store.readMany(ids, tx));
  }

  /** The user as the API shows one, for domains that ask on their own account. */
  async read(user: string): Promise<User> {
    return this.show(await this.require(user));
  }

  /** The users with these IDs, in the order asked; who is gone is left out. */
  async readMany(ids: readonly string[]): Promise<User[]> {
    const rows = await this.store.readMany(ids);
    const rowsById = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => rowsById.get(id) ?? []).map((row) => this.show(row));
  }

  /** The status of each of these users (rule 2.2), by ID; cheaper than reading all of them. */
  async statusesOf(
    users: readonly { id: string; active: boolean }[],
    tx?: Transaction,
  ): Promise<ReadonlyMap<string, UserStatus>> {
    const rows = await this.store.addPresence(users, tx);
    return new Map(rows.map((row) => [row.id, statusOf(row)]));
  }

  /** The IDs of the users, in the order asked; null for an unknown one. Holds nobody. */
  async identify(users: readonly string[]): Promise<(string | null)[]> {
    const references = users.map((user) => parseUserReference(user, this.serverName));
    return idsOf(inOrder(references, await this.store.identify(references)));
  }

  /** The same, kept from being deleted until the transaction ends. */
  async holdMany(tx: Transaction, users: readonly string[]): Promise<(string | null)[]> {
    const references = users.map((user) => parseUserReference(user, this.serverName));
    return idsOf(inOrder(references, await this.store.holdMany(tx, references)));
  }

  /** Rule 2.12: throws `profile-field-closed` with each of the fields that users may not change of themselves. */
  async requireOpenFields(fields: readonly string[]): Promise<void> {
    const open = await this.rules.editableProfileFields();
    const refused = fields.filter((field) => !open.has(field));
    if (refused.length === 0) return;
    const errors = refused.map((field) => ({ pointer: `/${field}`, detail: 'Users may not change this.' }));
    throw new DomainError('profile-field-closed', `Users may not change: ${refused.join(', ')}.`, errors);
  }

  private async filterOf({ group, ...filter }: UserQuery): Promise<UserFilter> {
    if (group === undefined) return filter;
    return (await this.groups.isUngrouped(group))
      ? { ...filter, withoutGroup: true }
      : { ...filter, groupId: group };
  }

  private onceRequest(actor: Actor, request: NewUser, key: string | undefined): OnceRequest {
    const { password } = request;
    const place = oncePlaceOf({ callerId: actor.id, key });
    const body =
      password === undefined
        ? request
        : { ...request, password: this.passwords.fingerprint(password, place) };
    return { callerId: actor.id, key, operation: 'createUser', body };
  }

  private createOnce(
    actor: Actor,
    request: NewUser,
    onceRequest: OnceRequest,
    passwordHash: string | null,
  ): Promise<User> {
    return this.db.transaction((tx) =>
      once(tx, onceRequest, () => this.insert(tx, actor, request, passwordHash)),
    );
  }

  private show(row: UserRow): User {
    return toUser(row, this.serverName);
  }

  private async insert(
    tx: Transaction,
    actor: Actor,
    request: NewUser,
    passwordHash: string | null,
  ): Promise<User> {
    const id = newId();
    const groupIds = [...new Set(request.groups?.map((group) => group.toLowerCase()))].sort();
    await this.groups.requireGroups(tx, groupIds);
    const data = newUserData(id, request, await this.checkedLogin(tx, request.login));
    const row = await this.store.create(tx, data, groupIds);
    if (row === null || !(await this.names.takeForUser(tx, data.loginKey, id))) {
      throw new DomainError('login-taken', `The name ${JSON.stringify(data.login)} is taken.`);
    }
    await this.refuseLookAlike(tx, data);
    if (passwordHash !== null) await this.passwords.keep(tx, id, passwordHash);
    const after = this.show(row);
    await this.audit.record(tx, actor, { action: 'user.created', target: userEnd(after), after });
    return after;
  }

  private async checkedLogin(tx: Transaction, login: string): Promise<string> {
    const isMixed = scriptOf(login) === 'mixed';
    return checkLogin(login, isMixed && (await this.rules.allowsMixedScripts(tx)));
  }

  /** Rule 1.2: Cyrillic `аnnа` beside Latin `anna` is refused. */
  private async refuseLookAlike(tx: Transaction, data: NewUserData): Promise<void> {
    await this.names.lockSkeleton(tx, data.loginSkeleton);
    const other = await this.store.findLookAlike(tx, data.loginSkeleton, data.loginScript);
    if (other !== null) {
      throw new DomainError(
        'login-confusable',
        `The login looks like ${JSON.stringify(other)} in another script.`,
      );
    }
  }
}

function notFound(user: string): DomainError {
  return new DomainError('user-not-found', `There is no user ${JSON.stringify(user)}.`);
}

/** Any status will do: it changes by itself, and nobody decides on it when changing a user. */
function requireSameUser(ifMatch: string | undefined, user: User): void {
  const statuses: UserStatus[] = user.active ? ['offline', 'online', 'busy', 'owner'] : ['inactive'];
  requireMatch(ifMatch, ...statuses.map((status) => ({ ...user, status })));
}

/** Each as it was named; null for who is not among them. */
function inOrder<Row extends UserKeys>(
  references: readonly UserReference[],
  rows: readonly Row[],
): (Row | null)[] {
  const rowsByKey = new Map(rows.flatMap((row) => [[row.id, row] as const, [row.loginKey, row] as const]));
  return references.map((reference) => rowsByKey.get(keyOf(reference) ?? '') ?? null);
}

function idsOf(rows: readonly (UserKeys | null)[]): (string | null)[] {
  return rows.map((row) => row?.id ?? null);
}

function keyOf(reference: UserReference): string | null {
  if (reference.kind === 'id') return reference.id;
  return reference.kind === 'login' ? reference.folded : null;
}

function sortKey(row: UserRow, sort: UserSort): string {
  const field = sortField(sort);
  if (field === 'createdAt') return row.createdAt.toISOString();
  return field === 'login' ? row.loginKey : row.displayName;
}

function newUserData(id: string, request: NewUser, login: string): NewUserData {
  const displayName = request.displayName ?? login;
  const data = {
    ...(toColumns(request) as NewUserData),
    id,
    login,
    displayName,
    loginKey: foldName(login),
    loginSkeleton: skeleton(login),
    loginScript: scriptOf(login),
  };
  const { email = null, firstName = null, lastName = null } = request;
  return { ...data, searchText: searchTextOf({ login, displayName, email, firstName, lastName }) };
}
