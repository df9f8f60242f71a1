/**
 * @isInt
 * @minimum 30
 * @maximum 36500
 */
export type AuditDays = number;

/**
 * @isInt
 * @minimum 1
 * @maximum 36500
 */
export type RetentionDays = number;

/** How long records are kept, in days; null keeps them for ever (rule 2.14). */
export interface Retention {
  /** Of the audit log. */
  auditDays: AuditDays | null;
  /** Of sessions that have ended, with the devices they were on. */
  devicesDays: RetentionDays | null;
  /** Of calls and conferences that are over. */
  callsDays: RetentionDays | null;
}

export interface RetentionPatch {
  auditDays?: AuditDays | null;
  devicesDays?: RetentionDays | null;
  callsDays?: RetentionDays | null;
}

/** A field that users can be allowed to change of their own profile (rule 2.12). */
export type OwnProfileField =
  | 'displayName'
  | 'avatar'
  | 'phones'
  | 'email'
  | 'firstName'
  | 'middleName'
  | 'lastName'
  | 'company'
  | 'branch'
  | 'department'
  | 'jobTitle'
  | 'manager'
  | 'address'
  | 'sipNumber';

/** Whether a login may be written in Latin and Cyrillic letters at once (rule 1.2). */
export type MixedScriptLogins = 'refused' | 'allowed';

/**
 * @isInt
 * @minimum 1
 * @maximum 365
 */
export type SigningKeyDays = number;

/** What is decided for the whole service. */
export interface Settings {
  retention: Retention;
  /** What users may change of their own profile. */
  editableProfileFields: OwnProfileField[];
  mixedScriptLogins: MixedScriptLogins;
  /** After how many days a new key signs access tokens, by itself; null leaves it to `POST /v1/keys/rotate`. */
  signingKeyDays: SigningKeyDays | null;
}

/** The settings to change; absent ones stay as they are. */
export interface SettingsPatch {
  retention?: RetentionPatch;
  /** @maxItems 14 */
  editableProfileFields?: OwnProfileField[];
  mixedScriptLogins?: MixedScriptLogins;
  signingKeyDays?: SigningKeyDays | null;
}
