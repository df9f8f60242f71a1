import { profileFields, type ProfileField } from '../policies/index.js';
import type { User } from '../users/index.js';
import type { PeopleAudience, Person, PersonStatus, VisiblePhones } from './people.schema.js';

const phoneKinds = {
  mobile: 'mobilePhones',
  work: 'workPhones',
  home: 'homePhones',
  other: 'otherPhones',
} as const satisfies Record<keyof VisiblePhones, ProfileField>;

type PhoneField = (typeof phoneKinds)[keyof VisiblePhones];

const phoneFields: ReadonlySet<ProfileField> = new Set(Object.values(phoneKinds));

/** Fields that a person has under the name that the policy knows. */
const plainFields = profileFields.filter(
  (field): field is Exclude<ProfileField, PhoneField> => !phoneFields.has(field),
);

/** What is left of a user when everything that the audience may not see is left out (rule 9.3). */
export function visiblePart(user: User, fields: ReadonlySet<ProfileField>, audience: PeopleAudience): Person {
  const { callId, displayName } = user;
  const seen = plainFields.filter((field) => fields.has(field)).map((field) => [field, user[field]]);
  const phones = visiblePhones(user, fields);
  return {
    callId,
    displayName,
    // Where somebody is at the moment is for colleagues.
    ...(audience === 'members' ? { status: user.status as PersonStatus } : {}),
    ...(Object.fromEntries(seen) as Partial<Person>),
    ...(phones === null ? {} : { phones }),
  };
}

function visiblePhones({ phones }: User, fields: ReadonlySet<ProfileField>): VisiblePhones | null {
  const kinds = Object.entries(phoneKinds) as [keyof VisiblePhones, ProfileField][];
  const seen = kinds.filter(([, field]) => fields.has(field)).map(([kind]) => [kind, phones[kind]]);
  return seen.length === 0 ? null : (Object.fromEntries(seen) as VisiblePhones);
}
