/** Two instances behind a balancer are restarted in turn, and nobody notices. */
import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startBalancer } from '../support/balancer.js';
import { createTestDatabase } from '../support/database.js';
import { bootstrapKey, freePort, sharedDatabase, startFoyer } from '../support/foyer-process.js';
import { createHttpClient, type Ask, type HttpClient } from '../support/http-client.js';
import { withClient } from '../support/postgres.js';
import { record } from '../support/record.js';
import { until } from '../support/until.js';

const rounds = 20;

it(`loses no request in ${rounds} rolling restarts`, async () => {
  const database = await createTestDatabase();
  const envs = [await freePort(), await freePort()].map((port) => ({
    ...sharedDatabase(database.url),
    PORT: String(port),
  }));
  const instances = await Promise.all(envs.map((env) => startFoyer({ env })));
  const balancer = await startBalancer(instances.map(({ url }) => url));
  const client = createHttpClient(balancer.url, bootstrapKey);
  await until('the balancer has found both', () => balancer.ready() === 2);
  const load = startLoad(client);
  try {
    const exits: unknown[] = [];
    for (let restart = 0; restart < rounds * 2; restart++) {
      const at = restart % 2;
      exits.push(await instances[at]!.signal('SIGTERM'));
      instances[at] = await startFoyer({ env: envs[at]! });
      // As every orchestrator does: the next one leaves when this one is back in the balancer.
      const before = load.count();
      await until('it is back in the balancer', () => balancer.ready() === 2 && load.count() > before + 50);
    }
    const { requests, created, lost } = await load.stop();
    const stored = await withClient(database.url, (one) => one.query('SELECT FROM users'));
    record('rolling-restarts', { rounds, restarts: exits.length, requests, created, lost: lost.length });
    expect(lost).toEqual([]);
    expect(new Set(exits)).toEqual(new Set([0]));
    expect(stored.rowCount).toBe(created);
    expect(requests).toBeGreaterThan(rounds * 100);
  } finally {
    await load.stop();
    client.close();
    await balancer.close();
    await Promise.all(instances.map((foyer) => foyer.signal('SIGKILL')));
    await database.drop();
  }
});

/** Questions and changes; whatever does not get the answer it should is lost. */
function startLoad(client: HttpClient) {
  const [lost, askers] = [[] as string[], 8];
  let [requests, created, isOver] = [0, 0, false];
  async function expectAnswer(status: number, path: string, ask: Ask): Promise<void> {
    requests += 1;
    const got = await client.ask(path, ask).then(
      (answer) => (answer.status === status ? status : `${answer.status} ${answer.text}`),
      (error: Error) => error.message,
    );
    if (got !== status) lost.push(`${path}: ${got}`);
    else if (status === 201) created += 1;
  }
  const all = Promise.all(
    Array.from({ length: askers }, async () => {
      while (!isOver) {
        await expectAnswer(201, '/v1/users', {
          method: 'POST',
          body: { login: `u${randomUUID().slice(1, 30)}` },
        });
        for (let at = 0; at < 5; at++) await expectAnswer(200, '/v1/effective-rights?subject=anna', {});
      }
    }),
  );
  const stop = async () => {
    isOver = true;
    await all;
    return { requests, created, lost };
  };
  return { count: () => requests, stop };
}
