import type { RightRecord, RightsPatch } from '../rights/index.js';
import type { Kbps } from '../users/index.js';

/**
 * One line without space around it: names that look the same are the same (rule 3.2).
 * @minLength 1
 * @maxLength 200
 * @pattern ^\S(.*\S)?$
 */
export type GroupName = string;

/** `custom`, or which of the three built-in groups it is (rule 3.1). */
export type GroupKind = 'custom' | 'ungrouped' | 'federated' | 'guests';

/** A group of users (rule 3.2). */
export interface Group {
  id: string;
  kind: GroupKind;
  name: string;
  /** RFC 3339 in UTC. */
  createdAt: string;
  updatedAt: string;
}

export interface GroupList {
  items: Group[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}

/** A new group; its rights default to the present ones of *Users without group* (rule 14). */
export interface NewGroup {
  name: GroupName;
  rights?: RightsPatch;
}

/** What changes of a group. */
export interface GroupPatch {
  name?: GroupName;
}

/** Which groups to delete. */
export interface GroupsToDelete {
  /**
   * IDs of groups.
   * @minItems 1
   * @maxItems 500
   */
  groups: string[];
}

/** What became of each group, in the order asked. */
export interface GroupDeletions {
  items: GroupDeletion[];
}

export interface GroupDeletion {
  group: string;
  result: 'deleted' | 'unknown' | 'built-in';
}

/** What a group grants, and what it could (rule 4.6). */
export interface GroupRights {
  rights: RightRecord;
  /** The rights that this group may be granted. */
  grantable: string[];
}

export interface GroupRightsPatch {
  rights: RightsPatch;
}

/** A group's bitrate limits in kbit/s; null means no limit (rule 2.11). */
export interface GroupApplicationSettings {
  incomingKbps: Kbps | null;
  outgoingKbps: Kbps | null;
}

/** How the whole group is called (rule 3.4): the first member to answer takes the call. */
export interface CallPickup {
  /** Whether a call to the ID rings. */
  enabled: boolean;
  /** The ID by which the group is called; its name is taken even while it does not ring. */
  id: string | null;
  /** `id@server`; null without an ID. */
  callString: string | null;
  /** The first number that is free, to be used as the ID; null when there is an ID, or nobody to call by it. */
  proposedId: string | null;
}

/**
 * 1 to 64 Latin or Cyrillic letters, digits, `.`, `_` and `-` (rule 3.4).
 * @minLength 1
 * @maxLength 256
 */
export type GroupCallId = string;

/** What a group's call pickup is to be. */
export interface CallPickupReplacement {
  enabled: boolean;
  id: GroupCallId | null;
}

/** A member of a group. */
export interface GroupMember {
  id: string;
  login: string;
  callId: string;
  displayName: string;
  active: boolean;
}

export interface GroupMemberList {
  items: GroupMember[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}

/** Whom to put into a group. */
export interface NewMembers {
  /**
   * UUIDs, logins or call IDs.
   * @minItems 1
   * @maxItems 1000
   */
  users: string[];
}

/** What became of each user, in the order asked. */
export interface MemberResults {
  items: MemberResult[];
}

export interface MemberResult {
  /** As asked. */
  user: string;
  result: 'added' | 'already' | 'unknown';
}

/** Whom to take out of a group. */
export interface MembersToRemove {
  /**
   * UUIDs, logins or call IDs.
   * @minItems 1
   * @maxItems 1000
   */
  users: string[];
}

/** What became of each user, in the order asked. */
export interface MemberRemovals {
  items: MemberRemoval[];
}

export interface MemberRemoval {
  /** As asked. */
  user: string;
  result: 'removed' | 'not-member' | 'unknown';
}
