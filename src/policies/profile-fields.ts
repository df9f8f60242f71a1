/** The fields of a profile that are shown or hidden (rule 9.3), and the audiences they are shown to. */
import type { VisibilityByField, Visibility } from './field-visibility.schema.js';

export type ProfileField = Exclude<keyof VisibilityByField, 'displayName'>;
export type Audience = keyof Visibility;

/** In the order in which the API shows them; the display name is not among them, since it is always shown. */
export const profileFields = [
  'email',
  'firstName',
  'middleName',
  'lastName',
  'company',
  'branch',
  'department',
  'jobTitle',
  'manager',
  'address',
  'mobilePhones',
  'workPhones',
  'homePhones',
  'otherPhones',
  'sipNumber',
  'avatar',
] as const satisfies readonly ProfileField[];

export const audiences = ['members', 'federated', 'guests'] as const satisfies readonly Audience[];
