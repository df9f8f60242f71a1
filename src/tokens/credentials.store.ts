import type {
  ApiKey as ApiKeyRow,
  ServiceAccount as ServiceAccountRow,
} from '../../generated/prisma/client.js';
import type { PageRequest } from '../core/page.js';
import type { Database, Transaction } from '../db/database.js';

export type { ApiKeyRow, ServiceAccountRow };

type Secret = Uint8Array<ArrayBuffer>;

/** Newest first: identifiers grow with time. */
function newestFirst(page: PageRequest) {
  const where = page.after === null ? {} : { id: { lt: page.after[0] } };
  return { where, orderBy: { id: 'desc' }, take: page.limit + 1 } as const;
}

/** Lets one transaction at a time decide which administrators and which credentials of programs there are. */
export async function lockCredentials(tx: Transaction): Promise<void> {
  await tx.$executeRaw`LOCK TABLE api_keys, service_accounts, administrators IN SHARE ROW EXCLUSIVE MODE`;
}

export class CredentialsStore {
  constructor(private readonly db: Database) {}

  async findApiKey(secretHash: Secret): Promise<ApiKeyRow | null> {
    return this.db.prisma.apiKey.findUnique({ where: { secretHash } });
  }

  async listApiKeys(page: PageRequest): Promise<ApiKeyRow[]> {
    return this.db.prisma.apiKey.findMany(newestFirst(page));
  }

  async hasApiKeys(tx: Transaction): Promise<boolean> {
    return (await tx.apiKey.findFirst({ select: { id: true } })) !== null;
  }

  async createApiKey(tx: Transaction, data: Omit<ApiKeyRow, 'createdAt'>): Promise<ApiKeyRow> {
    return tx.apiKey.create({ data: { ...data, secretHash: data.secretHash } });
  }

  /** Whether a credential with the scope is left that does not end by itself before then. */
  async isHeld(tx: Transaction, scope: string, then: Date): Promise<boolean> {
    const scopes = { has: scope };
    const ends = { OR: [{ expiresAt: null }, { expiresAt: { gt: then } }] };
    const key = await tx.apiKey.findFirst({ where: { scopes, ...ends }, select: { id: true } });
    if (key !== null || (await tx.serviceAccount.findFirst({ where: { scopes } })) !== null) return true;
    const all = { OR: [{ hasAllScopes: true }, { scopes }] };
    return (await tx.administrator.findFirst({ where: all, select: { id: true } })) !== null;
  }

  /** The deleted key, or null when there was none. */
  async deleteApiKey(tx: Transaction, id: string): Promise<ApiKeyRow | null> {
    const row = await tx.apiKey.findUnique({ where: { id } });
    if (row === null || (await tx.apiKey.deleteMany({ where: { id } })).count === 0) return null;
    return row;
  }

  async findServiceAccount(id: string): Promise<ServiceAccountRow | null> {
    return this.db.prisma.serviceAccount.findUnique({ where: { id } });
  }

  async listServiceAccounts(page: PageRequest): Promise<ServiceAccountRow[]> {
    return this.db.prisma.serviceAccount.findMany(newestFirst(page));
  }

  async createServiceAccount(
    tx: Transaction,
    data: Omit<ServiceAccountRow, 'createdAt'>,
  ): Promise<ServiceAccountRow> {
    return tx.serviceAccount.create({ data });
  }

  /** The deleted account, or null when there was none. */
  async deleteServiceAccount(tx: Transaction, id: string): Promise<ServiceAccountRow | null> {
    const row = await tx.serviceAccount.findUnique({ where: { id } });
    if (row === null || (await tx.serviceAccount.deleteMany({ where: { id } })).count === 0) return null;
    return row;
  }
}
