import type { Group as GroupRow, Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';
import { escapeLike } from '../db/like.js';
import type { GroupKind } from './groups.schema.js';

export type { GroupRow };

export interface GroupFilter {
  /** Part of the name, whatever its case. */
  q?: string;
  /** The whole name, whatever its case. */
  name?: string;
}

/** Names are unique whatever their case and composition. */
export function groupNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function where({ q, name }: GroupFilter): Prisma.GroupWhereInput {
  return {
    nameKey: { contains: q === undefined ? undefined : escapeLike(groupNameKey(q)) },
    ...(name === undefined ? {} : { AND: { nameKey: groupNameKey(name) } }),
  };
}

function after(keys: readonly string[] | null): Prisma.GroupWhereInput {
  return keys === null ? {} : { nameKey: { gt: keys[0] } };
}

export class GroupsStore {
  constructor(private readonly db: Database) {}

  async findById(tx: Transaction, id: string): Promise<GroupRow | null> {
    return tx.group.findUnique({ where: { id } });
  }

  async findByKind(tx: Transaction, kind: GroupKind): Promise<GroupRow | null> {
    return tx.group.findFirst({ where: { kind } });
  }

  async findMany(tx: Transaction, ids: readonly string[]): Promise<GroupRow[]> {
    return tx.group.findMany({ where: { id: { in: [...ids] } }, orderBy: { nameKey: 'asc' } });
  }

  /** Keeps everybody else from changing the group until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<void> {
    await tx.$queryRaw`SELECT FROM groups WHERE id = ${id}::uuid FOR UPDATE`;
  }

  /** Keeps the groups from being deleted until the transaction ends. */
  async lockAgainstDeletion(tx: Transaction, ids: readonly string[]): Promise<void> {
    await tx.$queryRaw`SELECT FROM groups WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR KEY SHARE`;
  }

  /** The new group, or null when the name is taken. */
  async create(tx: Transaction, data: Prisma.GroupCreateManyInput): Promise<GroupRow | null> {
    const { count } = await tx.group.createMany({ data: [data], skipDuplicates: true });
    return count === 0 ? null : this.findById(tx, data.id);
  }

  async update(tx: Transaction, id: string, data: Prisma.GroupUncheckedUpdateInput): Promise<GroupRow> {
    return tx.group.update({ where: { id }, data: { ...data, updatedAt: new Date() } });
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    await tx.group.delete({ where: { id } });
  }

  /** In the order of names; one row more than asked for, to learn whether there is a next page. */
  async list(filter: GroupFilter, page: PageRequest): Promise<GroupRow[]> {
    return this.db.prisma.group.findMany({
      where: { AND: [where(filter), after(page.after)] },
      orderBy: { nameKey: 'asc' },
      take: page.limit + 1,
    });
  }

  async count(filter: GroupFilter): Promise<number> {
    return this.db.prisma.group.count({ where: where(filter) });
  }
}
