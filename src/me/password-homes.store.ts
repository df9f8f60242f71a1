import type { Database, Transaction } from '../db/database.js';
import type { PasswordHome } from './own-password.service.js';

/** Where the passwords of users are. */
export class UserPasswords implements PasswordHome {
  constructor(private readonly db: Database) {}

  async hashOf(userId: string): Promise<string | null> {
    return (await this.db.prisma.password.findUnique({ where: { userId } }))?.hash ?? null;
  }

  async keep(tx: Transaction, userId: string, hash: string): Promise<void> {
    await tx.password.update({ where: { userId }, data: { hash, changedAt: new Date() } });
  }
}

/** Where the passwords of administrators are. */
export class AdministratorPasswords implements PasswordHome {
  constructor(private readonly db: Database) {}

  async hashOf(id: string): Promise<string | null> {
    return (await this.db.prisma.administrator.findUnique({ where: { id } }))?.passwordHash ?? null;
  }

  async keep(tx: Transaction, id: string, passwordHash: string): Promise<void> {
    await tx.administrator.update({ where: { id }, data: { passwordHash, passwordChangedAt: new Date() } });
  }
}
