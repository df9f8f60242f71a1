import { Prisma, type Alias as AliasRow } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import { escapeLike } from '../db/like.js';
import { foldName } from '../names/index.js';
import type { AliasReference } from './alias-name.js';

export type { AliasRow };

/** A local user to whom an alias leads. */
export interface TargetUser {
  id: string;
  login: string;
  loginKey: string;
}

export interface AliasFilter {
  /** Part of the alias or of what it leads to, whatever its case; the beginning, with one or two characters. */
  q?: string;
  /** What the alias leads to, in the form in which targets are compared. */
  targetKey?: string;
}

/** The fields that follow from others. */
export type AliasData = Pick<AliasRow, 'alias' | 'aliasKey' | 'callString' | 'targetKey'>;

const columns = Prisma.sql`
  id, alias, alias_key AS "aliasKey", call_string AS "callString", target_key AS "targetKey",
  search_text AS "searchText", created_at AS "createdAt", updated_at AS "updatedAt"`;

function searchTextOf({ aliasKey, targetKey }: AliasData): string {
  return `\n${aliasKey}\n${targetKey}`;
}

function searched(q: string): string {
  const literal = escapeLike(foldName(q));
  return [...q].length >= 3 ? literal : `\n${literal}`;
}

function where({ q, targetKey }: AliasFilter): Prisma.AliasWhereInput {
  return {
    searchText: { contains: q === undefined || q === '' ? undefined : searched(q) },
    targetKey,
  };
}

function after(keys: readonly string[] | null): Prisma.AliasWhereInput {
  return keys === null ? {} : { aliasKey: { gt: keys[0] } };
}

export class AliasesStore {
  constructor(private readonly db: Database) {}

  async find(tx: Transaction, reference: AliasReference): Promise<AliasRow | null> {
    if (reference.kind === 'id') return tx.alias.findUnique({ where: { id: reference.id } });
    return reference.kind === 'name' ? tx.alias.findUnique({ where: { aliasKey: reference.key } }) : null;
  }

  /** Locks whatever it finds until the transaction ends, so that each is deleted once. */
  async holdMany(tx: Transaction, references: readonly AliasReference[]): Promise<AliasRow[]> {
    const ids = references.flatMap((reference) => (reference.kind === 'id' ? [reference.id] : []));
    const keys = references.flatMap((reference) => (reference.kind === 'name' ? [reference.key] : []));
    return tx.$queryRaw<AliasRow[]>`
      SELECT ${columns} FROM aliases WHERE id = ANY(${ids}::uuid[]) OR alias_key = ANY(${keys})
      ORDER BY id FOR UPDATE`;
  }

  /** Every alias that leads there, locked until the transaction ends. */
  async holdThoseTo(tx: Transaction, targetKey: string): Promise<AliasRow[]> {
    return tx.$queryRaw<AliasRow[]>`
      SELECT ${columns} FROM aliases WHERE target_key = ${targetKey} ORDER BY id FOR UPDATE`;
  }

  /** Keeps everybody else from changing the alias until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<void> {
    await tx.$queryRaw`SELECT FROM aliases WHERE id = ${id}::uuid FOR UPDATE`;
  }

  /** Keeps the local user to whom this leads, if there is one, from being deleted until the transaction ends. */
  async holdTarget(tx: Transaction, targetKey: string): Promise<void> {
    await tx.$queryRaw`SELECT FROM users WHERE login_key = ${targetKey} FOR KEY SHARE`;
  }

  /** The local users to whom these lead. */
  async findTargets(tx: Transaction, targetKeys: readonly string[]): Promise<TargetUser[]> {
    return tx.user.findMany({
      where: { loginKey: { in: [...new Set(targetKeys)] } },
      select: { id: true, login: true, loginKey: true },
    });
  }

  /** The new alias, or null when there is one of that name. */
  async create(tx: Transaction, id: string, data: AliasData): Promise<AliasRow | null> {
    const row = { id, ...data, searchText: searchTextOf(data) };
    const { count } = await tx.alias.createMany({ data: [row], skipDuplicates: true });
    return count === 0 ? null : tx.alias.findUnique({ where: { id } });
  }

  async update(tx: Transaction, id: string, data: AliasData): Promise<AliasRow> {
    const { alias, aliasKey, callString, targetKey } = data;
    const changed = { alias, aliasKey, callString, targetKey, searchText: searchTextOf(data) };
    return tx.alias.update({ where: { id }, data: { ...changed, updatedAt: new Date() } });
  }

  async deleteMany(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.$executeRaw`DELETE FROM aliases WHERE id = ANY(${[...ids]}::uuid[])`;
  }

  /** In the order of aliases; one row more than asked for, to learn whether there is a next page. */
  async list(filter: AliasFilter, page: PageRequest): Promise<AliasRow[]> {
    return this.db.prisma.alias.findMany({
      where: { AND: [where(filter), after(page.after)] },
      orderBy: { aliasKey: 'asc' },
      take: page.limit + 1,
    });
  }

  async count(filter: AliasFilter): Promise<number> {
    return this.db.prisma.alias.count({ where: where(filter) });
  }
}
