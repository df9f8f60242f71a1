import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { audiences, type Audience } from '../../../src/policies/profile-fields.js';
import {
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';
import { createWhole, setVisibility } from './people.js';

const api = useService();
const get = (audience: Audience, callId = 'mathilda') =>
  api().request().get(`/v1/people/${callId}/avatar`).query({ audience });

beforeAll(async () => {
  await createWhole(api);
});
beforeEach(() => setVisibility(api, () => true));

describe('200', () => {
  it.each(audiences)(
    'rule 9.3: answers the picture to %s where it is shown to them alone',
    async (audience) => {
      await setVisibility(api, (field, to) => field === 'avatar' && to === audience);
      const own = await api().request().get('/v1/users/mathilda/avatar').expect(200);
      const seen = await get(audience).expect(200);
      expect([seen.headers['content-type'], seen.headers['etag']]).toEqual([
        'image/png',
        own.headers['etag'],
      ]);
      expect((seen.body as Buffer).equals(own.body as Buffer)).toBe(true);
      const person = await api().request().get('/v1/people/mathilda').query({ audience });
      expect(person.body.avatar.entityTag).toBe(seen.headers['etag']);
      for (const other of audiences.filter((to) => to !== audience)) {
        expectProblem(await get(other), 'avatar-not-set');
      }
    },
  );
});

describeIfNoneMatch(api, () => '/v1/people/mathilda/avatar?audience=members');

describe('400', () => {
  it('wants to know for whom', async () => {
    const response = await api().request().get('/v1/people/mathilda/avatar');
    expectProblem(response, 'malformed-request', 'audience');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/people/mathilda/avatar?audience=members'), [
  'people:read',
]);

describe('404', () => {
  it.each(audiences)(
    'rule 9.3: answers a picture hidden from %s like one that was never set',
    async (audience) => {
      await createUser(api, `bare-${audience}`);
      await setVisibility(api, (field, to) => field !== 'avatar' || to !== audience);
      const [hidden, missing] = [await get(audience), await get(audience, `bare-${audience}`)];
      expectProblem(hidden, 'avatar-not-set');
      const { requestId: _one, ...problem } = hidden.body as { requestId: string };
      const { requestId: _other, ...expected } = missing.body as { requestId: string };
      expect(problem).toEqual(expected);
    },
  );

  it('shows nobody who is deactivated', async () => {
    await api().request().patch('/v1/users/mathilda').send({ active: false }).expect(200);
    expectProblem(await get('members'), 'user-not-found');
    await api().request().patch('/v1/users/mathilda').send({ active: true }).expect(200);
  });
});
