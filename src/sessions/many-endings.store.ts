/** Ends the sessions of many users at a time, in a transaction of plain SQL (rules 2.3 and 12.2). */
import { auditParameters, insertChanges } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import type { Connection } from '../db/database.js';
import type { SessionEndReason } from './sessions.schema.js';

const end = `
  WITH ended AS (
    UPDATE sessions SET ended_at = now(), end_reason = $2
    WHERE user_id = ANY($1::uuid[]) AND ended_at IS NULL AND expires_at > now()
    RETURNING id, application_name, user_id
  ) ${insertChanges(
    {
      action: 'session.ended',
      ...{ targetKind: 'session', targetId: 'e.id', targetName: 'e.application_name' },
      ...{ relatedKind: 'user', relatedId: 'u.id', relatedName: 'u.login' },
      after: `jsonb_build_object('reason', $2::text)`,
      from: 'FROM ended e JOIN users u ON u.id = e.user_id',
    },
    3,
  )}`;

/** Whether any was ended: the revocation epoch is then to be renewed before the transaction ends. */
export async function endSessionsOfMany(
  connection: Connection,
  actor: Actor,
  userIds: readonly string[],
  reason: SessionEndReason,
): Promise<boolean> {
  if (userIds.length === 0) return false;
  const { rowCount } = await connection.query(end, [userIds, reason, ...auditParameters(actor)]);
  return rowCount !== 0;
}
