import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Conference } from '../../../src/calls/conferences.schema.js';
import {
  auditOf,
  createUser,
  describeIfMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { at, conferencesOf, countRows, putConference } from './calls.js';

const api = useService();
const put = (id: string, fields: object = {}) => putConference(api, id, fields);

beforeAll(async () => {
  for (const login of ['alice', 'bob', 'carol']) await createUser(api, login);
});

const schedule = {
  startsAt: at(0),
  durationSeconds: 3600,
  timeZone: 'Europe/Berlin',
  recurrence: 'FREQ=WEEKLY;BYDAY=MO',
};

describe('201', () => {
  it('rule 2.10: creates what was not there, with everything that is said', async () => {
    const fields = {
      name: 'Monday meeting',
      kind: 'recurring',
      owner: 'ALICE@corp.example',
      link: 'https://video.corp.example/c/4711',
      schedule,
    };
    const response = await put('4711', { ...fields, participants: ['carol', 'BOB', 'bob@corp.example'] });
    expect(response.status).toBe(201);
    const { createdAt, updatedAt } = response.body as Conference;
    expect(response.body).toEqual({
      id: '4711',
      ...fields,
      owner: 'ALICE',
      participants: ['bob@corp.example', 'carol@corp.example'],
      createdAt,
      updatedAt,
    });
    const read = await api().request().get('/v1/conferences/4711').expect(200);
    expect([read.body, read.headers['etag']]).toEqual([response.body, response.headers['etag']]);
  });

  it.each(['with/slash', 'Конференция', 'a+b', '.', 'x'.repeat(128)])('takes the ID %s', async (id) => {
    // A client normalizes a lone dot away, so this one is spelled out.
    const path = id === '.' ? '%2E%2Eroom' : encodeURIComponent(id);
    const response = await api().request().put(`/v1/conferences/${path}`).send({ name: 'n', kind: 'adHoc' });
    expect(response.status).toBe(201);
  });

  it('creates it once when many do at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, place) => put('race', { name: `n${place}` })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(9);
    expect(await countRows(api, 'conferences', `id = 'race'`)).toBe(1);
  });
});

describe('200', () => {
  it('replaces all of it: what is left out is empty', async () => {
    await put('replaced', {
      kind: 'recurring',
      owner: 'alice',
      link: 'http://x',
      schedule,
      participants: ['bob'],
    });
    const response = await put('replaced', { name: 'Other', kind: 'scheduled', participants: ['carol'] });
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({
      name: 'Other',
      kind: 'scheduled',
      owner: null,
      link: null,
      schedule: null,
      participants: ['carol@corp.example'],
    });
    expect((await conferencesOf(api, 'bob')).map(({ id }) => id)).not.toContain('replaced');
    expect((await conferencesOf(api, 'carol')).map(({ id }) => id)).toContain('replaced');
  });

  it('takes what GET answers, and then changes and notes nothing', async () => {
    await put('same', { owner: 'alice', participants: ['carol', 'bob'], schedule });
    const before = await api().request().get('/v1/conferences/same');
    const { name, kind, owner, link, participants, schedule: planned } = before.body as Conference;
    const body = { name, kind, owner, link, participants: participants.reverse(), schedule: planned };
    const again = await api().request().put('/v1/conferences/same').send(body).expect(200);
    expect(again.text).toBe(before.text);
    expect(await auditOf(api, 'same')).toHaveLength(1);
  });

  it('rule 12.2: is in the audit log with before and after', async () => {
    await put('audited', { name: 'One' });
    await put('audited', { name: 'Two', participants: ['bob'] });
    const events = await auditOf(api, 'audited');
    expect(events.map(({ action }) => action)).toEqual(['conference.changed', 'conference.created']);
    expect(events[0]).toMatchObject({
      target: { kind: 'conference', id: 'audited', name: 'Two' },
      before: { name: 'One', participants: [] },
      after: { name: 'Two', participants: ['bob@corp.example'] },
    });
  });

  it('keeps an owner of another server as a call string', async () => {
    expect((await put('foreign', { owner: 'moore@Guest.example' })).body.owner).toBe('moore@guest.example');
  });
});

describe('400', () => {
  it.each([
    ['no name', { name: undefined }, '/name'],
    ['an unknown kind', { kind: 'weekly' }, '/kind'],
    ['a script as link', { link: 'javascript:alert(1)' }, '/link'],
    ['a start that is no time', { schedule: { startsAt: 'Monday' } }, '/schedule'],
    ['a start that is no time of RFC 3339', { schedule: { startsAt: '2026-W36-2' } }, '/schedule/startsAt'],
    ['a recurrence that is no rule', { schedule: { ...schedule, recurrence: 'weekly' } }, '/schedule'],
    ['no length', { schedule: { ...schedule, durationSeconds: 0 } }, '/schedule'],
    ['too many', { participants: Array.from({ length: 1001 }, () => 'bob') }, '/participants'],
  ])('refuses %s', async (_, fields, pointer) => {
    expectProblem(await put('bad', fields), 'malformed-request', pointer);
  });
});

describeRefusedCallers(api, (agent) => agent.put('/v1/conferences/x').send({ name: 'x', kind: 'adHoc' }), [
  'calls:write',
]);

describeIfMatch(api, async () => {
  const id = `tag${Math.random().toString(36).slice(2)}`;
  await put(id);
  const path = `/v1/conferences/${id}`;
  return { path, write: (agent) => agent.put(path).send({ name: 'Changed', kind: 'virtualRoom' }) };
});

describe('412', () => {
  it.each(['"any"', '*'])('creates nothing under If-Match: %s', async (tag) => {
    const response = await api()
      .request()
      .put('/v1/conferences/not-there')
      .set('If-Match', tag)
      .send({ name: 'n', kind: 'adHoc' });
    expectProblem(response, 'precondition-failed');
    expect(await countRows(api, 'conferences', `id = 'not-there'`)).toBe(0);
  });
});

describe('422', () => {
  it('names each participant who is not known', async () => {
    const response = await put('unknown', { participants: ['bob', 'nobody', 'moore@guest.example'] });
    expectProblem(response, 'unknown-participant', '/participants/1', '/participants/2');
    expect(response.body.errors).toHaveLength(2);
    expect(await countRows(api, 'conferences', `id = 'unknown'`)).toBe(0);
  });

  it.each(['a@b', 'a b', 'a\\b', 'x'.repeat(129)])('refuses the ID %j', async (id) => {
    expectProblem(await put(id), 'invalid-conference-id', 'conference');
  });

  it('refuses an owner who cannot be dialled', async () => {
    expectProblem(await put('bad-owner', { owner: 'two words' }), 'invalid-call-string', '/owner');
  });
});
