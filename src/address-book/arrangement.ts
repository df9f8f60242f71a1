import { DomainError } from '../core/errors.js';
import type { Transaction } from '../db/database.js';
import { bounds } from './bounds.js';
import type { Contact } from './contact.js';
import type { ContactGroupsStore } from './contact-groups.store.js';

/** In which contact groups of the owner a contact is (rule 6.2). */
export class Arrangement {
  constructor(private readonly store: ContactGroupsStore) {}

  /** Makes these the contact groups of the contact, and no others; whether anything changed. */
  async replace(
    tx: Transaction,
    ownerId: string,
    contact: Contact,
    present: readonly string[],
    wanted: readonly string[],
  ): Promise<boolean> {
    const ids = new Set(wanted.map((id) => id.toLowerCase()));
    await this.requireAll(tx, ownerId, ids);
    const joined = [...ids].filter((id) => !present.includes(id));
    const left = present.filter((id) => !ids.has(id));
    if (joined.length > 0 && (await this.store.fullest(tx, joined)) >= bounds.contactsInGroup) {
      throw new DomainError('address-book-full', `A contact group holds ${bounds.contactsInGroup} contacts.`);
    }
    await this.store.addTo(tx, joined, contact);
    await this.store.removeFrom(tx, left, contact.id);
    return joined.length > 0 || left.length > 0;
  }

  /** Takes the contact out of the contact groups. */
  async forget(tx: Transaction, contactGroups: readonly string[], contactId: string): Promise<void> {
    await this.store.removeFrom(tx, contactGroups, contactId);
  }

  private async requireAll(tx: Transaction, ownerId: string, ids: ReadonlySet<string>): Promise<void> {
    const known = new Set((await this.store.list(ownerId, tx)).map((row) => row.id));
    const unknown = [...ids].find((id) => !known.has(id));
    if (unknown !== undefined) throw contactGroupNotFound(unknown);
  }
}

export function contactGroupNotFound(id: string): DomainError {
  return new DomainError('contact-group-not-found', `There is no contact group ${JSON.stringify(id)}.`);
}
