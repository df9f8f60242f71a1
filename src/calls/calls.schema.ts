/** What a call was to a user; `conference` for a session of a conference (rule 2.10). */
export type CallType = 'incoming' | 'outgoing' | 'missed' | 'conference';

/** The other side of a call. */
export interface CallPeer {
  /**
   * What was dialled, or would be to call back (rule 1.4).
   * @minLength 1
   * @maxLength 600
   */
  callString: string;
  /**
   * As it was shown.
   * @minLength 1
   * @maxLength 200
   */
  displayName?: string | null;
}

/** The conference that a session belongs to. */
export interface ReportedConference {
  /**
   * As in `\c\id`.
   * @minLength 1
   * @maxLength 128
   */
  id: string;
  /**
   * @minLength 1
   * @maxLength 200
   */
  name?: string | null;
  /**
   * The owner's call string.
   * @minLength 1
   * @maxLength 600
   */
  owner?: string | null;
  /**
   * Where to join with a browser, `http` or `https`.
   * @minLength 1
   * @maxLength 2000
   */
  link?: string | null;
}

/** A local user's part in a session. */
export interface ReportedParticipant {
  /**
   * A UUID, a login, or a call ID of this server.
   * @minLength 1
   * @maxLength 320
   */
  user: string;
  type: CallType;
  /** Left out for a conference, and where the other side is not known. */
  peer?: CallPeer | null;
  /** The start of the session, unless given. */
  joinedAt?: Date | null;
  /** The end of the session, unless given. */
  leftAt?: Date | null;
}

/** A session as its conferencing server knows it so far. */
export interface ReportedCall {
  /**
   * As the reporter calls the session: a later report of it changes what the earlier one said.
   * @minLength 1
   * @maxLength 255
   */
  sessionId: string;
  /** Stays as it was first reported. */
  startedAt: Date;
  /** Left out while it lasts; may be corrected, and not taken back. */
  endedAt?: Date | null;
  conference?: ReportedConference | null;
  /**
   * The local users who took part. A later report adds some, or changes those it names; the others stay.
   * @minItems 1
   * @maxItems 1000
   */
  participants: ReportedParticipant[];
}

/** Sessions to report, whether they go on or are over. */
export interface CallReport {
  /**
   * @minItems 1
   * @maxItems 1000
   */
  items: ReportedCall[];
}

/** What became of each item, in the order reported. */
export interface CallResults {
  items: CallResult[];
}

/**
 * Why an item was refused: a call string that is none (`invalid-call-string`), a conference ID that `\c\…` could not hold
 * (`invalid-conference-id`), a link that is neither `http` nor `https` (`invalid-link`), an end before its start
 * (`ends-before-start`), a time more than a day ahead (`in-the-future`), the type `conference` without a conference
 * (`conference-missing`), or nobody among the participants whom this server knows (`no-known-participant`).
 */
export type CallRefusal =
  | 'invalid-call-string'
  | 'invalid-conference-id'
  | 'invalid-link'
  | 'ends-before-start'
  | 'in-the-future'
  | 'conference-missing'
  | 'no-known-participant';

export interface CallResult {
  sessionId: string;
  result: 'created' | 'updated' | 'unchanged' | 'refused';
  /** Why it was refused. */
  reason: CallRefusal | null;
  /** Participants, as reported, whom this server does not know; they were left out. */
  unknown: string[];
}

/** A call in the history of a user (rule 2.10). */
export interface CallRecord {
  /** Of the session; the same for everybody who took part. */
  id: string;
  type: CallType;
  peer: RecordedPeer | null;
  conference: RecordedConference | null;
  /** When the user joined, RFC 3339 in UTC. */
  startedAt: string;
  /** When the user left; null while they take part. */
  endedAt: string | null;
  /**
   * How long the user took part, 0 for a missed call; null while they do.
   * @isInt
   */
  durationSeconds: number | null;
}

/** The other side as it was reported, whatever has become of it. */
export interface RecordedPeer {
  callString: string;
  displayName: string | null;
}

/** The conference as it was reported, whatever has become of it. */
export interface RecordedConference {
  id: string;
  name: string | null;
  owner: string | null;
  link: string | null;
}

export interface CallRecordList {
  items: CallRecord[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}
