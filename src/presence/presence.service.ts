/** Owns what conferencing servers report of who can be reached, for as long as they renew it (rule 2.2). */
import { requireScope, type Actor } from '../core/actor.js';
import type { Transaction } from '../db/database.js';
import type { LeavingUser, UserTraces } from '../users/index.js';
import type { PresenceReport, PresenceResult, ReportedPresence } from './presence.schema.js';
import type { PresenceStore, PresenceValue } from './presence.store.js';

/** What presence needs of users. */
export interface UserIdentifier {
  /** The IDs of the users, in the order asked; null for an unknown one. */
  identify(users: readonly string[]): Promise<(string | null)[]>;
}

/** Twice the largest report: what has expired is cleared away faster than it can come. */
const clearedAtOnce = 2_000;

export class PresenceService implements UserTraces {
  constructor(
    private readonly store: PresenceStore,
    private readonly users: UserIdentifier,
  ) {}

  /** Takes what is said of known users; says of each item what became of it. */
  async report(actor: Actor, { items, ttlSeconds }: PresenceReport): Promise<PresenceResult[]> {
    requireScope(actor, 'presence:write');
    const ids = await this.users.identify(items.map((item) => item.user));
    // A Map keeps the last of the items for one user and source, which is the one that counts.
    const lastByKey = new Map<string, number>();
    ids.forEach((id, at) => id !== null && lastByKey.set(keyOf(id, items[at]!), at));
    const values = [...lastByKey.values()].map((at) => toValue(ids[at]!, items[at]!));
    await this.store.put(actor.id, values, ttlSeconds);
    await this.store.clearExpired(clearedAtOnce);
    return items.map((item, at) => ({
      user: item.user,
      source: item.source ?? null,
      result: resultOf(ids[at] ?? null, item, lastByKey, at),
    }));
  }

  /** Rule 2.14. */
  async forget(tx: Transaction, _actor: Actor, user: LeavingUser): Promise<void> {
    await this.store.forgetUser(tx, user.id);
  }
}

function keyOf(userId: string, { source }: ReportedPresence): string {
  return `${userId}/${source ?? ''}`;
}

function toValue(userId: string, { source, status }: ReportedPresence): PresenceValue {
  return { userId, source: source ?? '', status };
}

function resultOf(
  id: string | null,
  item: ReportedPresence,
  lastByKey: ReadonlyMap<string, number>,
  at: number,
): PresenceResult['result'] {
  if (id === null) return 'unknown';
  return lastByKey.get(keyOf(id, item)) === at ? 'accepted' : 'superseded';
}
