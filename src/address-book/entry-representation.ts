import type { User } from '../users/index.js';
import type { AddressBookEntry, AddressBookUser, EntryOrigin } from './address-book.schema.js';
import type { BookRow } from './book.store.js';
import { mayEdit, type Standing } from './standings.js';

/** A row of a book as the API shows it to somebody in this standing. */
export function toEntry(
  row: BookRow,
  user: User | undefined,
  standing: Standing,
  serverName: string,
): AddressBookEntry {
  const isSingle = row.isGivenByAdministrator || row.isAddedByUser;
  return {
    id: row.contactId,
    callString: callStringOf(row, serverName)!,
    displayName: row.displayName,
    renamed: row.isRenamed,
    user: user === undefined ? null : toAddressBookUser(user),
    origins: originsOf(row),
    mayDelete: isSingle && mayEdit(standing),
    contactGroups: standing.kind === 'owner' ? row.contactGroups : [],
  };
}

export function toAddressBookUser({ id, login, displayName, status }: User): AddressBookUser {
  return { id, login, displayName, status };
}

/**
 * Somebody here is dialled by a call ID, whatever else there is by its canonical call string, and a group that has no ID
 * to be called by not at all.
 */
export function callStringOf(
  { login, pickupId, callString }: Pick<BookRow, 'login' | 'pickupId' | 'callString'>,
  serverName: string,
): string | null {
  const name = login ?? pickupId;
  return name === null ? callString : `${name}@${serverName}`;
}

function originsOf(row: BookRow): EntryOrigin[] {
  const origins: EntryOrigin[] = row.groups.map((group) => ({ kind: 'group', group }));
  if (row.isGivenByAdministrator) origins.push({ kind: 'administrator', group: null });
  if (row.isAddedByUser) origins.push({ kind: 'user', group: null });
  return origins;
}

/** The entry with every status that its user can have: it changes by itself, and nobody decides on it. */
export function withAnyStatus<Entry extends { user: AddressBookUser | null }>(entry: Entry): Entry[] {
  const { user } = entry;
  if (user === null) return [entry];
  const statuses = ['offline', 'online', 'busy', 'owner', 'inactive'] as const;
  return statuses.map((status) => ({ ...entry, user: { ...user, status } }));
}
