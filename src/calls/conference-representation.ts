import { isDeepStrictEqual } from 'node:util';
import type {
  Conference,
  ConferenceKind,
  ConferenceReplacement,
  ConferenceSchedule,
  ConferenceSession,
  LatestSessions,
  UserConference,
} from './conferences.schema.js';
import type { ConferenceData, ConferenceRow, SessionRow, UserConferenceRow } from './conferences.store.js';
import { durationOf } from './duration.js';

export function toConference(row: ConferenceRow, serverName: string): Conference {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as ConferenceKind,
    owner: row.owner,
    link: row.link,
    participants: row.participants.map(({ user }) => `${user.login}@${serverName}`),
    schedule: toSchedule(row),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function toSchedule(row: ConferenceData): ConferenceSchedule | null {
  const { startsAt, durationSeconds, timeZone, recurrence } = row;
  return startsAt === null
    ? null
    : { startsAt: startsAt.toISOString(), durationSeconds, timeZone, recurrence };
}

/** What the request says, with nothing left out. */
export function toConferenceData(
  { name, kind, link = null, schedule = null }: ConferenceReplacement,
  owner: string | null,
  ownerId: string | null,
): ConferenceData {
  const planned = {
    startsAt: schedule?.startsAt ?? null,
    durationSeconds: schedule?.durationSeconds ?? null,
    timeZone: schedule?.timeZone ?? null,
    recurrence: schedule?.recurrence ?? null,
  };
  return { name, kind, owner, ownerId, link, ...planned };
}

/** Whether the stored conference is just this one, with just these participants. */
export function isAlready(
  row: ConferenceRow,
  data: ConferenceData,
  participants: readonly string[],
): boolean {
  const invited = row.participants.map(({ userId }) => userId);
  const isSame = Object.entries(data).every(([name, value]) =>
    isDeepStrictEqual(row[name as keyof ConferenceData], value),
  );
  return isSame && isDeepStrictEqual(new Set(invited), new Set(participants));
}

export function toSession({ id, startedAt, endedAt }: SessionRow): ConferenceSession {
  return {
    id,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    durationSeconds: durationOf(startedAt, endedAt),
  };
}

export function toUserConference(row: UserConferenceRow, sessions: LatestSessions): UserConference {
  const { id, name, kind, owner, link } = row;
  const role = row.isOwner ? 'owner' : 'participant';
  return { id, name, kind: kind as ConferenceKind, owner, link, schedule: toSchedule(row), role, sessions };
}
