/** Owns the ways to sign in (rules 8.1–8.3): the three methods that are always there, and the providers. */
import { isDeepStrictEqual } from 'node:util';
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { isUuid, newId } from '../core/ids.js';
import type { SecretBox } from '../core/secret-box.js';
import type { Database, Transaction } from '../db/database.js';
import { once } from '../db/once.js';
import type { Egress } from '../egress/index.js';
import { seeCertificates } from './certificate-pins.js';
import { checkProvider } from './live-check.js';
import { openSecret, sealSecret } from './client-secret.js';
import { faultOf, faultTexts } from './provider-fault.js';
import { providerNotFound } from './provider-not-found.js';
import {
  isConfigured,
  methodOf,
  pinsOf,
  settingsOf,
  targetOf,
  toProvider,
} from './provider-representation.js';
import {
  changedSettings,
  isOAuthType,
  needsLdapMode,
  newSettings,
  secretTargetOf,
  type OAuthType,
  type ProviderSettings,
} from './provider-settings.js';
import type {
  NewProvider,
  PinnedCertificate,
  Provider,
  ProviderFault,
  ProviderPatch,
  ProviderStatus,
  ProviderType,
} from './providers.schema.js';
import type { ProviderRow, ProvidersStore } from './providers.store.js';
import { checkIcon } from './svg-icon.js';

/** What providers need of zones: a method that is gone is allowed nowhere (rule 7.3). */
export interface ZoneMethods {
  forgetMethod(tx: Transaction, actor: Actor, method: string): Promise<void>;
}

/** What providers need of administrators, who come in by password. */
export interface AdministratorAccess {
  /** Throws `administrators-locked-out` when the change leaves no way in for any of them. */
  requireOpen(tx: Transaction): Promise<void>;
}

export interface AdministratorReach {
  /** Throws `insufficient-scope` or `scope-escalation` where the provider signs in administrators beyond the caller. */
  requireTouchable(tx: Transaction, actor: Actor, providerId: string): Promise<void>;
}

export interface ProviderParts {
  db: Database;
  store: ProvidersStore;
  audit: AuditTrail;
  secrets: SecretBox;
  egress: Egress;
  zones: ZoneMethods;
  administrators: AdministratorAccess;
  linkedAdministrators: AdministratorReach;
  publicUrl: string;
  clock: Clock;
}

const maximumProviders = 200;

const builtInTypes: readonly string[] = ['password', 'ntlm', 'kerberos'] satisfies ProviderType[];

export class ProvidersService {
  constructor(private readonly parts: ProviderParts) {}

  async list(actor: Actor): Promise<Provider[]> {
    requireScope(actor, 'providers:read');
    return (await this.parts.store.list()).map((row) => this.show(row));
  }

  async get(actor: Actor, provider: string): Promise<Provider> {
    requireScope(actor, 'providers:read');
    return this.show(await this.require(provider));
  }

  async create(actor: Actor, request: NewProvider, idempotencyKey?: string): Promise<Provider> {
    requireScope(actor, 'providers:write');
    const type = requireOAuthType(request.type);
    const settings = newSettings(type, request);
    const pins = await seeCertificates(settings, this.parts.egress);
    const { clientSecret, ...body } = request;
    const hasSecret = clientSecret !== undefined;
    const onceRequest = { callerId: actor.id, key: idempotencyKey, operation: 'createProvider' };
    return this.parts.db.transaction((tx) =>
      // The secret is no part of what is compared, so that not even its hash is kept.
      once(tx, { ...onceRequest, body: { ...body, hasSecret } }, () =>
        this.insert(tx, actor, type, settings, pins, clientSecret ?? null),
      ),
    );
  }

  async update(actor: Actor, provider: string, patch: ProviderPatch, ifMatch?: string): Promise<Provider> {
    requireScope(actor, 'providers:write');
    const found = await this.require(provider);
    const seen = await this.certificatesFor(found, patch);
    return this.parts.db.transaction(async (tx) => {
      const row = await this.hold(tx, found.id);
      const before = this.show(row);
      requireMatch(ifMatch, before);
      const data = isOAuthType(row.type as OAuthType) ? this.changes(row, patch, seen) : switched(row, patch);
      if (Object.keys(data).length === 0) return before;
      const changed = await this.parts.store.update(tx, row.id, data);
      const isTrustChanged = trustOf(changed) !== trustOf(row);
      if (isTrustChanged) await this.parts.linkedAdministrators.requireTouchable(tx, actor, row.id);
      const after = this.show(changed);
      if (!after.enabled) {
        await this.parts.administrators.requireOpen(tx);
        await this.parts.store.forgetSignIns(tx, row.id);
      }
      const told = patch.clientSecret === undefined ? after : { ...after, clientSecretChanged: true };
      await this.parts.audit.record(tx, actor, {
        action: 'provider.changed',
        target: targetOf(row),
        before,
        after: told,
      });
      return after;
    });
  }

