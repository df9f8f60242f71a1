/** The administrator whom the settings name: there at the first start, and not made again. */
import { expect, it } from '@jest/globals';
import { system } from '../../support/service.js';
import { auditOf, useService } from '../api.js';
import { password, path, signInAs } from './administrator.js';

const api = useService();
const first = (login: string, word = password) =>
  api().assembly.administrators.createFirst(system, { login, password: word });

it('rule 9.1: is refused with a password that the policy does not allow', async () => {
  await expect(first('root', 'short')).rejects.toMatchObject({ code: 'password-unacceptable' });
});

it('rule 12.1: is made once, by instances that start together too, and signs in', async () => {
  await Promise.all([first('root'), first('root'), first('root')]);
  await first('another');
  const { items } = (await api().request().get(path).expect(200)).body;
  expect(items.map(({ login }: { login: string }) => login)).toEqual(['root']);
  await signInAs(api, items[0]);
  const events = await auditOf(api, items[0].id);
  expect(events.at(-1)).toMatchObject({ action: 'administrator.created', actor: { kind: 'system' } });
});
