import { DomainError } from '../core/errors.js';
import type { Transaction } from '../db/database.js';
import type { Owner } from './address-books.service.js';
import type { EntriesStore } from './entries.store.js';

/** Lets one at a time change the book of somebody. Throws `user-not-found` when the owner is gone. */
export async function lockBook(tx: Transaction, store: EntriesStore, owner: Owner): Promise<void> {
  if (await store.lockBook(tx, owner.id)) return;
  throw new DomainError('user-not-found', `There is no user ${JSON.stringify(owner.login)} any more.`);
}
