/** What is kept of sessions that began at a provider, and of those that it ended. */
import type { Connection, Database, Transaction } from '../db/database.js';

/** A session, as the provider knows it. */
export interface SessionAtProvider {
  sessionId: string;
  providerId: string;
  issuer: string;
  subject: string;
  sid: string | null;
  idToken: Uint8Array<ArrayBuffer> | null;
}

/** Whom a provider has signed out: a session there, a subject, or both. */
export interface LogoutRow {
  providerId: string;
  jti: string;
  subject: string | null;
  sid: string | null;
  issuedAt: Date;
  expiresAt: Date;
}

const holdProvider = {
  name: 'hold provider of session',
  text: 'SELECT FROM providers WHERE id = $1::uuid FOR SHARE',
};

/** A session there is over for good; a subject can come back, with a sign-in that is younger than the logout. */
const insertion = {
  name: 'keep session at provider',
  text: `
    INSERT INTO provider_sessions (session_id, provider_id, issuer, subject, sid, id_token)
    SELECT $1::uuid, $2::uuid, $3, $4, $5::text, $6::bytea WHERE NOT EXISTS (
      SELECT FROM provider_logouts l WHERE l.provider_id = $2::uuid AND (l.subject = $4 OR l.subject IS NULL)
        AND (l.sid = $5::text OR (l.sid IS NULL AND l.issued_at >= $7)))`,
};

/** How many outdated rows whoever adds one clears away. */
const clearedAtOnce = 20;

/**
 * Keeps what the provider knows of the session, in the transaction that opens it; false when the provider is gone or has
 * signed them out since. Whoever takes a logout waits for that transaction, or the other way round.
 */
export async function keepAtProvider(
  connection: Connection,
  session: SessionAtProvider,
  issuedAt: Date,
): Promise<boolean> {
  const { sessionId, providerId, issuer, subject, sid, idToken } = session;
  const { rowCount: found } = await connection.query({ ...holdProvider, values: [providerId] });
  if (found === 0) return false;
  const sealed = idToken === null ? null : Buffer.from(idToken);
  const values = [sessionId, providerId, issuer, subject, sid, sealed, issuedAt];
  return (await connection.query({ ...insertion, values })).rowCount === 1;
}

export class ProviderSessionsStore {
  constructor(private readonly db: Database) {}

  /** What was kept of the session, which is forgotten by that. */
  async take(sessionId: string): Promise<SessionAtProvider | null> {
    return this.db.transaction(async (tx) => {
      const row = await tx.providerSession.findUnique({ where: { sessionId } });
      if (row !== null) await tx.providerSession.deleteMany({ where: { sessionId } });
      return row;
    });
  }

  /** Notes the logout; false when it was noted before. Sessions that are being opened there come before it or after it. */
  async noteLogout(tx: Transaction, logout: LogoutRow, now: Date): Promise<boolean> {
    await tx.$queryRaw`SELECT FROM providers WHERE id = ${logout.providerId}::uuid FOR NO KEY UPDATE`;
    await tx.$executeRaw`
      DELETE FROM provider_logouts WHERE (provider_id, jti) IN (
        SELECT provider_id, jti FROM provider_logouts WHERE expires_at < ${now}
        LIMIT ${clearedAtOnce} FOR UPDATE SKIP LOCKED)`;
    const { count } = await tx.providerLogout.createMany({ data: [logout], skipDuplicates: true });
    return count === 1;
  }

  /** The sessions that the logout is about. */
  async sessionsOf(
    tx: Transaction,
    { providerId, subject, sid }: LogoutRow,
    issuer: string,
  ): Promise<string[]> {
    const named = { ...(subject === null ? {} : { subject }), ...(sid === null ? {} : { sid }) };
    const where = { providerId, issuer, ...named };
    const rows = await tx.providerSession.findMany({ where, select: { sessionId: true } });
    return rows.map(({ sessionId }) => sessionId);
  }
}
