import { beforeAll, describe, expect, it } from '@jest/globals';
import { defaultRights, rightNames } from '../../../src/rights/index.js';
import type { User } from '../../../src/users/users.schema.js';
import {
  createGroup,
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  join,
  useService,
} from '../api.js';

const api = useService();
const ask = (query: object) => api().request().get('/v1/effective-rights').query(query);
const granted = (rights: Record<string, boolean>) => rightNames.filter((right) => rights[right] === true);

let alice: User;

beforeAll(async () => {
  alice = await createUser(api, 'Alice');
  await createUser(api, 'asleep', { active: false });
  await api()
    .request()
    .patch('/v1/zones/external')
    .send({ rights: { fileSending: false } })
    .expect(200);
});

describe('200', () => {
  it.each([
    ['login', () => 'alice'],
    ['call ID', () => 'ALICE@corp.EXAMPLE'],
    ['UUID', () => alice.id],
  ])('rule 1.1: answers for a member by %s', async (_, subject) => {
    const { body } = await ask({ subject: subject(), zone: 'trusted' }).expect(200);
    expect(body.subject).toEqual({ id: alice.id, callId: 'Alice@corp.example', kind: 'member' });
    expect(body).toMatchObject({ known: true, active: true, stale: false });
    expect(body.application).toEqual({ incomingKbps: null, outgoingKbps: null });
    expect(Object.keys(body.rights)).toEqual(rightNames);
    expect(granted(body.rights)).toEqual(defaultRights.ungrouped);
  });

  it('rule 4.3: the zone narrows; without address or zone it is the external one', async () => {
    const external = await ask({ subject: 'alice' }).expect(200);
    expect(external.body.zone).toEqual({ id: 'external', name: 'Internet' });
    expect(external.body.rights.fileSending).toBe(false);
    expect((await ask({ subject: 'alice', ip: '127.0.0.1' })).body.rights.fileSending).toBe(true);
    expect((await ask({ subject: 'alice', ip: '192.0.2.1' })).text).toBe(external.text);
    expect((await ask({ subject: 'alice', zone: 'external' })).text).toBe(external.text);
  });

  it('rule 4.7: an inactive and an unknown account have no rights, and the answer says why', async () => {
    const asleep = (await ask({ subject: 'asleep', explain: true }).expect(200)).body;
    expect(asleep).toMatchObject({ known: true, active: false });
    expect(granted(asleep.rights)).toEqual([]);
    expect(asleep.explanation.slideShow.gates[0]).toMatchObject({ gate: 'account', verdict: 'deny' });
    const unknown = (await ask({ subject: 'nobody', explain: true }).expect(200)).body;
    expect(unknown.subject).toEqual({ id: null, callId: null, kind: 'unknown' });
    expect(unknown).toMatchObject({ known: false, active: false });
    expect(granted(unknown.rights)).toEqual([]);
    expect(unknown.explanation.slideShow.gates[0]).toMatchObject({ gate: 'account', verdict: 'deny' });
  });

  it.each(['', 'a@', '@corp.example', '..', 'x'.repeat(400), 'a b', "'; --"])(
    'what can be nobody (%s) is unknown, not an error',
    async (subject) => {
      expect((await ask({ subject }).expect(200)).body).toMatchObject({ known: false });
    },
  );

  it('rule 4.4: a federated user has nothing while federation is off, and the answer says why', async () => {
    const { body } = await ask({ subject: 'moore@guest.example', explain: true }).expect(200);
    expect(body.subject).toEqual({ id: null, callId: 'moore@guest.example', kind: 'federated' });
    expect(granted(body.rights)).toEqual([]);
    expect(JSON.stringify(body.explanation.screenSharing.gates)).toContain('federation-off');
  });

  it('rule 4.5: a guest has what Guest users grants and the zone allows', async () => {
    const { body } = await ask({ kind: 'guest', zone: 'trusted' }).expect(200);
    expect(body.subject).toEqual({ id: null, callId: null, kind: 'guest' });
    expect(granted(body.rights)).toEqual(defaultRights.guests);
  });

  it('rule 4.8: explains every right, gate by gate, as it decides', async () => {
    const { body } = await ask({ subject: 'alice', explain: true }).expect(200);
    expect(Object.keys(body.explanation)).toEqual(rightNames);
    for (const right of rightNames) expect(body.explanation[right].granted).toBe(body.rights[right]);
    const gates = body.explanation.fileSending.gates.map(({ gate }: { gate: string }) => gate);
    expect(gates).toEqual(['account', 'builtInGroup', 'personal', 'zone']);
  });

  it('equal versions mean that nothing has changed; any change of what counts makes another', async () => {
    const version = async () => (await ask({ subject: 'alice' }).expect(200)).body.version as string;
    const seen = [await version()];
    expect(await version()).toBe(seen[0]);
    const changes: (() => Promise<unknown>)[] = [
      () =>
        api()
          .request()
          .patch('/v1/users/alice/rights')
          .send({ rights: { surveys: 'grant' } })
          .expect(200),
      async () => join(api, await createGroup(api, 'Staff'), alice),
      () =>
        api()
          .request()
          .patch('/v1/zones/external')
          .send({ rights: { slideShow: false } })
          .expect(200),
      () => api().request().patch('/v1/users/alice').send({ active: false }).expect(200),
      () =>
        api()
          .request()
          .patch('/v1/groups/guests/rights')
          .send({ rights: { slideShow: false } })
          .expect(200),
    ];
    for (const change of changes) {
      await change();
      seen.push(await version());
    }
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describeIfNoneMatch(api, () => '/v1/effective-rights?subject=alice');

describe('304', () => {
  it('two answers that differ never have one tag', async () => {
    const queries = [
      { subject: 'alice' },
      { subject: 'alice', zone: 'trusted' },
      { subject: 'alice', explain: true },
      { subject: 'asleep' },
      { kind: 'guest' },
      { subject: 'nobody' },
      { subject: 'moore@guest.example' },
      { subject: 'other@guest.example' },
    ];
    const answers = [];
    for (const query of queries) answers.push(await ask(query));
    const textByTag = new Map<string, Set<string>>();
    for (const { headers, text, request } of answers) {
      // A tag is for one URL: these all have their own.
      const key = `${request.url} ${headers['etag']}`;
      textByTag.set(key, (textByTag.get(key) ?? new Set()).add(text));
    }
    expect(textByTag.size).toBe(queries.length);
  });

  it('a login that is given again has another tag', async () => {
    await createUser(api, 'reborn');
    const first = await ask({ subject: 'reborn' });
    await api().request().delete('/v1/users/reborn').expect(204);
    const gone = await ask({ subject: 'reborn' }).set('If-None-Match', first.headers['etag']!);
    expect([gone.status, gone.body.known]).toEqual([200, false]);
    await createUser(api, 'reborn');
    const again = await ask({ subject: 'reborn' }).set('If-None-Match', first.headers['etag']!);
    expect(again.status).toBe(200);
  });
});

describe('400', () => {
  it.each([
    ['subject and kind', { subject: 'alice', kind: 'guest' }],
    ['neither', {}],
    ['another kind', { kind: 'member' }],
    ['an address and a zone', { subject: 'alice', ip: '10.0.0.1', zone: 'trusted' }],
    ['a zone that is none', { subject: 'alice', zone: 'dmz' }],
    ['a subject that is too long', { subject: 'x'.repeat(401) }],
    ['a word for a boolean', { subject: 'alice', explain: 'please' }],
  ])('refuses %s', async (_, query) => {
    expectProblem(await ask(query), 'malformed-request');
  });

  it.each(['10.0.0', '010.0.0.1', 'a', '', '10.0.0.1, 10.0.0.2'])(
    'rule 7.2: %s is no address',
    async (ip) => {
      expectProblem(await ask({ subject: 'alice', ip }), 'invalid-address', '/ip');
    },
  );

  it.each(['subjects=alice', 'subject=a&subject=b'])('names the parameter in %s', async (query) => {
    const response = await api().request().get(`/v1/effective-rights?${query}`);
    expectProblem(response, 'unknown-query-parameter', query.split('=')[0]!);
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/effective-rights?subject=alice'), ['rights:read']);

describe('403 for more than the plain question', () => {
  it('rule 7.2: naming an address needs zone:assert', async () => {
    const agent = api().request(await api().keyWith('rights:read'));
    await agent.get('/v1/effective-rights?subject=alice&zone=trusted').expect(200);
    const response = await agent.get('/v1/effective-rights?subject=alice&ip=127.0.0.1');
    expectProblem(response, 'insufficient-scope');
  });

  it('asking why needs rights:explain', async () => {
    const agent = api().request(await api().keyWith('rights:read'));
    await agent.get('/v1/effective-rights?subject=alice&explain=false').expect(200);
    expectProblem(await agent.get('/v1/effective-rights?subject=alice&explain=true'), 'insufficient-scope');
  });
});
