import type { Transaction } from '../db/database.js';

/** Who a name belongs to: a login to its user, an alias to itself, a group-call ID to its group. */
type Owner =
  | { kind: 'login'; userId: string }
  | { kind: 'alias'; aliasId: string }
  | { kind: 'group-call'; groupId: string };

/** Makes everybody who takes a name wait for this transaction: for whoever takes too many to lock them one by one. */
export const lockEverySkeleton = `SELECT pg_advisory_xact_lock(hashtextextended('', 1))`;

/**
 * The taken places in the one namespace of rule 1.3. The primary key of the table refuses a second owner; whoever
 * comes while another transaction is taking the name waits until that one has ended. Names go with their owners.
 */
export class NamesStore {
  /**
   * Makes everybody wait for this transaction who takes a name that looks alike, or many names at a time (rule 1.2).
   * Comes after whatever waits for others: whoever holds it waits for nobody.
   */
  async lockSkeleton(tx: Transaction, skeleton: string): Promise<void> {
    await tx.$executeRaw`
      SELECT pg_advisory_xact_lock_shared(hashtextextended('', 1)),
        pg_advisory_xact_lock(hashtextextended(${skeleton}, 1))`;
  }

  /** Takes the name for a user; false when it is taken already. */
  async takeForUser(tx: Transaction, key: string, userId: string): Promise<boolean> {
    return this.take(tx, key, { kind: 'login', userId });
  }

  /** Takes the name for an alias; false when it is taken already. */
  async takeForAlias(tx: Transaction, key: string, aliasId: string): Promise<boolean> {
    return this.take(tx, key, { kind: 'alias', aliasId });
  }

  /** Takes the name for the calls of a group; false when it is taken already. */
  async takeForGroup(tx: Transaction, key: string, groupId: string): Promise<boolean> {
    return this.take(tx, key, { kind: 'group-call', groupId });
  }

  /** Gives back the name of an alias that is about to take another one. */
  async freeOfAlias(tx: Transaction, aliasId: string): Promise<void> {
    await tx.name.deleteMany({ where: { aliasId } });
  }

  /** Gives back the group-call ID, if the group has one. */
  async freeOfGroup(tx: Transaction, groupId: string): Promise<void> {
    await tx.name.deleteMany({ where: { groupId } });
  }

  private async take(tx: Transaction, key: string, owner: Owner): Promise<boolean> {
    const { count } = await tx.name.createMany({ data: { key, ...owner }, skipDuplicates: true });
    return count === 1;
  }
}
