import type { Transaction } from '../db/database.js';

/** Who has a name here (rule 1.3). */
export type NameOwner =
  | { kind: 'alias' }
  | { kind: 'login'; userId: string }
  | { kind: 'group-call'; groupId: string; groupName: string };

export class ContactsStore {
  async findOwner(tx: Transaction, key: string): Promise<NameOwner | null> {
    const rows = await tx.$queryRaw<NameOwner[]>`
      SELECT n.kind, n.user_id AS "userId", n.group_id AS "groupId", g.name AS "groupName"
      FROM names n LEFT JOIN groups g ON g.id = n.group_id WHERE n.key = ${key}`;
    return rows[0] ?? null;
  }

  /** Keeps the user or the group of this ID, if there is one, from being deleted until the transaction ends. */
  async hold(tx: Transaction, id: string): Promise<'user' | 'group' | null> {
    const users = await tx.$queryRaw<object[]>`SELECT 1 FROM users WHERE id = ${id}::uuid FOR KEY SHARE`;
    if (users.length > 0) return 'user';
    const groups = await tx.$queryRaw<object[]>`SELECT 1 FROM groups WHERE id = ${id}::uuid FOR KEY SHARE`;
    return groups.length > 0 ? 'group' : null;
  }
}
