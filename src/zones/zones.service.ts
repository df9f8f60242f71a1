/** Owns the two zones: what is trusted, and what may be done from where (rules 7.1–7.4). */
import { isDeepStrictEqual } from 'node:util';
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { requireMatch } from '../core/entity-tag.js';
import { DomainError } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import type { Database, Transaction } from '../db/database.js';
import { renewConfigurationEpoch } from '../db/epochs.js';
import { once } from '../db/once.js';
import { isRight, maskOf, rightNames, toRecord } from '../rights/index.js';
import { formatAddress, parseAddress } from './address.js';
import { createSubnetMatcher } from './subnet-matcher.js';
import { parseSubnet } from './subnet.js';
import { canonicalSubnet, canonicalSubnets, requireConfirmation } from './trusted-subnets.js';
import type { LocatedAddress, NewSubnet, TrustedSubnet, Zone, ZoneId, ZonePatch } from './zones.schema.js';
import type { ZoneRow, ZonesStore } from './zones.store.js';

/** What zones need of the providers that they may allow. */
export interface ProviderDirectory {
  /** Throws `provider-not-found` unless every UUID is a provider; keeps them from being deleted until the end. */
  requireProviders(tx: Transaction, ids: readonly string[]): Promise<void>;
}

/** What zones need of administrators. */
export interface AdministratorAccess {
  /** Throws `administrators-locked-out` when the change leaves no way in for any of them. */
  requireOpen(tx: Transaction): Promise<void>;
}

export class ZonesService {
  constructor(
    private readonly db: Database,
    private readonly store: ZonesStore,
    private readonly audit: AuditTrail,
    private readonly providers: ProviderDirectory,
    private readonly administrators: AdministratorAccess,
  ) {}

  async list(actor: Actor): Promise<Zone[]> {
    requireScope(actor, 'zones:read');
    return this.readAll(this.db.prisma);
  }

  async get(actor: Actor, id: ZoneId): Promise<Zone> {
    requireScope(actor, 'zones:read');
    return this.read(this.db.prisma, id);
  }

  async update(actor: Actor, id: ZoneId, patch: ZonePatch, ifMatch?: string): Promise<Zone> {
    requireScope(actor, 'zones:write');
    return this.db.transaction(async (tx) => {
      await this.store.lock(tx);
      const before = await this.read(tx, id);
      requireMatch(ifMatch, before);
      const wanted = changedZone(before, patch);
      if (isDeepStrictEqual(wanted, before)) return before;
      await this.providers.requireProviders(tx, wanted.methods.filter(isUuid));
      await this.store.update(tx, id, columns(wanted));
      await this.replaceSubnets(tx, before.subnets, wanted.subnets);
      await this.administrators.requireOpen(tx);
      await renewConfigurationEpoch(tx);
      const after = await this.read(tx, id);
      await this.audit.record(tx, actor, { action: 'zone.changed', target: targetOf(before), before, after });
      return after;
    });
  }

  async addSubnet(actor: Actor, request: NewSubnet, idempotencyKey?: string): Promise<TrustedSubnet> {
    requireScope(actor, 'zones:write');
    const onceRequest = { callerId: actor.id, key: idempotencyKey, operation: 'addSubnet', body: request };
    return this.db.transaction((tx) => once(tx, onceRequest, () => this.insertSubnet(tx, actor, request)));
  }

  async removeSubnet(actor: Actor, text: string): Promise<void> {
    requireScope(actor, 'zones:write');
    const subnet = canonicalSubnet(text);
    await this.db.transaction(async (tx) => {
      await this.store.lock(tx);
      const present = await this.store.subnets(tx);
      if (!present.includes(subnet)) throw new DomainError('subnet-not-found', `${subnet} is not trusted.`);
      requireSubnets(present.length - 1);
      await this.store.removeSubnets(tx, [subnet]);
      await this.recordSubnet(tx, actor, 'zone.subnet-removed', subnet);
    });
  }

  /** Which zone an address is in, and what is allowed there. */
  async locate(actor: Actor, ip: string): Promise<LocatedAddress> {
    requireScope(actor, 'zones:read');
    const address = parseAddress(ip);
    if (address === null)
      throw new DomainError('invalid-address', `${JSON.stringify(ip)} is not an IP address.`);
    const matcher = createSubnetMatcher((await this.store.subnets()).map(parseSubnet));
    const zone = await this.read(this.db.prisma, matcher.matches(address) ? 'trusted' : 'external');
    const { id, name, enabled, methods, rights } = zone;
    return { address: formatAddress(address), zone: { id, name }, enabled, methods, rights };
  }

