/** Owns whom a provider means by a subject (rule 8.5): a stable identifier, and never a name or an address. */
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import type { Database, Transaction } from '../db/database.js';
import type { LinkRow, LinksStore } from './links.store.js';
import { targetOf } from './provider-representation.js';
import { isOAuthType } from './provider-settings.js';
import type { LinkOrigin, NewProviderLink, ProviderLink, ProviderType } from './providers.schema.js';
import type { ProviderRow } from './providers.store.js';

interface LinkedUser {
  id: string;
  login: string;
}

/** What links need of users: by UUID, login or call ID. */
export interface LinkableUsers {
  require(user: string): Promise<LinkedUser>;
  hold(tx: Transaction, user: string): Promise<LinkedUser>;
}

/** What links need of providers: by UUID. */
export interface LinkingProviders {
  require(provider: string, tx?: Transaction): Promise<ProviderRow>;
}

export class LinksService {
  constructor(
    private readonly db: Database,
    private readonly store: LinksStore,
    private readonly users: LinkableUsers,
    private readonly providers: LinkingProviders,
    private readonly audit: AuditTrail,
  ) {}

  async list(actor: Actor, user: string): Promise<ProviderLink[]> {
    requireScope(actor, 'providers:read');
    const { id } = await this.users.require(user);
    return (await this.store.list(id)).map(toLink);
  }

  /** Links the user to the subject, instead of to the one before. */
  async replace(
    actor: Actor,
    user: string,
    provider: string,
    { subject }: NewProviderLink,
  ): Promise<ProviderLink> {
    requireScope(actor, 'providers:write');
    return this.db.transaction(async (tx) => {
      const holder = await this.users.hold(tx, user);
      const row = await this.requireProvider(tx, provider);
      const issuer = row.issuer ?? '';
      const before = await this.store.find(tx, row.id, holder.id);
      if (before !== null && before.subject === subject && before.issuer === issuer) return toLink(before);
      if (before !== null) await this.store.delete(tx, before);
      const wanted = { providerId: row.id, issuer, subject };
      const after = await this.store.create(tx, wanted, holder.id, 'administrator');
      if (after === null) throw new DomainError('subject-taken', 'That subject is linked to another user.');
      await this.audit.record(tx, actor, {
        action: 'provider.user-linked',
        ...endsOf(holder, row),
        ...(before === null ? {} : { before: toLink(before) }),
        after: toLink(after),
      });
      return toLink(after);
    });
  }

  async delete(actor: Actor, user: string, provider: string): Promise<void> {
    requireScope(actor, 'providers:write');
    await this.db.transaction(async (tx) => {
      const holder = await this.users.hold(tx, user);
      const row = await this.requireProvider(tx, provider);
      const before = await this.store.find(tx, row.id, holder.id);
      if (before === null) {
        throw new DomainError('provider-link-not-found', `${holder.login} is not linked to ${row.name}.`);
      }
      await this.store.delete(tx, before);
      const change = { ...endsOf(holder, row), before: toLink(before) };
      await this.audit.record(tx, actor, { action: 'provider.user-unlinked', ...change });
    });
  }

  private async requireProvider(tx: Transaction, provider: string): Promise<ProviderRow> {
    const row = await this.providers.require(provider, tx);
    if (isOAuthType(row.type as ProviderType)) return row;
    throw new DomainError('provider-not-found', `${row.name} knows nobody by a subject.`);
  }
}

/** From both ends the audit log finds a link (rule 12.2). */
export function endsOf(user: LinkedUser, provider: ProviderRow) {
  return { target: { kind: 'user', id: user.id, name: user.login }, related: targetOf(provider) };
}

export function toLink(row: LinkRow): ProviderLink {
  const { id, name } = row.provider;
  return {
    provider: { id, name },
    issuer: row.issuer,
    subject: row.subject,
    origin: row.origin as LinkOrigin,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
