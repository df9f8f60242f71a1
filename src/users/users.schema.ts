import type { PasswordText } from '../passwords/index.js';
import type { LimitWithOrigin, GroupLimits } from '../rights/index.js';

/**
 * @minLength 1
 * @maxLength 200
 */
export type ShortText = string;

/**
 * @maxLength 254
 * @pattern ^[^@\s]+@[^@\s]+$
 */
export type EmailAddress = string;

/**
 * @minLength 1
 * @maxLength 64
 */
export type PhoneNumber = string;

/** Telephone numbers by kind, several of each. */
export interface Phones {
  /** @maxItems 20 */
  mobile: PhoneNumber[];
  /** @maxItems 20 */
  work: PhoneNumber[];
  /** @maxItems 20 */
  home: PhoneNumber[];
  /** @maxItems 20 */
  other: PhoneNumber[];
}

/** Telephone numbers to change; a kind that is absent stays as it is. */
export interface PhonesPatch {
  /** @maxItems 20 */
  mobile?: PhoneNumber[];
  /** @maxItems 20 */
  work?: PhoneNumber[];
  /** @maxItems 20 */
  home?: PhoneNumber[];
  /** @maxItems 20 */
  other?: PhoneNumber[];
}

/** Whether the person can be reached; `inactive` wins over the rest (rule 2.2). */
export type UserStatus = 'online' | 'offline' | 'busy' | 'owner' | 'inactive';

/** Where the account comes from. */
export type UserSource = 'registry' | 'ldap';

/** What is known of a user's picture; `GET /v1/users/{user}/avatar` answers the picture itself. */
export interface UserAvatar {
  mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  /** The ETag of the picture, which changes when the picture does. */
  entityTag: string;
  /** RFC 3339 in UTC. */
  updatedAt: string;
}

/** A person with an account (rule 2.1). */
export interface User {
  id: string;
  /** The part of the call ID before `@`; never changes (rule 1.2). */
  login: string;
  /** `login@server`. */
  callId: string;
  /** False for a deactivated account, which keeps its data and has no right (rule 2.3). */
  active: boolean;
  status: UserStatus;
  source: UserSource;
  displayName: string;
  email: string | null;
  firstName: string | null;
  middleName: string | null;
  lastName: string | null;
  company: string | null;
  branch: string | null;
  department: string | null;
  jobTitle: string | null;
  manager: string | null;
  address: string | null;
  phones: Phones;
  /** As dialled: `#sip:100` (rule 1.4). */
  sipNumber: string | null;
  avatar: UserAvatar | null;
  /** Until when wrong passwords keep the user from signing in (rule 9.2), RFC 3339 in UTC; null when they do not. */
  lockedUntil: string | null;
  /** IDs of the groups the user was put into; empty for a user without group. */
  groups: string[];
  /** RFC 3339 in UTC. */
  createdAt: string;
  updatedAt: string;
}

export interface UserList {
  items: User[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}

/** A new user. Only the login is required; the display name defaults to it. */
export interface NewUser {
  /**
   * @minLength 1
   * @maxLength 256
   */
  login: string;
  displayName?: ShortText;
  /** Has to meet the password policy (rule 9.1); without one the user has no password yet. */
  password?: PasswordText;
  active?: boolean;
  email?: EmailAddress | null;
  firstName?: ShortText | null;
  middleName?: ShortText | null;
  lastName?: ShortText | null;
  company?: ShortText | null;
  branch?: ShortText | null;
  department?: ShortText | null;
  jobTitle?: ShortText | null;
  manager?: ShortText | null;
  address?: ShortText | null;
  phones?: PhonesPatch;
  /** `100`, `sip:100` and `#sip:100` mean the same (rule 1.4). */
  sipNumber?: PhoneNumber | null;
  /**
   * IDs of groups.
   * @maxItems 500
   */
  groups?: string[];
}

/** What changes of a user: absent means unchanged, null means cleared (RFC 7396). */
export interface UserPatch {
  displayName?: ShortText;
  active?: boolean;
  email?: EmailAddress | null;
  firstName?: ShortText | null;
  middleName?: ShortText | null;
  lastName?: ShortText | null;
  company?: ShortText | null;
  branch?: ShortText | null;
  department?: ShortText | null;
  jobTitle?: ShortText | null;
  manager?: ShortText | null;
  address?: ShortText | null;
  phones?: PhonesPatch;
  sipNumber?: PhoneNumber | null;
}

/** The order of a list of users; with a `-` the last one comes first. */
export type UserSort = 'login' | '-login' | 'displayName' | '-displayName' | 'createdAt' | '-createdAt';

/** The groups a user was put into. */
export interface UserGroups {
  items: UserGroup[];
}

export interface UserGroup {
  id: string;
  name: string;
}

/** All groups the user shall be in from now on. */
export interface UserGroupsReplacement {
  /**
   * IDs of groups.
   * @maxItems 500
   */
  groups: string[];
}

/** `inherit` follows the groups, `grant` adds, `deny` takes away whatever they give (rule 4.2). */
export type PersonalRight = 'inherit' | 'grant' | 'deny';

/** Every right with what is personal about it. */
export interface PersonalRights {
  rights: PersonalRightsByName;
}

export interface PersonalRightsByName {
  addressBookEditing: PersonalRight;
  pointToPointCalls: PersonalRight;
  groupConferences: PersonalRight;
  screenSharing: PersonalRight;
  remoteControlRequest: PersonalRight;
  remoteControlAllow: PersonalRight;
  slideShow: PersonalRight;
  fileSending: PersonalRight;
  fileReceiving: PersonalRight;
  recording: PersonalRight;
  surveys: PersonalRight;
  transcripts: PersonalRight;
  transcriptsFull: PersonalRight;
  transcriptsRecording: PersonalRight;
  operator: PersonalRight;
}

/** The personal rights to change; absent ones stay as they are. */
export interface PersonalRightsPatch {
  rights: PersonalRightChanges;
}

export interface PersonalRightChanges {
  addressBookEditing?: PersonalRight;
  pointToPointCalls?: PersonalRight;
  groupConferences?: PersonalRight;
  screenSharing?: PersonalRight;
  remoteControlRequest?: PersonalRight;
  remoteControlAllow?: PersonalRight;
  slideShow?: PersonalRight;
  fileSending?: PersonalRight;
  fileReceiving?: PersonalRight;
  recording?: PersonalRight;
  surveys?: PersonalRight;
  transcripts?: PersonalRight;
  transcriptsFull?: PersonalRight;
  transcriptsRecording?: PersonalRight;
  operator?: PersonalRight;
}

/**
 * A bitrate in kbit/s.
 * @isInt
 * @minimum 1
 * @maximum 10000000
 */
export type Kbps = number;

/** A user's own bitrate limits; null means unset (rule 2.11). */
export interface ApplicationSettings {
  incomingKbps: Kbps | null;
  outgoingKbps: Kbps | null;
}

/** A user's bitrate limits with where they come from (rule 2.11). */
export interface UserApplicationSettings {
  own: ApplicationSettings;
  /** What each group that counts for the user sets. */
  groups: GroupLimits[];
  effective: EffectiveApplicationSettings;
}

/** What applies, and where it comes from. */
export interface EffectiveApplicationSettings {
  incoming: LimitWithOrigin;
  outgoing: LimitWithOrigin;
}
