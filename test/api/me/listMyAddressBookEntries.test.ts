import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AddressBookEntry } from '../../../src/address-book/address-book.schema.js';
import { createAlias, createGroup, createUser, expectProblem, type Agent } from '../api.js';
import { addEntry, readBook, showGroups } from '../address-book/books.js';
import {
  contactGroupOf,
  closeOutside,
  describeUsersOnly,
  inside,
  outside,
  somebody,
  useServiceBehindProxy,
  type Somebody,
} from './myself.js';

const api = useServiceBehindProxy();
const path = '/v1/me/address-book';
const namesIn = async (agent: Agent, query: object = {}) =>
  ((await agent.get(path).query(query).expect(200)).body.items as AddressBookEntry[]).map(
    ({ displayName }) => displayName,
  );

let anna: Somebody;
beforeAll(async () => {
  const staff = await createGroup(api, 'Staff');
  await showGroups(api, staff.id, staff.id);
  anna = await somebody(api, { groups: [staff.id], displayName: 'Anna' });
  await createUser(api, 'bert', { groups: [staff.id], displayName: 'Bert' });
  await addEntry(api, anna.user.id, 'moore@guest.example', { displayName: 'Moore' });
  await anna.from().post(`${path}/entries`).send({ callString: '#sip:7', displayName: 'Seven' }).expect(201);
});

describe('200', () => {
  it('rules 2.12, 6.1: is the merged book of whoever asks, as its owner sees it', async () => {
    const { body } = await anna.from().get(path).expect(200);
    const seen = await readBook(api, anna.user.id, { as: 'owner', clientIp: inside });
    expect(body).toEqual({ items: seen, nextCursor: null });
    expect(seen.map(({ displayName, mayDelete }) => [displayName, mayDelete])).toEqual([
      ['Bert', false],
      ['Moore', true],
      ['Seven', true],
    ]);
    expect(seen.map(({ origins }) => origins[0]!.kind)).toEqual(['group', 'administrator', 'user']);
  });

  it('rule 2.12: is nobody else’s', async () => {
    const stranger = await somebody(api);
    expect(await namesIn(stranger.from())).toEqual([]);
  });

  it('rule 6.2: reading needs no right; what may be deleted depends on where the request comes from', async () => {
    await closeOutside(api);
    const mayDelete = async (address: string) =>
      ((await anna.from(address).get(path).expect(200)).body.items as AddressBookEntry[]).map(
        (entry) => entry.mayDelete,
      );
    expect(await mayDelete(inside)).toEqual([false, true, true]);
    expect(await mayDelete(outside)).toEqual([false, false, false]);
    // Rule 7.2: whose address cannot be believed is outside.
    expect(await mayDelete('nowhere')).toEqual([false, false, false]);
  });

  it('rule 6.5: finds by name, call string and alias', async () => {
    await createAlias(api, '111', 'bert');
    for (const q of ['moo', 'guest.ex', 'bert@corp', '111', 'Sev']) {
      expect([q, await namesIn(anna.from(), { q })]).toEqual([q, [expect.any(String)]]);
    }
    expect(await namesIn(anna.from(), { q: 'nobody' })).toEqual([]);
  });

  it('rule 6.2: shows contact groups, and lists what is in one', async () => {
    const family = await contactGroupOf(anna, 'Family');
    const [moore] = await readBook(api, anna.user.id, { q: 'moore' });
    await anna
      .from()
      .patch(`${path}/entries/${moore!.id}`)
      .send({ contactGroups: [family] })
      .expect(200);
    const { body } = await anna.from().get(path).query({ contactGroup: family }).expect(200);
    expect(body.items).toMatchObject([{ displayName: 'Moore', contactGroups: [family] }]);
  });

  it('comes in pages, counted when asked', async () => {
    const first = await anna.from().get(path).query({ limit: 2, total: true }).expect(200);
    expect([first.body.items.length, first.body.total]).toEqual([2, 3]);
    expect(first.headers['link']).toContain('rel="next"');
    const cursor = first.body.nextCursor as string;
    expect(await namesIn(anna.from(), { limit: 2, cursor })).toEqual(['Seven']);
  });
});

describe('304', () => {
  it('answers the present ETag without a body', async () => {
    const { headers } = await anna.from().get(path).expect(200);
    await anna.from().get(path).set('If-None-Match', headers['etag']!).expect(304);
  });
});

describe('400', () => {
  it.each([
    ['as', { as: 'owner' }],
    ['clientIp', { clientIp: inside }],
  ])('rule 7.2: takes nobody’s word for who and where they are: %s', async (name, query) => {
    expectProblem(await anna.from().get(path).query(query), 'unknown-query-parameter', name);
  });

  it.each([{ limit: 0 }, { limit: 501 }, { cursor: 'x' }])('refuses %j', async (query) => {
    const { status } = await anna.from().get(path).query(query);
    expect(status).toBe(400);
  });
});

describeUsersOnly(api, (agent) => agent.get(path));

describe('404', () => {
  it('rule 6.2: knows no contact group of anybody else', async () => {
    const stranger = await somebody(api);
    const contactGroup = await contactGroupOf(stranger, 'Theirs');
    expectProblem(await anna.from().get(path).query({ contactGroup }), 'contact-group-not-found');
  });
});
