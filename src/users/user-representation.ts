import { isDeepStrictEqual } from 'node:util';
import { canonicalSipNumber } from './sip-number.js';
import { searchText } from './search-text.js';
import type {
  NewUser,
  PhonesPatch,
  User,
  UserPatch,
  UserAvatar,
  UserSource,
  UserStatus,
} from './users.schema.js';
import type { UserData, UserRow } from './users.store.js';

/** Rule 2.2: inactive wins over whatever is reported. */
export function statusOf({ active, presence }: Pick<UserRow, 'active' | 'presence'>): UserStatus {
  return active ? (presence ?? 'offline') : 'inactive';
}

/** A stored user as the API shows it. */
export function toUser(row: UserRow, serverName: string): User {
  return {
    id: row.id,
    login: row.login,
    callId: `${row.login}@${serverName}`,
    active: row.active,
    status: statusOf(row),
    source: row.source as UserSource,
    displayName: row.displayName,
    email: row.email,
    firstName: row.firstName,
    middleName: row.middleName,
    lastName: row.lastName,
    company: row.company,
    branch: row.branch,
    department: row.department,
    jobTitle: row.jobTitle,
    manager: row.manager,
    address: row.address,
    phones: { mobile: row.mobilePhones, work: row.workPhones, home: row.homePhones, other: row.otherPhones },
    sipNumber: row.sipNumber,
    avatar: row.avatar === null ? null : toAvatar(row.avatar),
    lockedUntil: row.lockedUntil?.toISOString() ?? null,
    groups: row.memberships.map((membership) => membership.groupId),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function toAvatar({ mediaType, entityTag, updatedAt }: NonNullable<UserRow['avatar']>): UserAvatar {
  return {
    mediaType: mediaType as UserAvatar['mediaType'],
    entityTag,
    updatedAt: updatedAt.toISOString(),
  };
}

function toPhones(phones: PhonesPatch | undefined): UserData {
  return {
    mobilePhones: phones?.mobile,
    workPhones: phones?.work,
    homePhones: phones?.home,
    otherPhones: phones?.other,
  };
}

/** The columns that a patch names; undefined ones stay as they are. */
export function toColumns(patch: UserPatch | NewUser): UserData {
  const { displayName, active, email, firstName, middleName, lastName } = patch;
  const { company, branch, department, jobTitle, manager, address, sipNumber } = patch;
  const canonicalSip = typeof sipNumber === 'string' ? canonicalSipNumber(sipNumber) : sipNumber;
  const names = { displayName, firstName, middleName, lastName };
  const position = { company, branch, department, jobTitle, manager, address };
  return { active, email, ...names, ...position, sipNumber: canonicalSip, ...toPhones(patch.phones) };
}

/** Those columns that would really change: a patch that says what is already so writes nothing. */
export function changedColumns(row: UserRow, columns: UserData): UserData {
  const now: Record<string, unknown> = { ...row };
  const changed = Object.entries(columns as Record<string, unknown>).filter(
    ([name, value]) => value !== undefined && !isDeepStrictEqual(now[name], value),
  );
  return Object.fromEntries(changed);
}

/** The fields that search looks in (rule 2.6). */
export interface SearchedFields {
  login: string;
  firstName?: string | null;
  lastName?: string | null;
  displayName: string;
  email?: string | null;
}

/**
 * What search looks in after a change. Login and display name are always there and come first: the database takes the
 * second line for the name that address books are sorted by.
 */
export function searchTextOf(user: SearchedFields): string {
  return searchText([user.login, user.displayName, user.firstName, user.lastName, user.email]);
}
