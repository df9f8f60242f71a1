/** The first API key: without it nobody could make another. */
import type { AuditTrail } from '../audit/index.js';
import type { Actor } from '../core/actor.js';
import { newId } from '../core/ids.js';
import { programScopes } from '../core/scopes.js';
import { hashSecret, newSecret } from '../core/secret-box.js';
import type { Database } from '../db/database.js';
import { apiKeyPrefix } from './credentials.service.js';
import type { CredentialsStore } from './credentials.store.js';

/**
 * Creates an API key with every scope where there is none yet. Gives the key where it was made up here and must be
 * shown, null where it was configured or not needed.
 */
export async function createFirstApiKey(
  db: Database,
  store: CredentialsStore,
  audit: AuditTrail,
  actor: Actor,
  configured: string | null,
): Promise<string | null> {
  return db.transaction(async (tx) => {
    // Instances that start together take turns, so that one key is made.
    await tx.$executeRaw`LOCK TABLE api_keys IN SHARE ROW EXCLUSIVE MODE`;
    if (await store.hasApiKeys(tx)) return null;
    const key = configured ?? newSecret(apiKeyPrefix);
    const secretHash = hashSecret(key);
    const data = { id: newId(), name: 'bootstrap', scopes: programScopes, expiresAt: null, secretHash };
    const row = await store.createApiKey(tx, data);
    const target = { kind: 'api-key', id: row.id, name: row.name };
    await audit.record(tx, actor, {
      action: 'api-key.created',
      target,
      after: { name: row.name, scopes: programScopes },
    });
    return configured === null ? key : null;
  });
}
