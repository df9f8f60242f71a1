import type { Database, Transaction } from '../db/database.js';
import type { PasswordPolicy } from './policies.schema.js';

const select = {
  minLength: true,
  requireUpper: true,
  requireLower: true,
  requireDigit: true,
  requireSpecial: true,
  blocklist: true,
} as const;

export class PasswordPolicyStore {
  constructor(private readonly db: Database) {}

  async read(tx: Transaction = this.db.prisma): Promise<PasswordPolicy> {
    return tx.passwordPolicy.findUniqueOrThrow({ where: { id: 1 }, select });
  }

  /** Keeps everybody else from changing the policy until the transaction ends. */
  async lock(tx: Transaction): Promise<void> {
    await tx.$queryRaw`SELECT FROM password_policies FOR UPDATE`;
  }

  async replace(tx: Transaction, policy: PasswordPolicy): Promise<void> {
    await tx.passwordPolicy.update({ where: { id: 1 }, data: policy });
  }
}
