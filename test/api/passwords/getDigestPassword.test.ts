import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { digestsOf } from '../../../src/passwords/digests.js';
import { startTestService, system, type TestService } from '../../support/service.js';
import {
  auditOf,
  createUser,
  describeIfNoneMatch,
  describeRefusedCallers,
  expectProblem,
  useService,
} from '../api.js';

const api = useService();
const pathOf = (user: string) => `/v1/users/${user}/digest-password`;

async function userWithDigests(login: string) {
  const user = await createUser(api, login);
  await api().request().put(pathOf(user.id)).send({ password: '4711' }).expect(204);
  return user;
}

describe('200', () => {
  it('rule 2.5: answers HA1 in three algorithms for the realm and the spelling of the login', async () => {
    await userWithDigests('Endpoint');
    const { body } = await api().request().get(pathOf('endpoint@corp.example')).expect(200);
    const secret = { username: 'Endpoint', realm: 'corp.example', password: '4711' };
    expect(body).toMatchObject({ realm: 'corp.example', username: 'Endpoint', digests: digestsOf(secret) });
    expect(body.digests.map(({ algorithm }: { algorithm: string }) => algorithm)).toEqual([
      'MD5',
      'SHA-256',
      'SHA-512-256',
    ]);
    expect(new Date(body.changedAt as string).getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('needs nothing but credentials:read', async () => {
    await userWithDigests('single');
    await api()
      .request(await api().keyWith('credentials:read'))
      .get(pathOf('single'))
      .expect(200);
  });

  it('rule 2.5: each reading is in the audit log, also one that is answered without a body, and holds no digest', async () => {
    const { id } = await userWithDigests('watched');
    const first = await api().request().get(pathOf(id)).expect(200);
    await api().request().get(pathOf(id)).set('If-None-Match', first.headers['etag']!).expect(304);
    await api().request().head(pathOf(id)).expect(200);
    const reads = (await auditOf(api, id)).filter(({ action }) => action === 'user.digests-read');
    expect(reads).toHaveLength(3);
    expect(reads[0]).toMatchObject({ target: { id, name: 'watched' }, before: null, after: null });
    expect(JSON.stringify(reads)).not.toContain(first.body.digests[0].ha1);
  });
});

describeIfNoneMatch(api, async () => pathOf((await userWithDigests('unchanged')).id));
describeRefusedCallers(api, (agent) => agent.get(pathOf('anybody')), ['credentials:read']);

describe('404', () => {
  it.each(['nobody', '00000000-0000-7000-8000-00000000beef'])('knows no user %s', async (user) => {
    expectProblem(await api().request().get(pathOf(user)), 'user-not-found');
  });

  it('says when none was set, and notes no reading', async () => {
    const { id } = await createUser(api, 'without');
    expectProblem(await api().request().get(pathOf(id)), 'digest-password-not-set');
    expect((await auditOf(api, id)).map(({ action }) => action)).toEqual(['user.created']);
  });
});

describe('404 after a change', () => {
  let other: TestService;
  beforeAll(async () => {
    other = await startTestService({ beside: api(), digestRealm: 'sip.corp.example' });
  });
  afterAll(async () => {
    await other.stop();
  });

  it('rule 2.5: another realm makes it invalid until it is set again', async () => {
    const { id } = await userWithDigests('moved');
    const refused = await other.request().get(pathOf(id));
    expectProblem(refused, 'digest-password-not-set');
    expect(refused.body.detail).toContain('another realm');
    await other.request().put(pathOf(id)).send({ password: '4711' }).expect(204);
    const { body } = await other.request().get(pathOf(id)).expect(200);
    const secret = { username: 'moved', realm: 'sip.corp.example', password: '4711' };
    expect(body.digests).toEqual(digestsOf(secret));
    expectProblem(await api().request().get(pathOf(id)), 'digest-password-not-set');
  });

  it('rule 2.5: another spelling of the login makes it invalid, too', async () => {
    const { id } = await userWithDigests('spelled');
    await api().assembly.db.pool.query(`UPDATE users SET login = 'Spelled' WHERE id = $1`, [id]);
    expectProblem(await api().request().get(pathOf(id)), 'digest-password-not-set');
  });
});

describe('at rest', () => {
  it('is encrypted: neither the password nor a digest is in any row', async () => {
    const { id } = await createUser(api, 'sealed');
    const password = 'canary for the switchboard';
    await api().request().put(pathOf(id)).send({ password }).expect(204);
    const { body } = await api().request().get(pathOf(id)).expect(200);
    const digests = (body.digests as { ha1: string }[]).map(({ ha1 }) => ha1);
    const { rows } = await api().assembly.db.pool.query<{ row: string; text: Buffer }>(
      'SELECT t::text AS row, digests AS text FROM digest_passwords t WHERE user_id = $1',
      [id],
    );
    for (const secret of [password, ...digests]) {
      expect(rows[0]!.row).not.toContain(secret);
      expect(rows[0]!.text.toString('latin1')).not.toContain(secret);
      expect(api().log.filter((line) => line.includes(secret))).toEqual([]);
    }
    expect(JSON.stringify(await auditOf(api, id))).not.toContain('canary');
  });

  it('is bound to its row: copied to another user it opens nowhere', async () => {
    const [one, other] = [await userWithDigests('copied'), await userWithDigests('robbed')];
    const { digestPasswords, db } = api().assembly;
    const reader = { ...system, scopes: new Set(['credentials:read'] as const) };
    await expect(digestPasswords.get(reader, other.id)).resolves.toMatchObject({ username: 'robbed' });
    await db.pool.query(
      `UPDATE digest_passwords SET digests = (SELECT digests FROM digest_passwords WHERE user_id = $1)
       WHERE user_id = $2`,
      [one.id, other.id],
    );
    await expect(digestPasswords.get(reader, other.id)).rejects.toThrow();
  });
});
