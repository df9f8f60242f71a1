/**
 * Brings planned rows into effect, a few thousand at a time: users, their names, groups, passwords, and the row of the
 * audit log for each change, as if somebody had asked for them one by one (rules 1.3, 12.2). Whatever is no longer as
 * it was planned is noticed here, and throws `PlanOutdated`: the transaction is then to be rolled back.
 */
import { auditParameters, insertChanges } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import type { Connection } from '../db/database.js';
import { renewRevocation } from '../db/epochs.js';
import { foreignKeyViolation, uniqueViolation } from '../db/failures.js';
import { lockEverySkeleton } from '../names/index.js';
import { endSessionsOfMany } from '../sessions/index.js';
import { groupsOfUser, searchTextOf, userJson, type SearchedFields } from '../users/index.js';
import { differs, isGiven } from './field-conditions.store.js';
import { importFields, type ImportField } from './import-fields.js';
import type { Range } from './plan.store.js';

/** Somebody else has changed what the plan was made for. */
export class PlanOutdated extends Error {
  override readonly name = 'PlanOutdated';
}

const chosen = (outcome: string) => `
  import_outcomes o JOIN import_rows s ON s.import_id = o.import_id AND s.row = o.row
  WHERE o.import_id = $1 AND o.row > $2 AND o.row <= $3 AND o.outcome = '${outcome}'`;

/** What a new user has where the row says nothing. */
const initial = ({ column, type }: ImportField): string => {
  if (column === 'display_name') return 'coalesce(s.display_name, s.login)';
  if (column === 'active') return 'coalesce(s.active, TRUE)';
  return type === 'list' ? `coalesce(s.${column}, '{}')` : `s.${column}`;
};

const columns = importFields.map(({ column }) => column).join(', ');

const createUsers = `
  INSERT INTO users (id, login, login_key, login_skeleton, login_script, ${columns},
    granted_rights, denied_rights, search_text)
  SELECT o.user_id, s.login, s.login_key, s.login_skeleton, s.login_script, ${importFields.map(initial).join(', ')},
    '{}', '{}', s.search_text
  FROM ${chosen('create')} ORDER BY o.row`;

const takeNames = `
  INSERT INTO names (key, kind, user_id) SELECT s.login_key, 'login', o.user_id FROM ${chosen('create')}`;

const joinGroups = `
  INSERT INTO memberships (user_id, group_id)
  SELECT user_id, unnest(group_ids) FROM import_outcomes
  WHERE import_id = $1 AND row > $2 AND row <= $3 AND outcome = 'create' AND group_ids <> '{}'`;

const createdUsers = `
  FROM import_outcomes o JOIN users u ON u.id = o.user_id
  WHERE o.import_id = $1 AND o.row > $2 AND o.row <= $3 AND o.outcome = 'create'`;

const target = { targetKind: 'user', targetId: 'u.id', targetName: 'u.login' } as const;
const settings = `jsonb_build_object('incomingKbps', u.incoming_kbps, 'outgoingKbps', u.outgoing_kbps)`;

const auditCreated = insertChanges(
  {
    ...target,
    action: 'user.created',
    after: userJson({ serverName: '$11::text', groups: `coalesce(o.group_ids, '{}')`, isNew: true }),
    from: createdUsers,
  },
  4,
);

/** Of those rows that name a setting: few files do, and the others are not looked up for it. */
const auditNewSettings = insertChanges(
  {
    ...target,
    action: 'user.application-settings-changed',
    before: `'{"incomingKbps": null, "outgoingKbps": null}'::jsonb`,
    after: settings,
    from: `
      FROM import_rows s JOIN import_outcomes o ON o.import_id = s.import_id AND o.row = s.row
        JOIN users u ON u.id = o.user_id
      WHERE s.import_id = $1 AND s.row > $2 AND s.row <= $3 AND num_nonnulls(s.incoming_kbps, s.outgoing_kbps) > 0
        AND o.outcome = 'create'`,
  },
  4,
);

