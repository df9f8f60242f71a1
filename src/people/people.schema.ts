import type { PhoneNumber, UserAvatar } from '../users/index.js';

/** For whom people are shown: users of this server, users of other servers, or guests (rule 9.3). */
export type PeopleAudience = 'members' | 'federated' | 'guests';

/** Whether a person can be reached (rule 2.2). */
export type PersonStatus = 'online' | 'offline' | 'busy' | 'owner';

/**
 * A person as an audience sees one (rule 9.3). A field that the audience may not see is absent; one that is null is
 * visible and empty.
 */
export interface Person {
  /** `login@server`. */
  callId: string;
  displayName: string;
  /** For users of this server only. */
  status?: PersonStatus;
  email?: string | null;
  firstName?: string | null;
  middleName?: string | null;
  lastName?: string | null;
  company?: string | null;
  branch?: string | null;
  department?: string | null;
  jobTitle?: string | null;
  manager?: string | null;
  address?: string | null;
  /** The kinds that the audience may see. */
  phones?: VisiblePhones;
  sipNumber?: string | null;
  /** `/v1/people/{callId}/avatar` answers the picture itself. */
  avatar?: UserAvatar | null;
}

export interface VisiblePhones {
  mobile?: PhoneNumber[];
  work?: PhoneNumber[];
  home?: PhoneNumber[];
  other?: PhoneNumber[];
}

export interface PersonList {
  items: Person[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}
