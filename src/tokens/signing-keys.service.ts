/**
 * Owns the keys that sign access tokens. A new key is published before it signs, and an old one stays published until
 * its last token has expired, so that nobody who fetches the key set now and then ever refuses a good token.
 */
import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import type { Clock } from '../core/clock.js';
import { newId } from '../core/ids.js';
import { StartRefused } from '../core/start-refused.js';
import type { SecretBox } from '../core/secret-box.js';
import type { Database, Transaction } from '../db/database.js';
import { renewRevocationEpoch } from '../db/epochs.js';
import { keptAfterwardsSeconds, publishAheadSeconds, retireAfterSeconds } from './lifetimes.js';
import type { JsonWebKeySet, KeyRotation, PublicJsonWebKey, SigningKey } from './tokens.schema.js';
import type { SigningKeyRow, SigningKeysStore } from './signing-keys.store.js';

export const signingAlgorithm = 'ES256';

export interface CurrentKey {
  id: string;
  privateKey: CryptoKey;
}

export class SigningKeysService {
  private readonly imported = new Map<string, CryptoKey>();

  constructor(
    private readonly db: Database,
    private readonly store: SigningKeysStore,
    private readonly secrets: SecretBox,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor): Promise<SigningKey[]> {
    requireScope(actor, 'admin');
    const rows = await this.published();
    return rows.map((row) => toSigningKey(row, currentOf(rows, this.clock.now())));
  }

  /** Makes a new key; the ones before it retire once it has taken over. */
  async rotate(actor: Actor, { immediately = false }: KeyRotation): Promise<SigningKey[]> {
    requireScope(actor, 'admin');
    await this.db.transaction(async (tx) => {
      await this.store.lock(tx);
      await this.replace(tx, actor, immediately);
    });
    return this.list(actor);
  }

  /** The same, if the newest key signs for so many days already. Instances that ask at once make one key. */
  async rotateAfter(actor: Actor, days: number): Promise<void> {
    if (!this.isOlder(await this.published(), days)) return;
    await this.db.transaction(async (tx) => {
      await this.store.lock(tx);
      const rows = await this.store.list(new Date(this.clock.now()), tx);
      if (this.isOlder(rows, days)) await this.replace(tx, actor, false);
    });
  }

  /** Deletes the keys that nobody needs any more: a private half is of use to a thief alone. */
  async deleteRetired(actor: Actor): Promise<void> {
    const before = new Date(this.clock.now() - keptAfterwardsSeconds * 1000);
    await this.db.transaction(async (tx) => {
      for (const { id } of await this.store.deleteRetired(tx, before)) {
        const target = { kind: 'signing-key', id, name: id };
        await this.audit.record(tx, actor, { action: 'signing-key.deleted', target });
      }
    });
  }

  /**
   * Makes the first key, where there is none, and proves that the encryption key opens the ones there are.
   * Throws `StartRefused` when it does not.
   */
  async prepare(actor: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.store.lock(tx);
      const rows = await this.store.list(new Date(this.clock.now()), tx);
      if (rows.length === 0) await this.add(tx, actor, 0);
      for (const row of rows) this.requireOpenable(row);
    });
  }

  /** The key that signs now. */
  async current(): Promise<CurrentKey> {
    const row = currentOf(await this.published(), this.clock.now());
    if (row === undefined) throw new Error('there is no signing key');
    return {
      id: row.id,
      privateKey: await this.import(row.id, 'private', JSON.parse(this.open(row)) as JWK),
    };
  }

  /** The public half of a published key, or null for an unknown or retired one. */
  async publicKey(id: string): Promise<CryptoKey | null> {
    const row = (await this.published()).find((candidate) => candidate.id === id);
    return row === undefined ? null : this.import(row.id, 'public', row.publicJwk as JWK);
  }

  async keySet(): Promise<JsonWebKeySet> {
    const rows = await this.published();
    return { keys: rows.map((row) => row.publicJwk as unknown as PublicJsonWebKey) };
  }

  private isOlder([newest]: readonly SigningKeyRow[], days: number): boolean {
    return newest !== undefined && newest.signsFrom.getTime() <= this.clock.now() - days * 86_400_000;
  }

  private async replace(tx: Transaction, actor: Actor, immediately: boolean): Promise<void> {
    const aheadMs = immediately ? 0 : publishAheadSeconds * 1000;
    const row = await this.add(tx, actor, aheadMs);
    const lastsMs = immediately ? 0 : aheadMs + retireAfterSeconds * 1000;
    await this.store.retireOthers(tx, row.id, new Date(this.clock.now() + lastsMs));
    if (immediately) await renewRevocationEpoch(tx);
  }

  private async published(): Promise<SigningKeyRow[]> {
    return this.store.published(new Date(this.clock.now()));
  }

  private async add(tx: Transaction, actor: Actor, aheadMs: number): Promise<SigningKeyRow> {
    const id = newId();
    const pair = await generateKeyPair(signingAlgorithm, { extractable: true });
    const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: id, alg: signingAlgorithm, use: 'sig' };
    const sealed = this.secrets.seal(JSON.stringify(await exportJWK(pair.privateKey)), placeOf(id));
    const signsFrom = new Date(this.clock.now() + aheadMs);
    const data = { id, algorithm: signingAlgorithm, publicJwk, privateKey: Buffer.from(sealed), signsFrom };
    const row = await this.store.create(tx, data);
    const target = { kind: 'signing-key', id, name: id };
    await this.audit.record(tx, actor, { action: 'signing-key.created', target, after: { signsFrom } });
    return row;
  }

  private requireOpenable(row: SigningKeyRow): void {
    try {
      this.open(row);
    } catch (cause) {
      const remedy =
        'Put back the key that this database was first started with: its secrets cannot be read without it.';
      throw new StartRefused(`The encryption key is not the one of this database. ${remedy}`, { cause });
    }
  }

  private open(row: SigningKeyRow): string {
    return this.secrets.open(row.privateKey, placeOf(row.id));
  }

  private async import(id: string, half: string, jwk: JWK): Promise<CryptoKey> {
    const name = `${half} ${id}`;
    const known = this.imported.get(name);
    if (known !== undefined) return known;
    const key = (await importJWK(jwk, signingAlgorithm)) as CryptoKey;
    this.imported.set(name, key);
    return key;
  }
}

function placeOf(id: string): string {
  return `signing_keys/${id}`;
}

/** The newest key whose time to sign has come; rows are newest first. */
function currentOf(rows: readonly SigningKeyRow[], now: number): SigningKeyRow | undefined {
  return rows.find((row) => row.signsFrom.getTime() <= now);
}

function toSigningKey(row: SigningKeyRow, current: SigningKeyRow | undefined): SigningKey {
  const old = current !== undefined && row.id < current.id;
  return {
    id: row.id,
    algorithm: row.algorithm,
    state: row.id === current?.id ? 'current' : old ? 'retiring' : 'next',
    signsFrom: row.signsFrom.toISOString(),
    retiresAt: row.retiresAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
