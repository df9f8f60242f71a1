import type { ContactGroup as ContactGroupRow } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';
import { groupNameKey } from '../groups/index.js';
import type { Contact } from './contact.js';

export type { ContactGroupRow };

export class ContactGroupsStore {
  constructor(private readonly db: Database) {}

  /** In the order of their names. */
  async list(ownerId: string, tx: Transaction = this.db.prisma): Promise<ContactGroupRow[]> {
    return tx.contactGroup.findMany({ where: { ownerId }, orderBy: [{ nameKey: 'asc' }, { id: 'asc' }] });
  }

  async find(ownerId: string, id: string, tx: Transaction = this.db.prisma): Promise<ContactGroupRow | null> {
    return tx.contactGroup.findUnique({ where: { id, ownerId } });
  }

  /** Whether the owner has another contact group of that name. */
  async isTaken(tx: Transaction, ownerId: string, name: string, exceptId?: string): Promise<boolean> {
    const where = { ownerId, nameKey: groupNameKey(name), id: { not: exceptId } };
    return (await tx.contactGroup.findFirst({ where })) !== null;
  }

  async create(tx: Transaction, id: string, ownerId: string, name: string): Promise<void> {
    await tx.contactGroup.create({ data: { id, ownerId, name, nameKey: groupNameKey(name) } });
  }

  async rename(tx: Transaction, id: string, name: string): Promise<void> {
    await tx.contactGroup.update({ where: { id }, data: { name, nameKey: groupNameKey(name) } });
  }

  async delete(tx: Transaction, id: string): Promise<void> {
    await tx.contactGroup.delete({ where: { id } });
  }

  /** How many contacts the fullest of these has. */
  async fullest(tx: Transaction, ids: readonly string[]): Promise<number> {
    const groups = await tx.contactGroupContact.groupBy({
      by: ['contactGroupId'],
      where: { contactGroupId: { in: [...ids] } },
      _count: true,
    });
    return Math.max(0, ...groups.map((group) => group._count));
  }

  async addTo(tx: Transaction, ids: readonly string[], contact: Contact): Promise<void> {
    const { id: contactId, userId: contactUserId, pickupGroupId } = contact;
    const data = ids.map((contactGroupId) => ({ contactGroupId, contactId, contactUserId, pickupGroupId }));
    await tx.contactGroupContact.createMany({ data });
  }

  async removeFrom(tx: Transaction, ids: readonly string[], contactId: string): Promise<void> {
    await tx.contactGroupContact.deleteMany({ where: { contactGroupId: { in: [...ids] }, contactId } });
  }
}
