/** Rule 9.2: a thousand guesses at once, on two instances, are never more than the limit. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../../support/service.js';
import { createUser, useService } from '../api.js';

const api = useService();
let other: TestService;
beforeAll(async () => {
  other = await startTestService({ beside: api() });
});
afterAll(async () => {
  await other.stop();
});

const rounds = Number(process.env['GUESS_ROUNDS'] ?? 2);
const password = 'nine herons cross the fjord';

/** Counts what is compared with a hash that somebody has. */
function countChecks(service: TestService, hash: string): { count: number } {
  const checks = { count: 0 };
  const { passwordHasher } = service.assembly;
  const verify = passwordHasher.verify.bind(passwordHasher);
  passwordHasher.verify = (with_, word) => {
    if (with_ === hash) checks.count += 1;
    return verify(with_, word);
  };
  return checks;
}

it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
  'round %i: 1,000 parallel guesses on two instances get no more than the limit checked',
  async (round) => {
    const { id, login } = await createUser(api, `guessed${round}`, { password });
    const { rows } = await api().assembly.db.pool.query('SELECT hash FROM passwords WHERE user_id = $1', [
      id,
    ]);
    const checks = [countChecks(api(), rows[0].hash), countChecks(other, rows[0].hash)];
    const guess = (at: number) => {
      const body = { login: at % 3 === 0 ? login.toUpperCase() : login, password: `guess ${at}` };
      const service = at % 2 === 0 ? api() : other;
      return service.request(null).post('/v1/auth/sign-in').send(body);
    };
    const answers = await Promise.all(Array.from({ length: 1_000 }, (_, at) => guess(at)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].filter((status) => ![401, 429, 503].includes(status))).toEqual([]);
    const checked = checks[0]!.count + checks[1]!.count;
    expect(checked).toBe(10);
    // Nobody is let in now, and it is the lock that keeps them out.
    expect((await api().request().get(`/v1/users/${id}`)).body.lockedUntil).not.toBe(null);
    const right = await other.request(null).post('/v1/auth/sign-in').send({ login, password });
    expect(right.status).toBe(401);
  },
  120_000,
);
