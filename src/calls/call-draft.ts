/** What a reported session comes to once it is checked, and how several reports of one session add up (rule 2.10). */
import { canonicalCallString, parseCallString } from '../core/call-string.js';
import type { CallPeer, CallRefusal, CallType, ReportedCall, ReportedConference } from './calls.schema.js';

export interface CallDraft {
  sessionId: string;
  startedAt: Date;
  endedAt: Date | null;
  conference: ConferenceDraft | null;
  participants: ParticipantDraft[];
}

export interface ConferenceDraft {
  id: string;
  name: string | null;
  owner: string | null;
  link: string | null;
}

export interface ParticipantDraft {
  /** As reported. */
  user: string;
  type: CallType;
  peer: { callString: string; displayName: string | null } | null;
  joinedAt: Date | null;
  leftAt: Date | null;
}

/** Clocks differ, and a day is more than they do. */
const aheadMs = 24 * 3_600_000;

/** What the reports are checked against. */
export interface CheckContext {
  serverName: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** The session in canonical form, or why it cannot be taken. */
export function checkCall(item: ReportedCall, context: CheckContext): CallDraft | CallRefusal {
  const { sessionId, startedAt, endedAt = null, participants } = item;
  const fault = faultOfTimes(item, context.now);
  if (fault !== null) return fault;
  const conference = checkConference(item.conference ?? null, context.serverName);
  if (typeof conference === 'string') return conference;
  if (conference === null && participants.some(({ type }) => type === 'conference'))
    return 'conference-missing';
  const peers = participants.map(({ peer = null }) => checkPeer(peer, context.serverName));
  if (peers.includes(undefined)) return 'invalid-call-string';
  const drafts = participants.map(({ user, type, joinedAt = null, leftAt = null }, at) => {
    return { user, type, peer: peers[at] ?? null, joinedAt, leftAt };
  });
  return { sessionId, startedAt, endedAt, conference, participants: drafts };
}

function faultOfTimes(
  { startedAt, endedAt = null, participants }: ReportedCall,
  now: number,
): CallRefusal | null {
  const stays = participants.map(({ joinedAt, leftAt }) => [joinedAt ?? startedAt, leftAt ?? null] as const);
  const all = [[startedAt, endedAt] as const, ...stays];
  const isAhead = (time: Date | null) => time !== null && time.getTime() > now + aheadMs;
  if (all.some(([start, end]) => isAhead(start) || isAhead(end))) return 'in-the-future';
  return all.some(([start, end]) => end !== null && end < start) ? 'ends-before-start' : null;
}

/** The ID of a conference here as `\c\…` writes it; null for one that cannot be written so. */
export function canonicalConferenceId(id: string): string | null {
  const call = parseCallString(`\\c\\${id}`);
  return call?.kind === 'conference' && call.server === null ? call.conference : null;
}

function checkPeer(peer: CallPeer | null, serverName: string): ParticipantDraft['peer'] | undefined {
  if (peer === null) return null;
  const callString = canonicalCallString(peer.callString, serverName);
  return callString === null ? undefined : { callString, displayName: peer.displayName ?? null };
}

function checkConference(
  conference: ReportedConference | null,
  serverName: string,
): ConferenceDraft | CallRefusal | null {
  if (conference === null) return null;
  const { name = null, owner: reported = null, link = null } = conference;
  const id = canonicalConferenceId(conference.id);
  if (id === null) return 'invalid-conference-id';
  if (link !== null && !/^https?:\/\/\S+$/i.test(link)) return 'invalid-link';
  const owner = reported === null ? null : canonicalCallString(reported, serverName);
  if (reported !== null && owner === null) return 'invalid-call-string';
  return { id, name, owner, link };
}

/** Two reports of one session as if they had been one: the later adds, and does not take back. */
export function mergeDrafts(earlier: CallDraft, later: CallDraft): CallDraft {
  return {
    ...earlier,
    endedAt: later.endedAt ?? earlier.endedAt,
    conference: mergeConferences(earlier.conference, later.conference),
    participants: [...earlier.participants, ...later.participants],
  };
}

function mergeConferences(
  earlier: ConferenceDraft | null,
  later: ConferenceDraft | null,
): ConferenceDraft | null {
  if (earlier === null || later === null || earlier.id !== later.id) return later ?? earlier;
  const { id } = later;
  const [name, owner] = [later.name ?? earlier.name, later.owner ?? earlier.owner];
  return { id, name, owner, link: later.link ?? earlier.link };
}