const merged = (field: ImportField) =>
  `CASE WHEN ${isGiven(field.bit)} THEN ${field.isClearable ? `s.${field.column}` : `coalesce(s.${field.column}, u.${field.column})`} ELSE u.${field.column} END`;
const text = (column: string) => merged(importFields.find((field) => field.column === column)!);

/** Keeps those who are updated from everybody else until the transaction ends, and says how they are before. */
const holdUsers = `
  SELECT o.row, u.id, u.login, ${userJson({ serverName: '$4::text', groups: groupsOfUser })}::text AS before,
    ${settings}::text AS "settingsBefore", ${text('display_name')} AS "displayName", ${text('email')} AS email,
    ${text('first_name')} AS "firstName", ${text('last_name')} AS "lastName"
  FROM import_outcomes o JOIN import_rows s ON s.import_id = o.import_id AND s.row = o.row
    JOIN users u ON u.id = o.user_id
  WHERE o.import_id = $1 AND o.row > $2 AND o.row <= $3 AND o.outcome = 'update'
  ORDER BY u.id FOR NO KEY UPDATE OF u`;

const changed = (part: ImportField['part']) =>
  importFields
    .filter((field) => field.part === part)
    .map((field) => `(${differs(field)})`)
    .join(' OR ');

/** Says of each whether the profile or the settings have really changed: nobody else is written. */
const updateUsers = `
  WITH new AS (
    SELECT o.row, u.id, ${importFields.map((field) => `${merged(field)} AS ${field.column}`).join(', ')},
      u.active AS was_active, held.search_text, (${changed('profile')}) AS profile, (${changed('settings')}) AS settings
    FROM unnest($4::uuid[], $5::text[]) AS held (id, search_text)
      JOIN users u ON u.id = held.id
      JOIN import_outcomes o ON o.import_id = $1 AND o.row > $2 AND o.row <= $3 AND o.user_id = u.id
      JOIN import_rows s ON s.import_id = o.import_id AND s.row = o.row
    WHERE o.outcome = 'update'
  )
  UPDATE users SET ${importFields.map(({ column }) => `${column} = new.${column}`).join(', ')},
    search_text = new.search_text, updated_at = now()
  FROM new WHERE users.id = new.id AND (new.profile OR new.settings)
  RETURNING users.id, new.profile, new.settings, new.was_active AND NOT users.active AS deactivated`;

const auditChanged = insertChanges(
  {
    ...target,
    action: 'user.changed',
    before: 'held.before',
    after: userJson({ serverName: '$10::text', groups: groupsOfUser }),
    from: 'FROM unnest($1::uuid[], $2::jsonb[]) AS held (id, before) JOIN users u ON u.id = held.id',
  },
  3,
);

const auditSettings = insertChanges(
  {
    ...target,
    action: 'user.application-settings-changed',
    before: 'held.before',
    after: settings,
    from: 'FROM unnest($1::uuid[], $2::jsonb[]) AS held (id, before) JOIN users u ON u.id = held.id',
  },
  3,
);

const leaveGroups = `
  DELETE FROM memberships m USING import_outcomes o
  WHERE o.import_id = $1 AND o.row > $2 AND o.row <= $3 AND o.outcome = 'update' AND o.group_ids IS NOT NULL
    AND m.user_id = o.user_id AND m.group_id <> ALL (o.group_ids)
  RETURNING m.user_id, m.group_id`;

const enterGroups = `
  INSERT INTO memberships (user_id, group_id)
  SELECT user_id, unnest(group_ids) FROM import_outcomes
  WHERE import_id = $1 AND row > $2 AND row <= $3 AND outcome = 'update' AND group_ids <> '{}'
  ON CONFLICT DO NOTHING RETURNING user_id, group_id`;

