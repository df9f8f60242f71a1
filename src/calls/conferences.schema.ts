/**
 * `virtualRoom` is always there, `recurring` has several sessions by its schedule, `scheduled` one; `adHoc` came up
 * without a plan, and goes with its last session.
 */
export type ConferenceKind = 'scheduled' | 'recurring' | 'virtualRoom' | 'adHoc';

/** When a conference is to take place. */
export interface NewConferenceSchedule {
  /** Of the first session. */
  startsAt: Date;
  /**
   * Of each session.
   * @isInt
   * @minimum 1
   * @maximum 31536000
   */
  durationSeconds?: number | null;
  /**
   * In which the recurrence is counted, such as `Europe/Berlin`.
   * @pattern ^[A-Za-z0-9_+/-]{1,64}$
   */
  timeZone?: string | null;
  /**
   * A recurrence rule of iCalendar (RFC 5545 §3.3.10), such as `FREQ=WEEKLY;BYDAY=MO`. It is kept and shown as it is.
   * @maxLength 500
   * @pattern ^FREQ=[A-Z]+(;[A-Z]+=[A-Za-z0-9,:+-]+)*$
   */
  recurrence?: string | null;
}

/** A conference or virtual room from now on; what is left out is empty. */
export interface ConferenceReplacement {
  /**
   * @minLength 1
   * @maxLength 200
   */
  name: string;
  kind: ConferenceKind;
  /**
   * The owner's call string: a user of this or another server.
   * @minLength 1
   * @maxLength 600
   */
  owner?: string | null;
  /**
   * Where to join with a browser.
   * @maxLength 2000
   * @pattern ^https?://[^\s]+$
   */
  link?: string | null;
  /**
   * The users of this server who are invited: UUIDs, logins or call IDs.
   * @maxItems 1000
   */
  participants?: string[];
  schedule?: NewConferenceSchedule | null;
}

/** A conference or virtual room (rule 2.10). */
export interface Conference {
  /** As in `\c\id`. */
  id: string;
  name: string;
  kind: ConferenceKind;
  /** The owner's call string. */
  owner: string | null;
  link: string | null;
  /** Call IDs of the users of this server who are invited. */
  participants: string[];
  schedule: ConferenceSchedule | null;
  /** RFC 3339 in UTC. */
  createdAt: string;
  updatedAt: string;
}

export interface ConferenceSchedule {
  startsAt: string;
  /** @isInt */
  durationSeconds: number | null;
  timeZone: string | null;
  recurrence: string | null;
}

/** One meeting of a conference, from the calls that were reported. */
export interface ConferenceSession {
  id: string;
  startedAt: string;
  /** Null while it lasts. */
  endedAt: string | null;
  /**
   * Null while it lasts.
   * @isInt
   */
  durationSeconds: number | null;
}

export interface ConferenceSessionList {
  items: ConferenceSession[];
  nextCursor: string | null;
  /**
   * How many there are; only when asked for.
   * @isInt
   */
  total?: number;
}

/** A conference that a user takes part in. */
export interface UserConference {
  id: string;
  name: string;
  kind: ConferenceKind;
  owner: string | null;
  link: string | null;
  schedule: ConferenceSchedule | null;
  role: 'owner' | 'participant';
  sessions: LatestSessions;
}

/** The latest sessions, newest first. */
export interface LatestSessions {
  /** @maxItems 10 */
  items: ConferenceSession[];
  /** Where `/v1/conferences/{conference}/sessions` goes on; null when these are all. */
  nextCursor: string | null;
}

export interface UserConferenceList {
  items: UserConference[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}
