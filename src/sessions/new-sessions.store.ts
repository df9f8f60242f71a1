/** Writes new sessions, in plain SQL: it is done for everybody who signs in. */
import { auditParameters, insertChanges } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import type { Connection } from '../db/database.js';
import type { Account, AccountKind } from './account.js';
import { loginOf } from './session-holder.js';
import type { SessionRow } from './sessions.store.js';

/** The account that a session is to belong to. */
export type SessionHolder = Pick<SessionRow, 'user' | 'administrator'>;
export type NewSession = Omit<SessionRow, 'endedAt' | 'endReason' | keyof SessionHolder>;

const holding = {
  user: `SELECT login, active FROM users WHERE id = $1::uuid FOR NO KEY UPDATE`,
  administrator: `SELECT login, has_all_scopes AS "hasAllScopes", scopes
    FROM administrators WHERE id = $1::uuid FOR NO KEY UPDATE`,
};

/** Parameters 1 to 17 are the columns, 18 is the login. */
const insertion = (kind: AccountKind) => `
  WITH opened AS (
    INSERT INTO sessions (id, user_id, administrator_id, application_name, application_version, device, platform,
      address, zone, method, provider_id, automatic_sign_in, started_at, last_activity_at, expires_at, family_hash,
      refresh_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    RETURNING id, coalesce(user_id, administrator_id) AS holder, application_name, method, zone, address
  ) ${insertChanges(
    {
      action: 'session.started',
      ...{ targetKind: 'session', targetId: 'o.id', targetName: 'o.application_name' },
      ...{ relatedKind: kind, relatedId: 'o.holder', relatedName: '$18' },
      after: `jsonb_build_object('method', o.method, 'zone', o.zone, 'address', o.address)`,
      from: 'FROM opened o',
    },
    19,
  )}`;

const insertions = { user: insertion('user'), administrator: insertion('administrator') };

/** Whose session it will be; other sign-ins of the account wait until the transaction ends. Null when there is no such account. */
export async function holdAccount(
  connection: Connection,
  { kind, id }: Account,
): Promise<SessionHolder | null> {
  const query = { name: `hold ${kind}`, text: holding[kind], values: [id] };
  const found = (await connection.query<NonNullable<SessionHolder[AccountKind]>>(query)).rows[0];
  return found === undefined ? null : { user: null, administrator: null, [kind]: found };
}

/** Writes the session and its row of the audit log. */
export async function createSession(
  connection: Connection,
  actor: Actor,
  session: NewSession,
  holder: SessionHolder,
): Promise<SessionRow> {
  const kind = holder.user === null ? 'administrator' : 'user';
  const values = [...columnsOf(session), loginOf(holder), ...auditParameters(actor)];
  await connection.query({ name: `open session of ${kind}`, text: insertions[kind], values });
  return { ...session, endedAt: null, endReason: null, ...holder };
}

function columnsOf(row: NewSession): unknown[] {
  return [
    ...[row.id, row.userId, row.administratorId, row.applicationName, row.applicationVersion, row.device],
    ...[row.platform, row.address, row.zone, row.method, row.providerId, row.automaticSignIn],
    ...[row.startedAt, row.lastActivityAt, row.expiresAt, row.familyHash, row.refreshHash],
  ];
}
