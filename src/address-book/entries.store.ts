import type { AddressBookEntry as EntryRow } from '../../generated/prisma/client.js';
import type { Transaction } from '../db/database.js';
import { nameKeyOf, type Contact } from './contact.js';

export type { EntryRow };

/** What is personal about a contact; where the name is null it is the person's own. */
export type EntryState = Pick<EntryRow, 'isGivenByAdministrator' | 'isAddedByUser' | 'displayName'>;

export class EntriesStore {
  /** Lets one at a time change the book; false when the owner is gone. Others may point to the owner meanwhile. */
  async lockBook(tx: Transaction, ownerId: string): Promise<boolean> {
    const rows = await tx.$queryRaw<object[]>`
      SELECT 1 FROM users WHERE id = ${ownerId}::uuid FOR NO KEY UPDATE`;
    return rows.length > 0;
  }

  async find(tx: Transaction, ownerId: string, contactId: string): Promise<EntryRow | null> {
    return tx.addressBookEntry.findUnique({ where: { ownerId_contactId: { ownerId, contactId } } });
  }

  async count(tx: Transaction, ownerId: string): Promise<number> {
    return tx.addressBookEntry.count({ where: { ownerId } });
  }

  async create(tx: Transaction, ownerId: string, contact: Contact, state: EntryState): Promise<void> {
    const data = { ...columnsOf(contact), ...named(state), ownerId };
    await tx.addressBookEntry.create({ data });
  }

  async update(tx: Transaction, ownerId: string, contactId: string, state: EntryState): Promise<void> {
    const where = { ownerId_contactId: { ownerId, contactId } };
    await tx.addressBookEntry.update({ where, data: named(state) });
  }

  async delete(tx: Transaction, ownerId: string, contactId: string): Promise<void> {
    await tx.addressBookEntry.delete({ where: { ownerId_contactId: { ownerId, contactId } } });
  }
}

export function columnsOf({ id, userId, pickupGroupId, callString, callKey }: Contact) {
  return { contactId: id, contactUserId: userId, pickupGroupId, callString, callKey };
}

/** With what it is sorted by: a trigger knows it where the name is the person's own. */
export function named<State extends { displayName: string | null }>(state: State) {
  return { ...state, nameKey: state.displayName === null ? '' : nameKeyOf(state.displayName) };
}
