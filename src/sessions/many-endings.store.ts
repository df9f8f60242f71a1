/** Ends the sessions of users in transactions of plain SQL (rules 2.3, 9.4 and 12.2). */
import { auditParameters, insertChanges } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import type { Connection } from '../db/database.js';
import type { SessionEndReason } from './sessions.schema.js';

/** Of the sessions of users for which the condition holds; its own parameters come after the first eight. */
const ending = (condition: string) => `
  WITH ended AS (
    UPDATE sessions SET ended_at = now(), end_reason = $1
    WHERE ${condition} AND ended_at IS NULL AND expires_at > now()
    RETURNING id, application_name, user_id
  ) ${insertChanges(
    {
      action: 'session.ended',
      ...{ targetKind: 'session', targetId: 'e.id', targetName: 'e.application_name' },
      ...{ relatedKind: 'user', relatedId: 'u.id', relatedName: 'u.login' },
      after: `jsonb_build_object('reason', $1::text)`,
      from: 'FROM ended e JOIN users u ON u.id = e.user_id',
    },
    2,
  )}`;

const endOfUsers = ending('user_id = ANY($9::uuid[])');
const endOfOthers = ending('user_id = $9::uuid AND id <> $10::uuid');
const endOfOthersLikeIt = ending(
  'user_id = $9::uuid AND id <> $10::uuid AND lower(application_name) = lower($11)',
);

/** Whether any was ended: the revocation epoch is then to be renewed before the transaction ends. */
export async function endSessionsOfMany(
  connection: Connection,
  actor: Actor,
  userIds: readonly string[],
  reason: SessionEndReason,
): Promise<boolean> {
  if (userIds.length === 0) return false;
  const { rowCount } = await connection.query(endOfUsers, [reason, ...auditParameters(actor), userIds]);
  return rowCount !== 0;
}

/** A session of a user, which is not to be ended. */
export interface SparedSession {
  id: string;
  userId: string;
  /** Sessions of other applications are spared too; of none, when null. */
  application: string | null;
}

/** Ends the other sessions of the user; says whether there were any, as above. */
export async function endOtherSessions(
  connection: Connection,
  actor: Actor,
  { id, userId, application }: SparedSession,
  reason: SessionEndReason,
): Promise<boolean> {
  const values = [reason, ...auditParameters(actor), userId, id];
  const { rowCount } = await (application === null
    ? connection.query(endOfOthers, values)
    : connection.query(endOfOthersLikeIt, [...values, application]));
  return rowCount !== 0;
}
