import type { Database } from '../db/database.js';

/** Who has a name: the alias that it is, if it is one, and the user or group that is reached in one step (rule 5.2). */
export interface NameReading {
  readonly alias: ReadAlias | null;
  readonly user: FoundUser | null;
  readonly group: FoundGroup | null;
}

export interface ReadAlias {
  readonly id: string;
  readonly alias: string;
  readonly callString: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface FoundUser {
  readonly id: string;
  readonly login: string;
  readonly displayName: string;
  readonly active: boolean;
}

/** A group that has a group-call ID. */
export interface FoundGroup {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly callId: string;
  readonly enabled: boolean;
}

export interface CalledMembers {
  readonly users: readonly FoundUser[];
  readonly total: number;
}

// What an alias points to is looked up among everything but aliases: one step, and no more. Named, so that it is
// planned once.
const ownerOfName = {
  name: 'owner-of-name',
  text: `
    WITH dialled AS (SELECT * FROM names WHERE key = $1),
    through AS (SELECT a.* FROM dialled d JOIN aliases a ON a.id = d.alias_id),
    reached AS (
      SELECT user_id, group_id FROM dialled WHERE kind <> 'alias'
      UNION ALL
      SELECT n.user_id, n.group_id FROM through t JOIN names n ON n.key = t.target_key AND n.kind <> 'alias'
    )
    SELECT t.id AS "aliasId", t.alias, t.call_string AS "callString",
      t.created_at AS "createdAt", t.updated_at AS "updatedAt",
      u.id AS "userId", u.login, u.display_name AS "displayName", u.active,
      g.id AS "groupId", g.name, g.kind, g.call_pickup_id AS "callId", g.call_pickup_enabled AS enabled
    FROM (SELECT) AS once
    LEFT JOIN through t ON TRUE
    LEFT JOIN reached r ON TRUE
    LEFT JOIN users u ON u.id = r.user_id
    LEFT JOIN groups g ON g.id = r.group_id`,
};

type OwnerRow = { [Column in keyof (Omit<ReadAlias, 'id'> & FoundUser & FoundGroup)]: never } & {
  aliasId: string | null;
  userId: string | null;
  groupId: string | null;
};

/** Those who may be called (rule 3.4): the active members. Of *Users without group* they are whoever is in no group (rule 3.1). */
const callable = {
  custom: 'memberships m JOIN users u ON u.id = m.user_id WHERE m.group_id = $1::uuid AND u.active',
  ungrouped:
    'users u WHERE u.active AND $1::uuid IS NOT NULL AND NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = u.id)',
};

/** Counting a group of a hundred thousand would cost more than everything else together. */
const countedAtMost = 10_000;

const page = (from: string) =>
  `SELECT u.id, u.login, u.display_name AS "displayName", u.active, 
     (SELECT count(*) FROM (SELECT FROM ${from} LIMIT ${countedAtMost}) AS counted)::int AS total
   FROM ${from} ORDER BY u.login_key LIMIT $2`;

export class ResolutionStore {
  constructor(private readonly db: Database) {}

  /** Who has the name, which is given in the form in which names are compared. */
  async ownerOf(key: string): Promise<NameReading> {
    const { rows } = await this.db.pool.query<OwnerRow>({ ...ownerOfName, values: [key] });
    const { aliasId, userId, groupId, ...row } = rows[0]!;
    return {
      alias: aliasId === null ? null : { ...row, id: aliasId },
      user: userId === null ? null : { ...row, id: userId },
      group: groupId === null ? null : { ...row, id: groupId },
    };
  }

  /** The first members of the group who may be called, in the order of their logins, and how many there are. */
  async calledMembers({ id, kind }: FoundGroup, limit: number): Promise<CalledMembers> {
    const isUngrouped = kind === 'ungrouped';
    const text = page(isUngrouped ? callable.ungrouped : callable.custom);
    const name = isUngrouped ? 'called-without-group' : 'called-in-group';
    const { rows } = await this.db.pool.query<FoundUser & { total: number }>({
      name,
      text,
      values: [id, limit],
    });
    return { users: rows, total: rows[0]?.total ?? 0 };
  }
}
