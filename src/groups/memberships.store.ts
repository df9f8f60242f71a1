import { Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';

export interface MemberRow {
  id: string;
  login: string;
  loginKey: string;
  displayName: string;
  active: boolean;
}

const memberColumns = Prisma.sql`u.id, u.login, u.login_key AS "loginKey", u.display_name AS "displayName", u.active`;

/** Whose page of members: a stored group's, or that of everybody in none (rule 3.1). */
function members(groupId: string | null): Prisma.Sql {
  return groupId === null
    ? Prisma.sql`users u WHERE NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = u.id)`
    : Prisma.sql`memberships m JOIN users u ON u.id = m.user_id WHERE m.group_id = ${groupId}::uuid`;
}

export class MembershipsStore {
  constructor(private readonly db: Database) {}

  /** Puts users into a group; gives the IDs of those who were not in it before. */
  async add(tx: Transaction, groupId: string, userIds: readonly string[]): Promise<string[]> {
    const rows = await tx.$queryRaw<{ userId: string }[]>`
      INSERT INTO memberships (user_id, group_id)
      SELECT unnest(${[...userIds]}::uuid[]), ${groupId}::uuid
      ON CONFLICT DO NOTHING RETURNING user_id AS "userId"`;
    return rows.map((row) => row.userId);
  }

  /** Whether the user was in the group. */
  async remove(tx: Transaction, groupId: string, userId: string): Promise<boolean> {
    const { count } = await tx.membership.deleteMany({ where: { groupId, userId } });
    return count > 0;
  }

  /** Takes users out of a group; gives the IDs of those who were in it. */
  async removeMany(tx: Transaction, groupId: string, userIds: readonly string[]): Promise<string[]> {
    const rows = await tx.$queryRaw<{ userId: string }[]>`
      WITH held AS (
        SELECT user_id FROM memberships WHERE group_id = ${groupId}::uuid AND user_id = ANY(${[...userIds]}::uuid[])
        ORDER BY user_id FOR UPDATE
      )
      DELETE FROM memberships m USING held WHERE m.group_id = ${groupId}::uuid AND m.user_id = held.user_id
      RETURNING m.user_id AS "userId"`;
    return rows.map((row) => row.userId);
  }

  /** In the order of logins; one row more than asked for, to learn whether there is a next page. */
  async list(groupId: string | null, page: PageRequest): Promise<MemberRow[]> {
    const after = page.after === null ? Prisma.empty : Prisma.sql`AND u.login_key > ${page.after[0]}`;
    return this.db.prisma.$queryRaw<MemberRow[]>`
      SELECT ${memberColumns} FROM ${members(groupId)} ${after} ORDER BY u.login_key LIMIT ${page.limit + 1}`;
  }

  async count(groupId: string | null): Promise<number> {
    const rows = await this.db.prisma.$queryRaw<
      { count: bigint }[]
    >`SELECT count(*) FROM ${members(groupId)}`;
    return Number(rows[0]?.count ?? 0);
  }
}
