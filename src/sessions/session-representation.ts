import type { Actor } from '../core/actor.js';
import type { ZoneId } from '../zones/index.js';
import type { Session, SessionEndReason, SessionMethod } from './sessions.schema.js';
import type { SessionRow } from './sessions.store.js';

/** A session whose last token has expired has ended then, though nobody wrote it down. */
function endOf(row: SessionRow, now: number): Pick<Session, 'endedAt' | 'endReason'> {
  if (row.endedAt !== null) {
    return { endedAt: row.endedAt.toISOString(), endReason: row.endReason as SessionEndReason };
  }
  if (row.expiresAt.getTime() > now) return { endedAt: null, endReason: null };
  return { endedAt: row.expiresAt.toISOString(), endReason: 'expired' };
}

/** A stored session as the API shows it. */
export function toSession(row: SessionRow, { sessionId }: Pick<Actor, 'sessionId'>, now: number): Session {
  return {
    id: row.id,
    application: { name: row.applicationName, version: row.applicationVersion },
    device: row.device,
    platform: row.platform,
    address: row.address,
    zone: row.zone as ZoneId,
    method: row.method as SessionMethod,
    provider: row.providerId,
    automaticSignIn: row.automaticSignIn,
    startedAt: row.startedAt.toISOString(),
    lastActivityAt: row.lastActivityAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    ...endOf(row, now),
    current: row.id === sessionId,
  };
}
