/** What the tests of both operations share: one person with every field, and how a field looks in an answer. */
import type { Person } from '../../../src/people/people.schema.js';
import type { Audience, ProfileField } from '../../../src/policies/profile-fields.js';
import type { User } from '../../../src/users/users.schema.js';
import { picture } from '../../support/pictures.js';
import { createUser, type Api } from '../api.js';
import { visibility } from '../policies/visibility.js';

const phones = { mobile: ['+49 1'], work: ['+49 2'], home: ['+49 3'], other: ['+49 4'] };

export const whole = {
  displayName: 'Mathilda Display',
  email: 'mail-canary@corp.example',
  firstName: 'Firstcanary',
  middleName: 'Middlecanary',
  lastName: 'Lastcanary',
  company: 'Companycanary',
  branch: 'Branchcanary',
  department: 'Departmentcanary',
  jobTitle: 'Jobcanary',
  manager: 'Managercanary',
  address: 'Addresscanary',
  phones,
  sipNumber: '#sip:4711',
};

/** What the answers show of the picture. */
let avatar: unknown;

export async function createWhole(api: Api): Promise<User> {
  await createUser(api, 'mathilda', whole);
  const bytes = await picture(30, 20).png().toBuffer();
  const path = '/v1/users/mathilda';
  await api().request().put(`${path}/avatar`).set('Content-Type', 'image/png').send(bytes).expect(204);
  const { body } = await api().request().get(path).expect(200);
  avatar = (body as User).avatar;
  return body as User;
}

/** Where an answer shows the field, and what it shows of the person above. */
const phoneKinds = {
  mobilePhones: 'mobile',
  workPhones: 'work',
  homePhones: 'home',
  otherPhones: 'other',
} as const;

export function shown(person: Person, field: ProfileField): unknown {
  if (field in phoneKinds) return person.phones?.[phoneKinds[field as keyof typeof phoneKinds]];
  return person[field as keyof Person];
}

export function stored(field: ProfileField): unknown {
  if (field in phoneKinds) return phones[phoneKinds[field as keyof typeof phoneKinds]];
  return field === 'avatar' ? avatar : whole[field as keyof typeof whole];
}

/** The texts by which the field would be recognised in an answer. */
export function traces(field: ProfileField): string[] {
  if (field === 'avatar') return [(avatar as { entityTag: string }).entityTag.replaceAll('"', '')];
  return [stored(field)].flat() as string[];
}

export async function setVisibility(
  api: Api,
  isVisible: (field: ProfileField, audience: Audience) => boolean,
): Promise<void> {
  await api().request().put('/v1/policies/field-visibility').send(visibility(isVisible)).expect(200);
}