const auditMemberships = (action: 'group.member-added' | 'group.member-removed') =>
  insertChanges(
    {
      ...{ ...target, action, relatedKind: 'group', relatedId: 'g.id', relatedName: 'g.name' },
      from: `FROM unnest($1::uuid[], $2::uuid[]) AS m (user_id, group_id)
        JOIN users u ON u.id = m.user_id JOIN groups g ON g.id = m.group_id`,
    },
    3,
  );

/** Of those who are created or updated. */
const putPasswords = `
  INSERT INTO passwords (user_id, hash)
  SELECT o.user_id, p.hash FROM import_passwords p
    JOIN import_outcomes o ON o.import_id = p.import_id AND o.row = p.row
  WHERE p.import_id = $1 AND p.row > $2 AND p.row <= $3 AND o.outcome IN ('create', 'update') AND p.hash IS NOT NULL
  ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = now()`;

const updatedWithPassword = `
  FROM import_passwords p JOIN import_outcomes o ON o.import_id = p.import_id AND o.row = p.row
    JOIN users u ON u.id = o.user_id
  WHERE p.import_id = $1 AND p.row > $2 AND p.row <= $3 AND o.outcome = 'update' AND p.hash IS NOT NULL`;

const changedPasswords = `SELECT u.id ${updatedWithPassword}`;

const auditPasswords = insertChanges(
  {
    ...target,
    action: 'user.password-changed',
    from: updatedWithPassword,
  },
  4,
);

/** Somebody who was created here and looks like somebody else in another script (rule 1.2). */
const lookAlikes = `
  SELECT s.row FROM ${chosen('create')} AND EXISTS (
    SELECT FROM users u WHERE u.login_skeleton = s.login_skeleton AND u.login_script NOT IN (s.login_script, 'none'))
  LIMIT 1`;

interface HeldUser extends SearchedFields {
  row: number;
  id: string;
  before: string;
  settingsBefore: string;
}

interface UpdatedUser {
  id: string;
  profile: boolean;
  settings: boolean;
  deactivated: boolean;
}

interface Membership {
  user_id: string;
  group_id: string;
}

export class ApplyStore {
  constructor(private readonly serverName: string) {}

  /** Brings the rows into effect; whether sessions were ended by that, which `finish` is then to be told. */
  async apply(connection: Connection, actor: Actor, importId: string, range: Range): Promise<boolean> {
    try {
      await this.holdGroups(connection, importId, range);
      await this.create(connection, actor, importId, range);
      return await this.update(connection, actor, importId, range);
    } catch (error) {
      if (uniqueViolation(error) === null && foreignKeyViolation(error) === null) throw error;
      throw new PlanOutdated('somebody else has taken a name, or deleted a group', { cause: error });
    }
  }

  /**
   * Makes everybody wait who takes a name, for the moment until the transaction ends, and throws where one that was
   * taken meanwhile looks like one of these. Nothing may be written after it that could wait for others. Before that
   * every instance is told of sessions that were ended, which makes others wait who end some.
   */
  async finish(
    connection: Connection,
    importId: string,
    range: Range,
    hasEndedSessions: boolean,
  ): Promise<void> {
    if (hasEndedSessions) await connection.query(renewRevocation);
    await connection.query(lockEverySkeleton);
    const { rowCount } = await connection.query(lookAlikes, [importId, ...range]);
    if (rowCount !== 0) throw new PlanOutdated('somebody else has taken a name that looks alike');
  }

  /** Keeps the groups from being deleted. */
  private async holdGroups(connection: Connection, importId: string, range: Range): Promise<void> {
    const { rows } = await connection.query<{ missing: number }>(
      `WITH named AS (SELECT DISTINCT unnest(group_ids) AS id FROM import_outcomes
         WHERE import_id = $1 AND row > $2 AND row <= $3 AND outcome IN ('create', 'update')),
       held AS (SELECT g.id FROM groups g JOIN named USING (id) ORDER BY g.id FOR KEY SHARE OF g)
       SELECT (SELECT count(*) FROM named)::int - (SELECT count(*) FROM held)::int AS missing`,
      [importId, ...range],
    );
    if (rows[0]!.missing !== 0) throw new PlanOutdated('somebody has deleted a group');
  }

