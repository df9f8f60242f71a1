import type { UserStatus } from '../users/index.js';
import type { AddressBookEntry, AddressBookUser, EntryOrigin } from './address-book.schema.js';
import type { BookRow } from './book.store.js';
import { mayEdit, type Standing } from './standings.js';

/** A row of a book as the API shows it to somebody in this standing. */
export function toEntry(
  row: BookRow,
  statuses: ReadonlyMap<string, UserStatus>,
  standing: Standing,
  serverName: string,
): AddressBookEntry {
  const isSingle = row.isGivenByAdministrator || row.isAddedByUser;
  return {
    id: row.contactId,
    callString: callStringOf(row, serverName)!,
    displayName: row.displayName,
    renamed: row.isRenamed,
    user: toAddressBookUser(row, statuses),
    origins: originsOf(row),
    mayDelete: isSingle && mayEdit(standing),
    contactGroups: standing.kind === 'owner' ? row.contactGroups : [],
  };
}

/** A row of a book, of whoever has an account here or not. */
export type ContactRow = Pick<
  BookRow,
  'contactId' | 'login' | 'active' | 'ownName' | 'pickupId' | 'callString'
>;

/** Null for whoever has no account here. */
export function toAddressBookUser(
  { contactId: id, login, ownName }: ContactRow,
  statuses: ReadonlyMap<string, UserStatus>,
): AddressBookUser | null {
  if (login === null) return null;
  return { id, login, displayName: ownName ?? login, status: statuses.get(id) ?? 'offline' };
}

/** Those of the rows who have an account here. */
export function usersAmong(rows: readonly ContactRow[]): { id: string; active: boolean }[] {
  const users = rows.filter((row) => row.login !== null);
  return users.map(({ contactId: id, active }) => ({ id, active: active === true }));
}

/**
 * Somebody here is dialled by a call ID, whatever else there is by its canonical call string, and a group that has no ID
 * to be called by not at all.
 */
export function callStringOf({ login, pickupId, callString }: ContactRow, serverName: string): string | null {
  const name = login ?? pickupId;
  return name === null ? callString : `${name}@${serverName}`;
}

/** The contact as an end of a change, so that it is found from there as well (rule 12.2). */
export function endOf({ contactId: id, login, pickupId, callString }: ContactRow) {
  const kind = login !== null ? 'user' : callString !== null ? 'call-string' : 'group';
  return { kind, id, name: login ?? callString ?? pickupId ?? id };
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
