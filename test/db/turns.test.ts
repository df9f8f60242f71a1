import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { Turns } from '../../src/db/turns.js';

const patient = { atOnce: 3, patienceMs: 10_000 };

/** Work that ends when it is told to. */
function held() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { end, work: () => ended };
}

describe('turns', () => {
  it('lets no more than so many in, and everybody in the end', async () => {
    const turns = new Turns(patient);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await delay(1);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 100 }, () => turns.take(work)));
    expect([most, inside]).toEqual([3, 0]);
  });

  it('lets in whoever came first', async () => {
    const turns = new Turns({ ...patient, atOnce: 1 });
    const order: number[] = [];
    const all = [1, 2, 3, 4].map((one) => turns.take(async () => Promise.resolve(order.push(one))));
    await Promise.all(all);
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('hands on the turn of work that fails, with its error', async () => {
    const turns = new Turns({ ...patient, atOnce: 1 });
    const failing = turns.take(() => Promise.reject(new Error('failed')));
    const next = turns.take(() => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('done');
  });

  it('sends away whoever waits too long, and forgets them', async () => {
    const turns = new Turns({ atOnce: 1, patienceMs: 20 });
    const { end, work } = held();
    const first = turns.take(work);
    let ran = false;
    const second = turns.take(() => Promise.resolve((ran = true)));
    await expect(second).rejects.toMatchObject({ code: 'database-unavailable' });
    end();
    await first;
    expect(await turns.take(() => Promise.resolve('free again'))).toBe('free again');
    expect(ran).toBe(false);
  });
});