  async delete(actor: Actor, provider: string, ifMatch?: string): Promise<void> {
    requireScope(actor, 'providers:write');
    await this.parts.db.transaction(async (tx) => {
      const row = await this.hold(tx, provider);
      const before = this.show(row);
      requireMatch(ifMatch, before);
      // Rule 8.1: the three methods can't be removed, only switched.
      if (!isOAuthType(row.type as ProviderType)) throw onlySwitched(row);
      await this.parts.store.delete(tx, row.id);
      await this.parts.zones.forgetMethod(tx, actor, methodOf(row));
      await this.parts.audit.record(tx, actor, { action: 'provider.deleted', target: targetOf(row), before });
    });
  }

  /** The icon, for anybody: people who have yet to sign in see it. */
  async icon(provider: string): Promise<string> {
    const { icon, name } = await this.require(provider);
    if (icon === null) throw new DomainError('icon-not-found', `${name} has no icon.`);
    return icon;
  }

  async replaceIcon(actor: Actor, provider: string, bytes: Buffer): Promise<void> {
    requireScope(actor, 'providers:write');
    const icon = checkIcon(bytes);
    await this.setIcon(actor, provider, icon);
  }

  async deleteIcon(actor: Actor, provider: string): Promise<void> {
    requireScope(actor, 'providers:write');
    await this.setIcon(actor, provider, null);
  }

  /** Rule 8.3: checked live. */
  async status(actor: Actor, provider: string): Promise<ProviderStatus> {
    requireScope(actor, 'providers:read');
    const row = await this.require(provider);
    const reason = await this.faultNow(row);
    return {
      enabled: row.enabled,
      configured: isConfigured(row),
      working: reason === null,
      reason,
      detail: reason === null ? null : faultTexts[reason],
      checkedAt: new Date(this.parts.clock.now()).toISOString(),
    };
  }

  /** The stored method or provider, by UUID or as `password`, `ntlm`, `kerberos`. */
  async require(provider: string, tx: Transaction = this.parts.db.prisma): Promise<ProviderRow> {
    const { store } = this.parts;
    const row = builtInTypes.includes(provider)
      ? await store.findByType(tx, provider as ProviderType)
      : isUuid(provider)
        ? await store.findById(tx, provider)
        : null;
    if (row === null) throw providerNotFound(provider);
    return row;
  }

  private async hold(tx: Transaction, provider: string): Promise<ProviderRow> {
    const found = await this.require(provider, tx);
    await this.parts.store.lock(tx, found.id);
    return this.require(found.id, tx);
  }

  private async insert(
    tx: Transaction,
    actor: Actor,
    type: OAuthType,
    settings: ProviderSettings,
    pins: PinnedCertificate[],
    clientSecret: string | null,
  ): Promise<Provider> {
    const { store, audit } = this.parts;
    await store.lockAll(tx);
    if ((await store.count(tx)) >= maximumProviders) {
      throw new DomainError('too-many-providers', `There are ${maximumProviders} already.`);
    }
    const id = newId();
    const sealed = this.seal(clientSecret, id, settings, pins);
    const data = { id, type, ...settings, clientSecret: sealed, pinnedCertificates: jsonOf(pins) };
    const row = await store.create(tx, data);
    const after = this.show(row);
    await audit.record(tx, actor, { action: 'provider.created', target: targetOf(row), after });
    return after;
  }

  /** What a patch needs to see of the provider before a transaction can begin, or null when nothing. */
  private async certificatesFor(row: ProviderRow, patch: ProviderPatch): Promise<SeenCertificates | null> {
    if (!isOAuthType(row.type as ProviderType)) return null;
    const before = settingsOf(row);
    const wanted = changedSettings(before, patch);
    const isElsewhere = placeOf(wanted) !== placeOf(before);
    if (wanted.verifyTls || !(isElsewhere || patch.verifyTls === false)) return null;
    return { place: placeOf(wanted), pins: await seeCertificates(wanted, this.parts.egress) };
  }

  /** The columns that change. */
  private changes(row: ProviderRow, patch: ProviderPatch, seen: SeenCertificates | null) {
    const before = settingsOf(row);
    const wanted = changedSettings(before, patch);
    const pins = wantedPins(row, wanted, seen);
    const secret = this.wantedSecret(row, patch, wanted, pins);
    const isSame =
      secret === undefined && isDeepStrictEqual(wanted, before) && isDeepStrictEqual(pins, pinsOf(row));
    if (isSame) return {};
    return {
      ...wanted,
      pinnedCertificates: jsonOf(pins),
      ...(secret === undefined ? {} : { clientSecret: secret }),
    };
  }

