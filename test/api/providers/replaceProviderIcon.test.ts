import { describe, expect, it } from '@jest/globals';
import { auditOf, describeRefusedCallers, expectProblem, useService, type Agent } from '../api.js';
import { createProvider, icon } from './provider.js';

const api = useService();
const put = (agent: Agent, provider: string, svg: string | Buffer, type = 'image/svg+xml') =>
  agent.put(`/v1/providers/${provider}/icon`).type(type).send(svg);

describe('204', () => {
  it('rule 8.2: keeps the icon as it came, and says where it is', async () => {
    const { id } = await createProvider(api);
    await put(api().request(), id, icon).expect(204);
    const { body } = await api().request().get(`/v1/providers/${id}`);
    expect(body.icon).toBe(`/v1/providers/${id}/icon`);
    expect(
      (
        await api()
          .request(null)
          .get(body.icon as string)
      ).body.toString(),
    ).toBe(icon);
    expect((await auditOf(api, id))[0]).toMatchObject({ action: 'provider.icon-changed' });
    await put(api().request(), id, icon).expect(204);
    expect(await auditOf(api, id)).toHaveLength(2);
  });

  it('takes icons of the three methods', async () => {
    await put(api().request(), 'kerberos', icon).expect(204);
  });
});

describe('422', () => {
  it('rule 8.2: refuses what is not on the list, and keeps the icon there was', async () => {
    const { id } = await createProvider(api);
    await put(api().request(), id, icon).expect(204);
    const script = icon.replace('<path', '<script>alert(1)</script><path');
    expectProblem(await put(api().request(), id, script), 'invalid-icon');
    expect((await api().request().get(`/v1/providers/${id}/icon`)).body.toString()).toBe(icon);
  });
});

describe('404', () => {
  it('there is no such provider', async () => {
    expectProblem(await put(api().request(), 'nobody', icon), 'provider-not-found');
  });
});

describe('413', () => {
  it('takes at most 64 KiB', async () => {
    const large = icon.replace('M0', `M${' '.repeat(65_536)}0`);
    expectProblem(await put(api().request(), 'password', large), 'body-too-large');
  });
});

describe('415', () => {
  it('takes nothing else', async () => {
    expectProblem(await put(api().request(), 'password', icon, 'image/png'), 'unsupported-media-type');
  });
});

describeRefusedCallers(api, (agent) => put(agent, 'password', icon), ['providers:write']);
