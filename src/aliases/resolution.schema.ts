import type { Alias } from './aliases.schema.js';

/**
 * What somebody dials.
 * @maxLength 1024
 */
export type DialledText = string;

/** A question about what somebody dials. */
export interface DialledString {
  callString: DialledText;
}

/** What is dialled (rule 5.5), and where it leads. */
export interface Resolution {
  /** As asked. */
  dialled: string;
  /** What that is; `unknown` for a name that nobody has here and for what can't be dialled at all. */
  kind: 'user' | 'alias' | 'groupCall' | 'conference' | 'sip' | 'h323' | 'rtsp' | 'unknown';
  place: Place;
  /** In canonical form (rule 1.4), without the name of this server; null for what can't be dialled. */
  callString: string | null;
  /** The alias, where an alias of this server is dialled. */
  alias: Alias | null;
  /** Where a call goes, in one step: what the alias points to, or what was dialled itself. */
  leadsTo: Destination;
}

/** `federated`: at another server. */
export type Place = 'here' | 'federated';

/** Where a call goes. It is never an alias: what an alias points to is not looked up as an alias (rule 5.2). */
export interface Destination {
  /** At another server a `user` may turn out to be an alias or a group call: it alone knows. */
  kind: 'user' | 'groupCall' | 'conference' | 'sip' | 'h323' | 'rtsp' | 'unknown';
  place: Place;
  /** In canonical form (rule 1.4), as stored here; null for what can't be dialled. */
  callString: string | null;
  /** The other server, where it is at one. */
  server: string | null;
  /** The user, where it is one of this server. */
  user: ResolvedUser | null;
  /** The group whose members are called, where it is a group-call ID of this server. */
  groupCall: ResolvedGroupCall | null;
  /** Whether a call can get there now, as far as is known here. */
  callable: boolean;
  /** Why not; null when it can. */
  reason: NotCallableReason | null;
}

/**
 * `malformed`: no call string at all. `unknown-name`: nobody here has the name. `inactive`: the account is deactivated.
 * `call-pickup-off`: the group is not called at present. `nobody-to-call`: no member of the group is active.
 * `federation-off`: the other server can't be asked.
 */
export type NotCallableReason =
  'malformed' | 'unknown-name' | 'inactive' | 'call-pickup-off' | 'nobody-to-call' | 'federation-off';

export interface ResolvedUser {
  id: string;
  login: string;
  callId: string;
  displayName: string;
  active: boolean;
}

/** A call that rings every member of a group who may be called, until the first answers (rule 3.4). */
export interface ResolvedGroupCall {
  group: ResolvedGroup;
  enabled: boolean;
  /** The first 1,000 active members in the order of their logins; none while call pickup is off. */
  members: ResolvedUser[];
  /**
   * How many active members there are; counting stops at 10,000.
   * @isInt
   */
  total: number;
}

export interface ResolvedGroup {
  id: string;
  name: string;
}