  /** The sealed secret, null for none, undefined when it stays. Throws `secret-required` rather than send it elsewhere. */
  private wantedSecret(
    row: ProviderRow,
    patch: ProviderPatch,
    wanted: ProviderSettings,
    pins: PinnedCertificate[],
  ): Uint8Array<ArrayBuffer> | null | undefined {
    if (patch.clientSecret !== undefined) return this.seal(patch.clientSecret, row.id, wanted, pins);
    if (row.clientSecret === null) return undefined;
    if (secretTargetOf(wanted, pins) === secretTargetOf(settingsOf(row), pinsOf(row))) return undefined;
    const detail = 'The stored secret would be sent somewhere else, or under another TLS verification.';
    throw new DomainError('secret-required', detail, [{ pointer: '/clientSecret', detail }]);
  }

  private seal(
    secret: string | null,
    id: string,
    settings: ProviderSettings,
    pins: PinnedCertificate[],
  ): Uint8Array<ArrayBuffer> | null {
    return secret === null ? null : sealSecret(this.parts.secrets, secret, id, settings, pins);
  }

  private async setIcon(actor: Actor, provider: string, icon: string | null): Promise<void> {
    const { db, store, audit } = this.parts;
    await db.transaction(async (tx) => {
      const row = await this.hold(tx, provider);
      if (icon === null && row.icon === null) {
        throw new DomainError('icon-not-found', `${row.name} has no icon.`);
      }
      if (icon === row.icon) return;
      const before = this.show(row);
      const after = this.show(await store.update(tx, row.id, { icon }));
      await audit.record(tx, actor, {
        action: 'provider.icon-changed',
        target: targetOf(row),
        before,
        after,
      });
    });
  }

  private async faultNow(row: ProviderRow): Promise<ProviderFault | null> {
    if (!isConfigured(row)) return 'not-configured';
    if (needsLdapMode(row.type as ProviderType)) return 'ldap-mode-required';
    if (row.type === 'password') return null;
    const account = {
      settings: settingsOf(row),
      pins: pinsOf(row),
      clientSecret: openSecret(this.parts.secrets, row),
    };
    try {
      await checkProvider(account, this.parts.egress);
      return null;
    } catch (error) {
      return faultOf(error);
    }
  }

  private show(row: ProviderRow): Provider {
    return toProvider(row, this.parts.publicUrl);
  }
}

interface SeenCertificates {
  place: string;
  pins: PinnedCertificate[];
}

/** Whose certificates count. */
function placeOf(settings: ProviderSettings): string {
  const { issuer, discovery, tokenUrl, jwksUrl, userInfoUrl, verifyTls } = settings;
  return JSON.stringify([issuer, discovery, tokenUrl, jwksUrl, userInfoUrl, verifyTls]);
}

/** Whose word counts as the provider's, in whatever it says of anybody. */
function trustOf(row: ProviderRow): string {
  const settings = settingsOf(row);
  return JSON.stringify([
    placeOf(settings),
    settings.authorizationUrl,
    settings.logoutUrl,
    settings.clientId,
    pinsOf(row),
  ]);
}

function wantedPins(
  row: ProviderRow,
  wanted: ProviderSettings,
  seen: SeenCertificates | null,
): PinnedCertificate[] {
  if (wanted.verifyTls) return [];
  if (seen === null && placeOf(wanted) === placeOf(settingsOf(row))) return pinsOf(row);
  if (seen?.place === placeOf(wanted)) return seen.pins;
  throw new DomainError(
    'precondition-failed',
    'The provider was changed while its certificates were looked at.',
  );
}

function requireOAuthType(type: NewProvider['type']): OAuthType {
  if (isOAuthType(type)) return type;
  throw new DomainError('ldap-mode-required', 'Outlook needs LDAP mode.');
}

/** Rule 8.1: of the three methods, only whether they are on. */
function switched(row: ProviderRow, { enabled, ...rest }: ProviderPatch): { enabled?: boolean } {
  const others: unknown[] = Object.values(rest);
  if (others.some((value) => value !== undefined)) throw onlySwitched(row);
  return enabled === undefined || enabled === row.enabled ? {} : { enabled };
}

function onlySwitched({ name }: ProviderRow): DomainError {
  return new DomainError('built-in-method', `${name} is switched on and off, and nothing else.`);
}

/** As Prisma takes JSON. */
function jsonOf(pins: readonly PinnedCertificate[]): { origin: string; fingerprint: string }[] {
  return pins.map(({ origin, fingerprint }) => ({ origin, fingerprint }));
}
