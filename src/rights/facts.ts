/** What the resolver is told. Whoever asks loads these; nothing in this folder looks anything up. */
import type { RightMask } from './mask.js';

/** Bitrate limits in kbit/s (rule 2.11); null where none is set. */
export interface LimitFacts {
  readonly incomingKbps: number | null;
  readonly outgoingKbps: number | null;
}

export interface GroupFacts extends LimitFacts {
  readonly id: string;
  readonly name: string;
  readonly rights: RightMask;
}

/** Whether the zone is switched on is no fact here: that stops sign-ins, not rights (rule 4.3). */
export interface ZoneFacts {
  readonly id: 'trusted' | 'external';
  readonly name: string;
  /** What may be done from this zone. */
  readonly rights: RightMask;
}

/** The three groups that always exist (rule 3.1). */
export interface BuiltInGroups {
  readonly ungrouped: GroupFacts;
  readonly federated: GroupFacts;
  readonly guests: GroupFacts;
}

export type SubjectFacts = MemberFacts | GuestFacts | FederatedFacts | UnknownFacts;

/** Somebody with an account here. A lock (rule 9.2) is no fact here: it stops signing in, not rights (rule 4.7). */
export interface MemberFacts extends LimitFacts {
  readonly kind: 'member';
  readonly active: boolean;
  /** The groups the member is in; empty for a member of no group. */
  readonly groups: readonly GroupFacts[];
  /** Personal rights set to `grant` and to `deny` (rule 4.2); all others are `inherit`. */
  readonly granted: RightMask;
  readonly denied: RightMask;
}

export interface GuestFacts {
  readonly kind: 'guest';
}

export interface FederatedFacts {
  readonly kind: 'federated';
  readonly home: HomeAnswer;
}

/** Nobody that this server knows. */
export interface UnknownFacts {
  readonly kind: 'unknown';
}

/** What the home server of a federated user says they may do, or why nothing could be learnt (rule 4.4). */
export type HomeAnswer = AnsweredHome | UnavailableHome;

export interface AnsweredHome {
  readonly state: 'answered';
  readonly rights: RightMask;
}

export interface UnavailableHome {
  readonly state: 'unavailable';
  readonly reason: HomeUnavailableReason;
}

export type HomeUnavailableReason =
  'federation-off' | 'server-not-allowed' | 'server-unreachable' | 'answer-unverified';
