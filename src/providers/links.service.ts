/** Owns whom a provider means by a subject (rule 8.5): a stable identifier, and never a name or an address. */
import type { AuditAction, AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import type { Scope } from '../core/scopes.js';
import type { Database, Transaction } from '../db/database.js';
import type { AccountKind } from '../sessions/index.js';
import type { LinkRow, LinkStore } from './links.store.js';
import { targetOf } from './provider-representation.js';
import { isOAuthType } from './provider-settings.js';
import type { NewProviderLink, ProviderLink, ProviderType } from './providers.schema.js';
import type { ProviderRow } from './providers.store.js';

interface LinkedAccount {
  id: string;
  login: string;
}

/** What links need of accounts, which are named as in the path. */
export interface LinkableAccounts {
  require(account: string): Promise<LinkedAccount>;
  /** The account, which the caller may touch, kept until the transaction ends. */
  hold(tx: Transaction, account: string, actor: Actor): Promise<LinkedAccount>;
}

/** What links need of providers: by UUID. */
export interface LinkingProviders {
  require(provider: string, tx?: Transaction): Promise<ProviderRow>;
}

/** Whose links they are, who may see and change them, and how that is written down. */
export interface LinkTerms {
  readonly kind: AccountKind;
  readonly readScope: Scope;
  readonly writeScope: Scope;
  readonly linked: AuditAction;
  readonly unlinked: AuditAction;
}

export const userLinks: LinkTerms = {
  kind: 'user',
  readScope: 'providers:read',
  writeScope: 'providers:write',
  linked: 'provider.user-linked',
  unlinked: 'provider.user-unlinked',
};

/** Nobody but administrators touches administrators. */
export const administratorLinks: LinkTerms = {
  kind: 'administrator',
  readScope: 'admin',
  writeScope: 'admin',
  linked: 'provider.administrator-linked',
  unlinked: 'provider.administrator-unlinked',
};

export class LinksService {
  constructor(
    private readonly terms: LinkTerms,
    private readonly db: Database,
    private readonly store: LinkStore,
    private readonly accounts: LinkableAccounts,
    private readonly providers: LinkingProviders,
    private readonly audit: AuditTrail,
  ) {}

  async list(actor: Actor, account: string): Promise<ProviderLink[]> {
    requireScope(actor, this.terms.readScope);
    const { id } = await this.accounts.require(account);
    return (await this.store.list(id)).map(toLink);
  }

  /** Links the account to the subject, instead of to the one before. */
  async replace(
    actor: Actor,
    account: string,
    provider: string,
    { subject }: NewProviderLink,
  ): Promise<ProviderLink> {
    requireScope(actor, this.terms.writeScope);
    return this.db.transaction(async (tx) => {
      const holder = await this.accounts.hold(tx, account, actor);
      const row = await this.requireProvider(tx, provider);
      const issuer = row.issuer ?? '';
      const before = await this.store.find(tx, row.id, holder.id);
      if (before !== null && before.subject === subject && before.issuer === issuer) return toLink(before);
      if (before !== null) await this.store.delete(tx, before);
      const wanted = { providerId: row.id, issuer, subject };
      const after = await this.store.create(tx, wanted, holder.id, 'administrator');
      if (after === null)
        throw new DomainError('subject-taken', 'That subject is linked to another account.');
      await this.audit.record(tx, actor, {
        action: this.terms.linked,
        ...endsOf(this.terms.kind, holder, row),
        ...(before === null ? {} : { before: toLink(before) }),
        after: toLink(after),
      });
      return toLink(after);
    });
  }

  async delete(actor: Actor, account: string, provider: string): Promise<void> {
    requireScope(actor, this.terms.writeScope);
    await this.db.transaction(async (tx) => {
      const holder = await this.accounts.hold(tx, account, actor);
      const row = await this.requireProvider(tx, provider);
      const before = await this.store.find(tx, row.id, holder.id);
      if (before === null) {
        throw new DomainError('provider-link-not-found', `${holder.login} is not linked to ${row.name}.`);
      }
      await this.store.delete(tx, before);
      const change = { ...endsOf(this.terms.kind, holder, row), before: toLink(before) };
      await this.audit.record(tx, actor, { action: this.terms.unlinked, ...change });
    });
  }

  private async requireProvider(tx: Transaction, provider: string): Promise<ProviderRow> {
    const row = await this.providers.require(provider, tx);
    if (isOAuthType(row.type as ProviderType)) return row;
    throw new DomainError('provider-not-found', `${row.name} knows nobody by a subject.`);
  }
}

/** From both ends the audit log finds a link (rule 12.2). */
export function endsOf(kind: AccountKind, { id, login }: LinkedAccount, provider: ProviderRow) {
  return { target: { kind, id, name: login }, related: targetOf(provider) };
}

export function toLink(row: LinkRow): ProviderLink {
  const { id, name } = row.provider;
  return {
    provider: { id, name },
    issuer: row.issuer,
    subject: row.subject,
    origin: row.origin,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
