import { type Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import type { UserReference } from './login.js';
import { withMarks, type AccountMarks } from './account-marks.store.js';
import { withPresence, type Presence } from './status.store.js';
import {
  condition,
  pageQuery,
  toStoredUser,
  type RawUser,
  type StoredUser,
  type UserFilter,
} from './user-list.store.js';
import type { UserSort } from './users.schema.js';

/** A user as it is stored, with what is reported of their presence and what the account bears. */
export type UserRow = StoredUser & { presence: Presence } & AccountMarks;
export type UserData = Partial<Prisma.UserCreateManyInput>;
export type NewUserData = Prisma.UserCreateManyInput;

const include = { memberships: { select: { groupId: true }, orderBy: { groupId: 'asc' } } } as const;

function uniqueKey(reference: UserReference): { id: string } | { loginKey: string } | null {
  if (reference.kind === 'id') return { id: reference.id };
  return reference.kind === 'login' ? { loginKey: reference.folded } : null;
}

/** What a user is found by: the ID, and the login as logins are compared. */
export interface UserKeys {
  id: string;
  loginKey: string;
}

function keysOf(references: readonly UserReference[]): { ids: string[]; logins: string[] } {
  return {
    ids: references.flatMap((reference) => (reference.kind === 'id' ? [reference.id] : [])),
    logins: references.flatMap((reference) => (reference.kind === 'login' ? [reference.folded] : [])),
  };
}

async function complete(tx: Transaction, rows: readonly StoredUser[]): Promise<UserRow[]> {
  return withMarks(tx, await withPresence(tx, rows));
}

async function completeOne(tx: Transaction, row: StoredUser | null): Promise<UserRow | null> {
  return row === null ? null : (await complete(tx, [row]))[0]!;
}

export class UsersStore {
  constructor(private readonly db: Database) {}

  async find(tx: Transaction, reference: UserReference): Promise<UserRow | null> {
    const where = uniqueKey(reference);
    return where === null ? null : completeOne(tx, await tx.user.findUnique({ where, include }));
  }

  /** The IDs and folded logins of those there are, kept from being deleted until the transaction ends. */
  async holdMany(tx: Transaction, references: readonly UserReference[]): Promise<UserKeys[]> {
    const { ids, logins } = keysOf(references);
    return tx.$queryRaw`
      SELECT id, login_key AS "loginKey" FROM users WHERE id = ANY(${ids}::uuid[]) OR login_key = ANY(${logins}::text[])
      ORDER BY id FOR KEY SHARE`;
  }

  /** The IDs and folded logins of those there are; holds nobody. */
  async identify(references: readonly UserReference[]): Promise<UserKeys[]> {
    const { ids, logins } = keysOf(references);
    return this.db.prisma.$queryRaw`
      SELECT id, login_key AS "loginKey" FROM users WHERE id = ANY(${ids}::uuid[])
      UNION
      SELECT id, login_key AS "loginKey" FROM users WHERE login_key = ANY(${logins}::text[])`;
  }

  async readMany(ids: readonly string[], tx: Transaction = this.db.prisma): Promise<UserRow[]> {
    return complete(tx, await tx.user.findMany({ where: { id: { in: [...ids] } }, include }));
  }

  async addPresence<Row extends { id: string }>(rows: readonly Row[], tx: Transaction = this.db.prisma) {
    return withPresence(tx, rows);
  }

  /** The ID of the user, whom nobody else changes until the transaction ends; null when there is none. */
  async lock(tx: Transaction, reference: UserReference): Promise<string | null> {
    const { ids, logins } = keysOf([reference]);
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM users WHERE id = ANY(${ids}::uuid[]) OR login_key = ANY(${logins}::text[]) FOR UPDATE`;
    return rows[0]?.id ?? null;
  }

  /** An existing login that looks like this one but is written in another script (rule 1.2). */
  async findLookAlike(tx: Transaction, skeleton: string, script: string): Promise<string | null> {
    const other = await tx.user.findFirst({
      where: { loginSkeleton: skeleton, loginScript: { notIn: [script, 'none'] } },
      select: { login: true },
    });
    return other?.login ?? null;
  }

  /** The new user, or null when the login is taken. */
  async create(tx: Transaction, data: NewUserData, groupIds: readonly string[]): Promise<UserRow | null> {
    const { count } = await tx.user.createMany({ data: [data], skipDuplicates: true });
    if (count === 0) return null;
    await tx.membership.createMany({ data: groupIds.map((groupId) => ({ userId: data.id, groupId })) });
    return completeOne(tx, await tx.user.findUnique({ where: { id: data.id }, include }));
  }

  async update(tx: Transaction, id: string, data: UserData): Promise<UserRow> {
    const row = await tx.user.update({ where: { id }, data: { ...data, updatedAt: new Date() }, include });
    return (await complete(tx, [row]))[0]!;
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    await tx.user.delete({ where: { id } });
  }

  /** The page in order; one row more than asked for, to learn whether there is a next page. */
  async list(filter: UserFilter, sort: UserSort, page: PageRequest): Promise<UserRow[]> {
    const found = await this.db.prisma.$queryRaw<RawUser[]>(pageQuery(filter, sort, page));
    return complete(this.db.prisma, found.map(toStoredUser));
  }

  async count(filter: UserFilter): Promise<number> {
    const rows = await this.db.prisma.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM users WHERE ${condition(filter)}`;
    return Number(rows[0]?.count ?? 0);
  }
}
