/** What the tests of address books share. */
import type { AddressBookEntry } from '../../../src/address-book/address-book.schema.js';
import type { Api } from '../api.js';

export const bookOf = (user: string): string => `/v1/users/${user}/address-book`;
export const groupBookOf = (group: string): string => `/v1/groups/${group}/address-book`;

export async function readBook(api: Api, user: string, query: object = {}): Promise<AddressBookEntry[]> {
  const { body } = await api()
    .request()
    .get(bookOf(user))
    .query({ limit: 500, ...query })
    .expect(200);
  return body.items as AddressBookEntry[];
}

/** The names shown, in order. */
export async function namesIn(api: Api, user: string, query: object = {}): Promise<string[]> {
  return (await readBook(api, user, query)).map((entry) => entry.displayName);
}

export async function addEntry(
  api: Api,
  user: string,
  callString: string,
  rest: { displayName?: string; as?: 'owner' } = {},
): Promise<AddressBookEntry> {
  const { as, ...fields } = rest;
  const request = api()
    .request()
    .post(`${bookOf(user)}/entries`)
    .query({ as });
  const { body } = await request.send({ callString, ...fields }).expect(201);
  return body as AddressBookEntry;
}

export async function addGroupEntry(
  api: Api,
  group: string,
  callString: string,
  displayName?: string,
): Promise<AddressBookEntry> {
  const request = api()
    .request()
    .post(`${groupBookOf(group)}/entries`);
  const { body } = await request.send({ callString, displayName }).expect(201);
  return body as AddressBookEntry;
}

export async function showGroups(api: Api, group: string, ...groups: string[]): Promise<void> {
  await api().request().put(groupBookOf(group)).send({ groups }).expect(200);
}

export async function addContactGroup(api: Api, user: string, name: string): Promise<string> {
  const request = api()
    .request()
    .post(`${bookOf(user)}/contact-groups`)
    .query({ as: 'owner' });
  return (await request.send({ name }).expect(201)).body.id as string;
}

/** Takes `addressBookEditing` from a user, whatever their groups give. */
export async function denyEditing(api: Api, user: string): Promise<void> {
  const rights = { addressBookEditing: 'deny' };
  await api().request().patch(`/v1/users/${user}/rights`).send({ rights }).expect(200);
}
