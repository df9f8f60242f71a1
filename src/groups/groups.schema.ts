import type { RightRecord, RightsPatch } from '../rights/index.js';
import type { Kbps } from '../users/index.js';

/**
 * @minLength 1
 * @maxLength 200
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
