/**
 * Rule 9.2 and rule 2.3: with a wrong password nobody can tell by the time whether there is such an account, and in what
 * state. Five hundred tries of each, interleaved, so that whatever else the machine does meets all alike.
 */
import { beforeAll, expect, it } from '@jest/globals';
import { createUser, useService } from '../api/api.js';

const api = useService();
const tries = 500;
const password = 'nine herons cross the fjord';
const kinds = ['ordinary', 'inactive', 'locked', 'passwordless', 'unknown'] as const;
type Kind = (typeof kinds)[number];

const signIn = (login: string, word: string) =>
  api().request(null).post('/v1/auth/sign-in').send({ login, password: word });

beforeAll(async () => {
  await createUser(api, 'ordinary', { password });
  await createUser(api, 'inactive', { password, active: false });
  await createUser(api, 'locked', { password });
  await createUser(api, 'passwordless');
  for (let wrong = 0; wrong < 10; wrong += 1) await signIn('locked', 'wrong');
  const policy = { enabled: true, maxFailures: 1000, durationSeconds: 3600, resetAfterSeconds: 3600 };
  await api().request().put('/v1/policies/lockout').send(policy).expect(200);
});

function quantile(times: readonly number[], part: number): number {
  return [...times].sort((one, other) => one - other)[Math.floor(times.length * part)]!;
}

it(
  'answers all alike, in status, body and time',
  async () => {
    const times: Record<Kind, number[]> = {
      ordinary: [],
      inactive: [],
      locked: [],
      passwordless: [],
      unknown: [],
    };
    const bodies = new Set<string>();
    for (let at = 0; at < tries; at += 1) {
      for (const kind of kinds) {
        const start = performance.now();
        const { status, body } = await signIn(kind, `wrong ${at}`);
        times[kind].push(performance.now() - start);
        bodies.add(JSON.stringify([status, { ...body, requestId: null }]));
      }
    }
    expect([...bodies]).toHaveLength(1);
    const medians = kinds.map((kind) => quantile(times[kind], 0.5));
    const spread = quantile(times.ordinary, 0.75) - quantile(times.ordinary, 0.25);
    // Between any two kinds less than half of what one kind differs from itself, or a millisecond.
    expect(Math.max(...medians) - Math.min(...medians)).toBeLessThan(Math.max(spread / 2, 1));
  },
  30 * 60_000,
);
