/** What is stored of who can be reached, read as the status of a user (rule 2.2). */
import { Prisma } from '../../generated/prisma/client.js';
import type { Transaction } from '../db/database.js';
import type { UserStatus } from './users.schema.js';

/** The strongest of what is reported of a user and has not expired; null for nothing. */
export type Presence = Exclude<UserStatus, 'inactive' | 'offline'> | null;

/** From the weakest to the strongest. */
export const strengths = ['online', 'busy', 'owner'] as const;

/**
 * Whether a report still holds, by the clock of the database. Written so that the planner sees no column to look up in
 * its statistics: those are minutes old, when nearly everything that holds now had not been reported yet.
 */
export const holdsSql = `now() - p.expires_at < interval '0'`;
const holds = Prisma.raw(holdsSql);

function isReported(...statuses: readonly string[]): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM presences p WHERE p.user_id = users.id AND p.status IN (${Prisma.join(statuses)}) AND ${holds})`;
}

/** A status that somebody has by what is reported. */
export type ReportedAs = (typeof strengths)[number];

export function isReportedAs(status: UserStatus | undefined): status is ReportedAs {
  return (strengths as readonly unknown[]).includes(status);
}

/** Users of whom this is reported, and perhaps something stronger too; no more than the limit, some of them twice. */
export function reportedAs(status: ReportedAs, limit: number): Prisma.Sql {
  return Prisma.sql`SELECT user_id FROM presences WHERE status = ${status} AND expires_at > now() LIMIT ${limit}`;
}

/** The strongest report of a row of `users`, by its number: looked up for each row, and never for all of them at once. */
const strength = Prisma.sql`(
  SELECT max(array_position(ARRAY[${Prisma.join([...strengths])}], p.status))
  FROM presences p WHERE p.user_id = users.id AND ${holds})`;

/** The condition on `users` for a status, for pages: rows that are at hand, of which few will be looked at. */
export function isOfStatus(status: UserStatus): Prisma.Sql {
  if (status === 'inactive') return Prisma.sql`NOT active`;
  if (status === 'offline') return Prisma.sql`active AND ${strength} IS NULL`;
  return Prisma.sql`active AND ${strength} = ${strengths.indexOf(status) + 1}`;
}

/** The same for all users at once; an account that is not active is nothing else (rule 2.2). */
export function statusCondition(status: UserStatus): Prisma.Sql {
  if (status === 'inactive') return Prisma.sql`NOT active`;
  if (status === 'offline') return Prisma.sql`active AND NOT ${isReported(...strengths)}`;
  const stronger = strengths.slice(strengths.indexOf(status) + 1);
  const reported = Prisma.sql`active AND ${isReported(status)}`;
  return stronger.length === 0 ? reported : Prisma.sql`${reported} AND NOT ${isReported(...stronger)}`;
}

/** The rows with what is reported of each. */
export async function withPresence<Row extends { id: string }>(
  tx: Transaction,
  rows: readonly Row[],
): Promise<(Row & { presence: Presence })[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const found = await tx.$queryRaw<{ id: string; strength: number }[]>`
    SELECT user_id AS id, max(array_position(${[...strengths]}, status)) AS strength
    FROM presences p WHERE user_id = ANY(${ids}::uuid[]) AND status <> 'offline' AND ${holds} GROUP BY user_id`;
  const strengthById = new Map(found.map(({ id, strength }) => [id, strength]));
  return rows.map((row) => ({ ...row, presence: strengths[(strengthById.get(row.id) ?? 0) - 1] ?? null }));
}
