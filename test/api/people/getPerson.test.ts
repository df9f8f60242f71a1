import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Person } from '../../../src/people/people.schema.js';
import { audiences, profileFields, type Audience } from '../../../src/policies/profile-fields.js';
import type { User } from '../../../src/users/users.schema.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { createWhole, setVisibility, shown, stored, traces, whole } from './people.js';

const api = useService();
const get = (audience: Audience, callId = 'mathilda@corp.example') =>
  api().request().get(`/v1/people/${callId}`).query({ audience });
const person = async (audience: Audience) => (await get(audience).expect(200)).body as Person;

let mathilda: User;

beforeAll(async () => {
  mathilda = await createWhole(api);
});

describe('200', () => {
  describe('rule 9.3: field by field and audience by audience', () => {
    const cells = profileFields.flatMap((field) => audiences.map((audience) => [field, audience] as const));

    it.each(cells)('%s is absent where it is hidden from %s alone', async (field, audience) => {
      await setVisibility(api, (other, to) => other !== field || to !== audience);
      for (const to of audiences) {
        const seen = await person(to);
        for (const other of profileFields) {
          const isHidden = other === field && to === audience;
          expect([to, other, shown(seen, other)]).toEqual([to, other, isHidden ? undefined : stored(other)]);
        }
      }
      // Not null, and not under another name: nothing of it is anywhere in the text.
      expect(Object.keys(await person(audience))).not.toContain(field);
      const { text } = await get(audience);
      for (const trace of traces(field)) expect(text).not.toContain(trace);
    });

    it.each(cells)('%s is the only thing there where it is shown to %s alone', async (field, audience) => {
      await setVisibility(api, (other, to) => other === field && to === audience);
      for (const to of audiences) {
        const seen = await person(to);
        const expected = to === audience ? [field] : [];
        expect([to, ...profileFields.filter((other) => shown(seen, other) !== undefined)]).toEqual([
          to,
          ...expected,
        ]);
        expect([seen.callId, seen.displayName]).toEqual(['mathilda@corp.example', whole.displayName]);
      }
    });
  });

  it('rule 14: shows guests nothing but the name, federated users email and company too, and members all', async () => {
    const byDefault = ['email', 'company'];
    await setVisibility(
      api,
      (field, to) => to === 'members' || (to === 'federated' && byDefault.includes(field)),
    );
    const { callId } = mathilda;
    const { displayName, email, company } = whole;
    expect(await person('guests')).toEqual({ callId, displayName });
    expect(await person('federated')).toEqual({ callId, displayName, email, company });
    expect(await person('members')).toEqual({ callId, status: 'offline', ...whole, avatar: mathilda.avatar });
  });

  it('tells a field that is empty from one that is hidden', async () => {
    await createUser(api, 'bare');
    await setVisibility(api, (field) => field === 'email' || field === 'workPhones');
    const { body } = await get('guests', 'bare').expect(200);
    expect(body).toEqual({
      callId: 'bare@corp.example',
      displayName: 'bare',
      email: null,
      phones: { work: [] },
    });
  });

  it('rules 2.2 and 9.3: shows the status to users of this server, and to nobody else', async () => {
    await setVisibility(api, () => true);
    const items = [{ user: 'mathilda', status: 'busy' }];
    await api().request().post('/v1/presence').send({ ttlSeconds: 60, items }).expect(200);
    expect((await person('members')).status).toBe('busy');
    expect(await person('federated')).not.toHaveProperty('status');
    expect(await person('guests')).not.toHaveProperty('status');
  });

  it('never shows what is no part of a profile', async () => {
    await setVisibility(api, () => true);
    for (const audience of audiences) {
      const { text } = await get(audience);
      expect(text).not.toContain(mathilda.id);
      expect(Object.keys(JSON.parse(text) as object)).not.toEqual(expect.arrayContaining(['groups']));
    }
  });

  it.each(['mathilda', 'MATHILDA@Corp.Example', 'uuid'])(
    'rule 1.1: finds a person by %s',
    async (reference) => {
      const { body } = await get('guests', reference === 'uuid' ? mathilda.id : reference).expect(200);
      expect(body.callId).toBe('mathilda@corp.example');
    },
  );
});

describeIfNoneMatch(api, () => '/v1/people/mathilda?audience=guests');

describe('400', () => {
  it.each(['', '?audience=', '?audience=everybody', '?audience=Members'])(
    'wants to know for whom: %j',
    async (query) => {
      expectProblem(
        await api().request().get(`/v1/people/mathilda${query}`),
        'malformed-request',
        'audience',
      );
    },
  );
});

describeRefusedCallers(api, (agent) => agent.get('/v1/people/mathilda?audience=guests'), ['people:read']);

describe('404', () => {
  beforeEach(() => setVisibility(api, () => true));

  it.each(audiences)('shows %s nobody who is deactivated', async (audience) => {
    const login = `former-${audience}`;
    await createUser(api, login, { active: false });
    const former = await get(audience, login);
    expectProblem(former, 'user-not-found');
    // The answer for somebody who never was differs in nothing but the name.
    const nobody = await get(audience, `nobody-${audience}`);
    expect(former.body.detail.replace('former', 'nobody')).toBe(nobody.body.detail);
  });

  it.each(['nobody', 'mathilda@other.example', '%20'])('knows no %s', async (reference) => {
    expectProblem(await get('members', reference), 'user-not-found');
  });
});
