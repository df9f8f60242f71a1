import type { Explanation, RightRecord } from '../rights/index.js';
import type { ZoneId, ZoneReference } from '../zones/index.js';

/** What somebody may do, here and now (rules 4.2–4.7). */
export interface EffectiveRights {
  subject: RightsSubject;
  /** Whether there is such a subject at all. */
  known: boolean;
  /** False for a deactivated account (rule 4.7). */
  active: boolean;
  zone: ZoneReference;
  rights: RightRecord;
  application: EffectiveApplication;
  /** Opaque; equal versions mean that nothing this answer depends on has changed. */
  version: string;
  /** Whether a directory's last good state answers because the directory cannot be asked. */
  stale: boolean;
  /** Why, for each right; only when asked for. */
  explanation?: Explanation;
}

/** What a user might do when an access token was given out: a claim of the token. */
export interface RightsClaim {
  /** Where that held: the zone of the sign-in or the refresh that gave the token. */
  zone: ZoneId;
  rights: RightRecord;
  application: EffectiveApplication;
  /** The `version` that an answer had then, for that user and that zone. */
  version: string;
}

/** Whom an answer is about. */
export interface RightsSubject {
  /** Null for guests, federated users and unknown ones. */
  id: string | null;
  /** Null for guests and unknown ones. */
  callId: string | null;
  kind: SubjectKind;
}

export type SubjectKind = 'member' | 'federated' | 'guest' | 'unknown';

/** The bitrate limits that apply (rule 2.11), in kbit/s; null for no limit. */
export interface EffectiveApplication {
  /** @isInt */
  incomingKbps: number | null;
  /** @isInt */
  outgoingKbps: number | null;
}

/** One question of a batch: a `subject`, or `kind: "guest"`; the zone by `ip` or by name, external when neither is given. */
export interface RightsQuestion {
  /**
   * A UUID, a login, a call ID of this server, or `user@other.server`.
   * @maxLength 400
   */
  subject?: string;
  kind?: 'guest';
  /**
   * The address the person comes from.
   * @maxLength 100
   */
  ip?: string;
  zone?: ZoneId;
}

export interface RightsBatch {
  /**
   * @minItems 1
   * @maxItems 1000
   */
  subjects: RightsQuestion[];
  /** Whether each answer says why. */
  explain?: boolean;
}

/** The answers in the order asked. */
export interface RightsBatchAnswer {
  items: EffectiveRights[];
}

/** One entry of the catalogue of rights. */
export interface CatalogueRight {
  name: string;
  description: string;
  /** The built-in groups that may be granted it (rule 4.6); every other group may. */
  grantableTo: BuiltInGroupName[];
}

export type BuiltInGroupName = 'ungrouped' | 'federated' | 'guests';

export interface RightsCatalogue {
  items: CatalogueRight[];
}
