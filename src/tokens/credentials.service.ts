/** Owns the credentials of programs: API keys and service accounts (rule 12.1). */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { DomainError } from '../core/errors.js';
import { isUuid, newId } from '../core/ids.js';
import { encodeCursor, pageOf, pageRequest, type Page, type PageQuery } from '../core/page.js';
import { requireTime } from '../core/time.js';
import { hashSecret, newSecret } from '../core/secret-box.js';
import type { Database, Transaction } from '../db/database.js';
import { renewRevocationEpoch } from '../db/epochs.js';
import {
  lockCredentials,
  type ApiKeyRow,
  type CredentialsStore,
  type ServiceAccountRow,
} from './credentials.store.js';
import type {
  ApiKey,
  CreatedApiKey,
  CreatedServiceAccount,
  NewApiKey,
  NewServiceAccount,
  ScopeName,
  ServiceAccount,
} from './tokens.schema.js';

/** What every API key begins with, so that a leaked one is recognised. */
export const apiKeyPrefix = 'foyer_';

export class CredentialsService {
  constructor(
    private readonly db: Database,
    private readonly store: CredentialsStore,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async listApiKeys(actor: Actor, query: PageQuery): Promise<Page<ApiKey>> {
    requireScope(actor, 'admin');
    const page = pageRequest(query, 'api-key', ['id']);
    return pageOf(
      await this.store.listApiKeys(page),
      page.limit,
      (row) => encodeCursor('api-key', [row.id]),
      toApiKey,
    );
  }

  async createApiKey(actor: Actor, request: NewApiKey): Promise<CreatedApiKey> {
    requireScope(actor, 'admin');
    requireTime(request.expiresAt, '/expiresAt');
    const scopes = requireHeld(actor, request.scopes);
    const { expiresAt = null, name } = request;
    const key = newSecret(apiKeyPrefix);
    const data = { id: newId(), name, scopes, expiresAt, secretHash: hashSecret(key) };
    return this.db.transaction(async (tx) => {
      const after = toApiKey(await this.store.createApiKey(tx, data));
      await this.audit.record(tx, actor, {
        action: 'api-key.created',
        target: targetOf('api-key', after),
        after,
      });
      return { ...after, key };
    });
  }

  async deleteApiKey(actor: Actor, id: string): Promise<void> {
    requireScope(actor, 'admin');
    await this.db.transaction(async (tx) => {
      await lockCredentials(tx);
      const row = isUuid(id) ? await this.store.deleteApiKey(tx, id) : null;
      if (row === null)
        throw new DomainError('api-key-not-found', `There is no API key ${JSON.stringify(id)}.`);
      await this.requireAdministrator(tx);
      await renewRevocationEpoch(tx);
      const target = targetOf('api-key', row);
      await this.audit.record(tx, actor, { action: 'api-key.deleted', target, before: toApiKey(row) });
    });
  }

  async listServiceAccounts(actor: Actor, query: PageQuery): Promise<Page<ServiceAccount>> {
    requireScope(actor, 'admin');
    const page = pageRequest(query, 'service-account', ['id']);
    return pageOf(
      await this.store.listServiceAccounts(page),
      page.limit,
      (row) => encodeCursor('service-account', [row.id]),
      toServiceAccount,
    );
  }

  async createServiceAccount(actor: Actor, request: NewServiceAccount): Promise<CreatedServiceAccount> {
    requireScope(actor, 'admin');
    const scopes = requireHeld(actor, request.scopes);
    const secret = newSecret('');
    const data = { id: newId(), name: request.name, scopes, secretHash: hashSecret(secret) };
    return this.db.transaction(async (tx) => {
      const after = toServiceAccount(await this.store.createServiceAccount(tx, data));
      const target = targetOf('service-account', after);
      await this.audit.record(tx, actor, { action: 'service-account.created', target, after });
      return { ...after, secret };
    });
  }

  async deleteServiceAccount(actor: Actor, id: string): Promise<void> {
    requireScope(actor, 'admin');
    await this.db.transaction(async (tx) => {
      await lockCredentials(tx);
      const row = isUuid(id) ? await this.store.deleteServiceAccount(tx, id) : null;
      if (row === null) {
        throw new DomainError(
          'service-account-not-found',
          `There is no service account ${JSON.stringify(id)}.`,
        );
      }
      await this.requireAdministrator(tx);
      await renewRevocationEpoch(tx);
      const change = { target: targetOf('service-account', row), before: toServiceAccount(row) };
      await this.audit.record(tx, actor, { action: 'service-account.deleted', ...change });
    });
  }

  /** Whoever takes back the last credential that can make another would lock everybody out. */
  private async requireAdministrator(tx: Transaction): Promise<void> {
    if (await this.store.isHeld(tx, 'admin', new Date(this.clock.now()))) return;
    throw new DomainError('last-administrator', 'No other credential has the scope admin.');
  }
}

/** Nobody gives more than they hold; each scope once. */
function requireHeld(actor: Actor, scopes: readonly ScopeName[]): ScopeName[] {
  const beyond = scopes.filter((scope) => !actor.scopes.has(scope));
  if (beyond.length > 0) {
    throw new DomainError('scope-escalation', `The caller does not hold: ${beyond.join(', ')}.`);
  }
  return [...new Set(scopes)];
}

function targetOf(kind: string, credential: { id: string; name: string }) {
  return { kind, id: credential.id, name: credential.name };
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes as ScopeName[],
    expiresAt: row.expiresAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

function toServiceAccount(row: ServiceAccountRow): ServiceAccount {
  const { id, name, createdAt } = row;
  return { id, name, scopes: row.scopes as ScopeName[], createdAt: createdAt.toISOString() };
}
