/** Owns how many sessions a user may have at a time (rule 9.4): the newest wins, and the displaced one is told why. */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import type { Connection, Database } from '../db/database.js';
import { renewRevocation } from '../db/epochs.js';
import { replacePolicy } from '../policies/index.js';
import type { ConcurrentSignInMode, ConcurrentSignInPolicy } from './concurrent-sign-in.schema.js';
import type { ConcurrentSignInStore } from './concurrent-sign-in.store.js';
import { endOtherSessions } from './many-endings.store.js';
import type { SessionEnding } from './session-ending.js';
import type { NewSession } from './new-sessions.store.js';

export class ConcurrentSignInService {
  constructor(
    private readonly db: Database,
    private readonly store: ConcurrentSignInStore,
    private readonly ending: SessionEnding,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async get(actor: Actor): Promise<ConcurrentSignInPolicy> {
    requireScope(actor, 'policies:read');
    return this.store.read();
  }

  /** Sessions that are too many under the new policy end with the change. */
  async replace(
    actor: Actor,
    policy: ConcurrentSignInPolicy,
    ifMatch?: string,
  ): Promise<ConcurrentSignInPolicy> {
    requireScope(actor, 'policies:write');
    const { store, audit } = this;
    return this.db.transaction(async (tx) => {
      const place = { name: 'concurrent-sign-in', store, audit } as const;
      const { before, after } = await replacePolicy(tx, actor, place, policy, ifMatch);
      if (after === before) return before;
      const surplus = await this.store.findSurplus(tx, after.mode, new Date(this.clock.now()));
      if (surplus.length > 0) await this.ending.endMany(tx, actor, surplus, 'displaced');
      return after;
    });
  }

  /** What holds for a user until the transaction ends. */
  async hold(connection: Connection): Promise<ConcurrentSignInMode> {
    return this.store.hold(connection);
  }

  /** Ends what is too many beside a user's newest session. */
  async displace(
    connection: Connection,
    actor: Actor,
    mode: ConcurrentSignInMode,
    { id, userId, applicationName }: NewSession,
  ): Promise<void> {
    if (mode === 'unlimited' || userId === null) return;
    const application = mode === 'onePerUser' ? null : applicationName;
    const spared = { id, userId, application };
    if (await endOtherSessions(connection, actor, spared, 'displaced'))
      await connection.query(renewRevocation);
  }
}
