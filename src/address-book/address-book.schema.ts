import type { UserStatus } from '../users/index.js';

/**
 * @minLength 1
 * @maxLength 200
 */
export type ContactName = string;

/** On whose behalf it is asked; without it the caller acts as an administrator. */
export type ActingFor = 'owner';

/** A contact in somebody's address book: one row, however many reasons there are for it (rules 6.1, 6.3). */
export interface AddressBookEntry {
  /** Of a user the ID of the account; of anybody else made from the call string. */
  id: string;
  /** What is dialled; a call ID where the contact is a user here. */
  callString: string;
  /** The name shown in this book: what it is sorted by. */
  displayName: string;
  /** Whether that name was given for this book alone. */
  renamed: boolean;
  /** Null for whoever has no account here. */
  user: AddressBookUser | null;
  /** Why the contact is there: every reason. */
  origins: EntryOrigin[];
  /**
   * Whether whoever asks may delete it: what was added to this book singly (rule 6.1). What a group shows as well stays
   * shown by the group.
   */
  mayDelete: boolean;
  /** IDs of the owner’s contact groups that it is in; empty for everybody but the owner (rule 6.2). */
  contactGroups: string[];
}

/** A contact with an account here. */
export interface AddressBookUser {
  id: string;
  login: string;
  /** The name that the person has everywhere. */
  displayName: string;
  status: UserStatus;
}

/** Why a contact is in a book: a group of the owner shows it, an administrator gave it, or the user added it. */
export interface EntryOrigin {
  kind: EntryOriginKind;
  /** Which group; null for the other kinds. */
  group: OriginGroup | null;
}

export type EntryOriginKind = 'group' | 'administrator' | 'user';

export interface OriginGroup {
  id: string;
  name: string;
}

export interface AddressBookEntryList {
  items: AddressBookEntry[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}

/** Whom to put into an address book. */
export interface NewAddressBookEntry {
  /**
   * A user by UUID, login or call ID, a group-call ID, or any other call string but an alias (rules 1.4, 5.4).
   * @minLength 1
   * @maxLength 1024
   */
  callString: string;
  /** Free text; without it a user has the name that they have everywhere. */
  displayName?: ContactName;
}

/** What changes of a contact for the owner of the book alone. */
export interface AddressBookEntryPatch {
  /** The name to show; null for the one that it has without. */
  displayName?: ContactName | null;
  /**
   * IDs of all contact groups that it shall be in; for the owner only, or with `as=owner`.
   * @maxItems 200
   */
  contactGroups?: string[];
}

/** How somebody arranges contacts, visible to them alone (rule 6.2). */
export interface ContactGroup {
  id: string;
  name: string;
}

export interface ContactGroupList {
  items: ContactGroup[];
}

export interface NewContactGroup {
  name: ContactName;
}

export interface ContactGroupPatch {
  name?: ContactName;
}

/** What the address book of a group shows to whoever is in the group (rule 6.1): whole groups here, single entries apart. */
export interface GroupAddressBook {
  /** IDs of the groups whose members are shown. */
  groups: string[];
}

/** The groups to show from now on, and no others. */
export interface GroupAddressBookReplacement {
  /**
   * UUIDs, or `ungrouped`; *Federated users* and *Guest users* cannot be shown as a whole (rule 6.4).
   * @maxItems 500
   */
  groups: string[];
}

/** A single contact in the address book of a group. */
export interface GroupAddressBookEntry {
  /** Of a user the ID of the account; of anybody else made from the call string. */
  id: string;
  /** Null while a group that is called as a whole has no ID to be called by. */
  callString: string | null;
  displayName: string;
  /** Null for whoever has no account here. */
  user: AddressBookUser | null;
}

export interface GroupAddressBookEntryList {
  items: GroupAddressBookEntry[];
  nextCursor: string | null;
  /**
   * How many there are; only when asked for.
   * @isInt
   */
  total?: number;
}
