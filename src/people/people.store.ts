import { Prisma } from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database } from '../db/database.js';
import { searchCondition, type SearchedField } from '../users/index.js';

export interface PersonKey {
  id: string;
  displayName: string;
}

/** Nobody is found by what the audience may not see (rule 9.3), and nobody who is deactivated is found. */
function where(q: string | undefined, visible: ReadonlySet<string>): Prisma.Sql {
  if (q === undefined || q === '') return Prisma.sql`WHERE active`;
  return Prisma.sql`WHERE active AND ${searchCondition(q, visible as ReadonlySet<SearchedField>)}`;
}

export class PeopleStore {
  constructor(private readonly db: Database) {}

  /** In the order of display names; one row more than asked for, to learn whether there is a next page. */
  async list(
    q: string | undefined,
    visible: ReadonlySet<string>,
    { after, limit }: PageRequest,
  ): Promise<PersonKey[]> {
    // Materialized when searching, or the planner walks the whole index to find a rare match.
    const mode = q === undefined ? Prisma.sql`NOT MATERIALIZED` : Prisma.sql`MATERIALIZED`;
    const rest =
      after === null ? Prisma.empty : Prisma.sql`WHERE (display_name, id) > (${after[0]}, ${after[1]}::uuid)`;
    return this.db.prisma.$queryRaw<PersonKey[]>`
      WITH found AS ${mode} (SELECT id, display_name FROM users ${where(q, visible)})
      SELECT id, display_name AS "displayName" FROM found ${rest} ORDER BY display_name, id LIMIT ${limit + 1}`;
  }

  async count(q: string | undefined, visible: ReadonlySet<string>): Promise<number> {
    const rows = await this.db.prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM users ${where(q, visible)}`;
    return rows[0]?.count ?? 0;
  }
}