  private async create(connection: Connection, actor: Actor, importId: string, range: Range): Promise<void> {
    const values = [importId, ...range];
    const { rowCount } = await connection.query(createUsers, values);
    if (rowCount === 0) return;
    await connection.query(takeNames, values);
    await connection.query(joinGroups, values);
    await connection.query(putPasswords, values);
    const audited = [...values, ...auditParameters(actor)];
    await connection.query(auditCreated, [...audited, this.serverName]);
    await connection.query(auditNewSettings, audited);
  }

  private async update(
    connection: Connection,
    actor: Actor,
    importId: string,
    range: Range,
  ): Promise<boolean> {
    const values = [importId, ...range];
    const held = await connection.query<HeldUser>(holdUsers, [...values, this.serverName]);
    const planned = await connection.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM import_outcomes
       WHERE import_id = $1 AND row > $2 AND row <= $3 AND outcome = 'update'`,
      values,
    );
    if (held.rows.length !== planned.rows[0]!.count) throw new PlanOutdated('somebody has deleted a user');
    if (held.rows.length === 0) return false;
    const deactivated = await this.updateProfiles(connection, actor, values, held.rows);
    await this.updateMemberships(connection, actor, values);
    const isBarred = await endSessionsOfMany(connection, actor, deactivated, 'account-deactivated');
    return (await this.updatePasswords(connection, actor, values)) || isBarred;
  }

  private async updatePasswords(connection: Connection, actor: Actor, values: unknown[]): Promise<boolean> {
    await connection.query(putPasswords, values);
    const { rows } = await connection.query<{ id: string }>(changedPasswords, values);
    if (rows.length === 0) return false;
    await connection.query(auditPasswords, [...values, ...auditParameters(actor)]);
    const ids = rows.map(({ id }) => id);
    return endSessionsOfMany(connection, actor, ids, 'password-changed');
  }

  private async updateProfiles(
    connection: Connection,
    actor: Actor,
    values: unknown[],
    held: readonly HeldUser[],
  ): Promise<string[]> {
    const ids = held.map(({ id }) => id);
    const texts = held.map((user) => searchTextOf(user));
    const { rows } = await connection.query<UpdatedUser>(updateUsers, [...values, ids, texts]);
    const heldById = new Map(held.map((user) => [user.id, user]));
    const those = (part: 'profile' | 'settings', before: 'before' | 'settingsBefore') => {
      const found = rows.filter((row) => row[part]).map(({ id }) => heldById.get(id)!);
      return [found.map(({ id }) => id), found.map((user) => user[before])];
    };
    const by = auditParameters(actor);
    await connection.query(auditChanged, [...those('profile', 'before'), ...by, this.serverName]);
    await connection.query(auditSettings, [...those('settings', 'settingsBefore'), ...by]);
    return rows.filter(({ deactivated }) => deactivated).map(({ id }) => id);
  }

  private async updateMemberships(connection: Connection, actor: Actor, values: unknown[]): Promise<void> {
    const left = await connection.query<Membership>(leaveGroups, values);
    const entered = await connection.query<Membership>(enterGroups, values);
    const ends = ({ rows }: { rows: Membership[] }) => [
      rows.map((membership) => membership.user_id),
      rows.map((membership) => membership.group_id),
    ];
    const by = auditParameters(actor);
    if (left.rows.length > 0)
      await connection.query(auditMemberships('group.member-removed'), [...ends(left), ...by]);
    if (entered.rows.length > 0) {
      await connection.query(auditMemberships('group.member-added'), [...ends(entered), ...by]);
    }
  }
}
