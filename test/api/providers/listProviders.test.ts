import { describe, expect, it } from '@jest/globals';
import { describeRefusedCallers, useService } from '../api.js';
import { createProvider } from './provider.js';

const api = useService();
const list = async () => (await api().request().get('/v1/providers').expect(200)).body.items as object[];

describe('200', () => {
  it('rule 8.1: password, NTLM and Kerberos are always there; only password is on and configured', async () => {
    expect(await list()).toMatchObject([
      { type: 'password', enabled: true, configured: true },
      { type: 'ntlm', enabled: false, configured: false },
      { type: 'kerberos', enabled: false, configured: false },
    ]);
  });

  it('rule 10.15: lists providers in the order they were added, and no secret', async () => {
    const first = await createProvider(api);
    const second = await createProvider(api, { name: 'Another', type: 'custom' });
    const { body, text } = await api().request().get('/v1/providers').expect(200);
    expect(body.items.slice(3)).toEqual([first, second]);
    expect(text).not.toContain('canary');
  });
});

describeRefusedCallers(api, (agent) => agent.get('/v1/providers'), ['providers:read']);
