/**
 * An explanation as answers carry it (rule 4.8). The verdicts are a closed set with one reading: a right is had
 * when some gate says `grant` and none says `deny` or `unavailable`; `pass`, `abstain` and `inherit` change nothing.
 */
import type { HomeUnavailableReason } from './facts.js';

/** Why each right is had or not. */
export interface Explanation {
  addressBookEditing: RightExplanation;
  pointToPointCalls: RightExplanation;
  groupConferences: RightExplanation;
  screenSharing: RightExplanation;
  remoteControlRequest: RightExplanation;
  remoteControlAllow: RightExplanation;
  slideShow: RightExplanation;
  fileSending: RightExplanation;
  fileReceiving: RightExplanation;
  recording: RightExplanation;
  surveys: RightExplanation;
  transcripts: RightExplanation;
  transcriptsFull: RightExplanation;
  transcriptsRecording: RightExplanation;
  operator: RightExplanation;
}

export interface RightExplanation {
  /** The same as the answer without an explanation. */
  granted: boolean;
  /** The gates that were asked, in the order in which they were asked. */
  gates: Gate[];
}

export type Gate =
  AccountGate | GroupsGate | BuiltInGroupGate | PersonalGate | HomeServerGate | ZoneGate | DependencyGate;

/** A group by its identifier and its name. */
export interface GroupRef {
  id: string;
  name: string;
}

/** Rule 4.7: an account that is deactivated or not known has no rights, and no further gate is asked. */
export interface AccountGate {
  gate: 'account';
  verdict: 'pass' | 'deny';
  /** Present when denied. */
  reason?: 'inactive' | 'unknown';
}

/** Rule 4.2: the member's groups; one that grants is enough. */
export interface GroupsGate {
  gate: 'groups';
  verdict: 'grant' | 'abstain';
  /** The groups that grant the right; empty when none does. */
  groups: GroupRef[];
}

/** The built-in group that speaks for a member of no group (rule 4.2), a federated user (4.4) or a guest (4.5). */
export interface BuiltInGroupGate {
  gate: 'builtInGroup';
  verdict: 'grant' | 'abstain';
  group: GroupRef;
}

/** Rule 4.2: what was set for this member alone. */
export interface PersonalGate {
  gate: 'personal';
  verdict: 'grant' | 'deny' | 'inherit';
}

/** Rule 4.4: what the home server of a federated user says. */
export interface HomeServerGate {
  gate: 'homeServer';
  verdict: 'pass' | 'deny' | 'unavailable';
  /** Present when no answer could be had or believed. */
  reason?: HomeUnavailableReason;
}

/** Rule 4.3: the zone that the request comes from. */
export interface ZoneGate {
  gate: 'zone';
  verdict: 'pass' | 'deny';
  zone: 'trusted' | 'external';
}

/** Rule 4.1: asked for `transcriptsFull` alone. */
export interface DependencyGate {
  gate: 'dependency';
  verdict: 'pass' | 'deny';
  requires: 'transcripts';
}
