/** Address books while everything around them changes: nothing is seen twice, nothing is left over, nothing fails. */
import { describe, expect, it } from '@jest/globals';
import { createGroup, createUser, useService } from '../api/api.js';
import { addGroupEntry, bookOf, groupBookOf, showGroups } from '../api/address-book/books.js';

const api = useService();

describe('rule 6.3: pages that are read while others write', () => {
  it('have nobody twice, and everybody who stays as they are', async () => {
    const group = await createGroup(api, 'Busy');
    await createUser(api, 'reader', { groups: [group.id] });
    await showGroups(api, group.id, group.id);
    const staying = [...'abcdefghijklmnopqrst'].map((letter) => `${letter} stays`);
    for (const [at, displayName] of staying.entries()) {
      await createUser(api, `stays${at}`, { displayName, groups: [group.id] });
    }
    const moving = await Promise.all(
      [...'uvwxyz'].map((letter) => createUser(api, `moves-${letter}`, { groups: [group.id] })),
    );
    let isReading = true;
    const writing = moving.map(async ({ id }, at) => {
      for (let round = 0; isReading; round += 1) {
        const entries = `${bookOf('reader')}/entries`;
        if (round % 3 === 0) await api().request().post(entries).send({ callString: id });
        else if (round % 3 === 1) await api().request().delete(`${entries}/${id}`);
        else
          await api()
            .request()
            .patch(`/v1/users/${id}`)
            .send({ displayName: `${'amz'[at % 3]!} ${round}` });
      }
    });
    for (let reading = 0; reading < 5; reading += 1) {
      const names: string[] = [];
      const ids: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const { body } = await api().request().get(bookOf('reader')).query({ limit: 3, cursor }).expect(200);
        const page = body.items as { id: string; displayName: string }[];
        names.push(...page.map((entry) => entry.displayName));
        ids.push(...page.map((entry) => entry.id));
        cursor = body.nextCursor as string | null;
      }
      expect(names.filter((name) => name.endsWith('stays'))).toEqual(staying);
      // Who is renamed while the pages are read may come again under the new name, and under the same one never.
      const rows = names.map((name, at) => `${ids[at]!} ${name}`);
      expect(new Set(rows).size).toBe(rows.length);
    }
    isReading = false;
    await Promise.all(writing);
  });
});

describe('rule 2.14: somebody who is deleted while they are added', () => {
  it('is in nobody’s book afterwards, and nobody sees a failure', async () => {
    const group = await createGroup(api, 'Adding');
    const owners = ['one', 'two', 'three', 'four'];
    for (const login of owners) await createUser(api, login, { groups: [group.id] });
    for (let round = 0; round < 5; round += 1) {
      const { id } = await createUser(api, `leaver${round}`);
      const body = { callString: id };
      const writes = [
        ...owners.map((login) =>
          api()
            .request()
            .post(`${bookOf(login)}/entries`)
            .send(body),
        ),
        api()
          .request()
          .post(`${groupBookOf(group.id)}/entries`)
          .send(body),
        api().request().delete(`/v1/users/${id}`),
      ];
      const answers = await Promise.all(writes);
      for (const { status } of answers) expect([201, 204, 422]).toContain(status);
      const { rows } = await api().assembly.db.pool.query(
        `SELECT FROM address_book_entries WHERE contact_id = $1 UNION ALL
         SELECT FROM group_book_entries WHERE contact_id = $1`,
        [id],
      );
      expect(rows).toEqual([]);
    }
  });

  it('takes two who add each other at the same time', async () => {
    const answers = await Promise.all([
      ...[1, 2, 3].map((n) =>
        api()
          .request()
          .post(`${bookOf('one')}/entries`)
          .send({ callString: 'two', displayName: `${n}` }),
      ),
      ...[1, 2, 3].map((n) =>
        api()
          .request()
          .post(`${bookOf('two')}/entries`)
          .send({ callString: 'one', displayName: `${n}` }),
      ),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409, 409]);
  });
});

describe('groups that show each other', () => {
  it('are set at the same time, and deleted meanwhile', async () => {
    const [one, two] = [await createGroup(api, 'Each'), await createGroup(api, 'Other')];
    const put = (from: string, to: string) =>
      api()
        .request()
        .put(groupBookOf(from))
        .send({ groups: [from, to] });
    const answers = await Promise.all([1, 2, 3, 4].flatMap(() => [put(one.id, two.id), put(two.id, one.id)]));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const last = await Promise.all([
      put(one.id, two.id),
      api().request().delete(`/v1/groups/${two.id}`),
      put(one.id, two.id),
    ]);
    for (const { status } of last) expect([200, 204, 404]).toContain(status);
    expect((await api().request().get(groupBookOf(one.id))).body.groups).not.toContain(two.id);
    await addGroupEntry(api, one.id, 'moore@guest.example');
  });
});