  /** A method that is gone is allowed nowhere: the provider that had the UUID was removed (rule 8.1). */
  async forgetMethod(tx: Transaction, actor: Actor, method: string): Promise<void> {
    await this.store.lock(tx);
    for (const before of await this.readAll(tx)) {
      const methods = before.methods.filter((one) => one !== method);
      if (methods.length === before.methods.length) continue;
      await this.store.update(tx, before.id, { methods });
      await renewConfigurationEpoch(tx);
      const after = await this.read(tx, before.id);
      await this.audit.record(tx, actor, { action: 'zone.changed', target: targetOf(before), before, after });
    }
  }

  private async readAll(tx: Transaction): Promise<Zone[]> {
    const subnets = await this.store.subnets(tx);
    return (await this.store.list(tx)).map((row) => toZone(row, subnets));
  }

  private async read(tx: Transaction, id: ZoneId): Promise<Zone> {
    return toZone(await this.store.get(tx, id), id === 'trusted' ? await this.store.subnets(tx) : []);
  }

  private async replaceSubnets(tx: Transaction, before: string[], wanted: string[]): Promise<void> {
    await this.store.removeSubnets(
      tx,
      before.filter((subnet) => !wanted.includes(subnet)),
    );
    await this.store.addSubnets(
      tx,
      wanted.filter((subnet) => !before.includes(subnet)),
    );
  }

  private async insertSubnet(tx: Transaction, actor: Actor, request: NewSubnet): Promise<TrustedSubnet> {
    const subnet = canonicalSubnet(request.subnet);
    await this.store.lock(tx);
    const present = await this.store.subnets(tx);
    if (present.includes(subnet)) throw new DomainError('subnet-taken', `${subnet} is trusted already.`);
    requireConfirmation(present, [...present, subnet], request.confirmEverything);
    await this.store.addSubnets(tx, [subnet]);
    await this.recordSubnet(tx, actor, 'zone.subnet-added', subnet);
    return { subnet };
  }

  private async recordSubnet(
    tx: Transaction,
    actor: Actor,
    action: 'zone.subnet-added' | 'zone.subnet-removed',
    subnet: string,
  ): Promise<void> {
    await renewConfigurationEpoch(tx);
    const target = targetOf(await this.store.get(tx, 'trusted'));
    const state = { subnet };
    const change = action === 'zone.subnet-added' ? { after: state } : { before: state };
    await this.audit.record(tx, actor, { action, target, ...change });
  }
}

function requireSubnets(count: number): void {
  if (count < 1) throw new DomainError('subnets-required', 'The trusted zone keeps at least one subnet.');
}

function toZone(row: ZoneRow, subnets: string[]): Zone {
  return {
    id: row.id as ZoneId,
    name: row.name,
    enabled: row.enabled,
    subnets: row.id === 'trusted' ? subnets : [],
    methods: row.methods,
    rights: toRecord(maskOf(row.rights.filter(isRight))),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The zone as the patch wants it. */
function changedZone(before: Zone, patch: ZonePatch): Zone {
  return {
    ...before,
    name: patch.name ?? before.name,
    enabled: patch.enabled ?? before.enabled,
    subnets: patch.subnets === undefined ? before.subnets : wantedSubnets(before, patch.subnets, patch),
    methods: patch.methods === undefined ? before.methods : [...new Set(patch.methods)],
    rights: { ...before.rights, ...patch.rights },
  };
}

/** The subnets that stay keep their place, so that the same list again changes nothing. */
function wantedSubnets(before: Zone, texts: readonly string[], { confirmEverything }: ZonePatch): string[] {
  if (before.id === 'external') {
    throw new DomainError('external-has-no-subnets', 'Whatever is not trusted is external.');
  }
  const wanted = canonicalSubnets(texts);
  requireSubnets(wanted.length);
  requireConfirmation(before.subnets, wanted, confirmEverything);
  const staying = before.subnets.filter((subnet) => wanted.includes(subnet));
  return [...staying, ...wanted.filter((subnet) => !staying.includes(subnet))];
}

function columns({ name, enabled, methods, rights }: Zone) {
  return { name, enabled, methods, rights: rightNames.filter((right) => rights[right]) };
}

function targetOf(zone: { id: string; name: string }) {
  return { kind: 'zone', id: zone.id, name: zone.name };
}
