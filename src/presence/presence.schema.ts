/** What can be reported of a user at one device: `owner` owns a running conference, `offline` takes a report back. */
export type ReportedStatus = 'online' | 'busy' | 'owner' | 'offline';

/** What the reporter knows of one user at one device or endpoint. */
export interface ReportedPresence {
  /**
   * A UUID, a login, or a call ID of this server.
   * @minLength 1
   * @maxLength 320
   */
  user: string;
  /**
   * The device or SIP/H.323 endpoint that is signed in under the account, as the reporter calls it. Reporters do not
   * meet: each has names of its own. Left out where the reporter knows of one state only.
   * @minLength 1
   * @maxLength 128
   */
  source?: string;
  status: ReportedStatus;
}

/** A report of presence, to be repeated before it expires. */
export interface PresenceReport {
  /**
   * How long the report holds unless it is renewed, counted by the clock of the database.
   * @isInt
   * @minimum 1
   * @maximum 3600
   */
  ttlSeconds: number;
  /**
   * @minItems 1
   * @maxItems 1000
   */
  items: ReportedPresence[];
}

/** What became of each item, in the order reported. */
export interface PresenceResults {
  items: PresenceResult[];
}

export interface PresenceResult {
  /** As reported. */
  user: string;
  /** As reported; null where it was left out. */
  source: string | null;
  /** `superseded` by a later item of the same report for the same user and source. */
  result: 'accepted' | 'superseded' | 'unknown';
}
