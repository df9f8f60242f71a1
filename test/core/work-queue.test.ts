import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { WorkQueue } from '../../src/core/work-queue.js';

/** Work that ends when it is told to, and notes that it began. */
function pieces() {
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    began.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  const end = async (name: string) => {
    ends.get(name)!();
    await turn();
  };
  return { began, work, end };
}

describe('a work queue', () => {
  it('does so many at a time, in the order asked, and turns away whoever would have to wait too long', async () => {
    const { began, work, end } = pieces();
    const queue = new WorkQueue({ concurrency: 2, waiting: 1 });
    const runs = ['a', 'b', 'c', 'd'].map((name) => queue.run(work(name)));
    expect(await runs[3]).toEqual({ kind: 'full' });
    expect(began).toEqual(['a', 'b']);
    await end('b');
    expect(began).toEqual(['a', 'b', 'c']);
    await end('a');
    await end('c');
    expect(await Promise.all(runs.slice(0, 3))).toEqual([
      { kind: 'done', value: 'a' },
      { kind: 'done', value: 'b' },
      { kind: 'done', value: 'c' },
    ]);
  });

  it('lets the patient go last, and never turns them away', async () => {
    const { began, work, end } = pieces();
    const queue = new WorkQueue({ concurrency: 1, waiting: 1 });
    void queue.run(work('first'));
    const patient = [queue.runPatiently(work('job 1')), queue.runPatiently(work('job 2'))];
    void queue.run(work('urgent'));
    await end('first');
    await end('urgent');
    await end('job 1');
    await end('job 2');
    expect(began).toEqual(['first', 'urgent', 'job 1', 'job 2']);
    expect(await Promise.all(patient)).toEqual(['job 1', 'job 2']);
  });

  it('passes on what the work throws, and its place to the next', async () => {
    const queue = new WorkQueue({ concurrency: 1, waiting: 5 });
    const failing = queue.run(() => Promise.reject(new Error('no')));
    const next = queue.run(() => Promise.resolve(1));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toEqual({ kind: 'done', value: 1 });
    expect(await queue.run(() => Promise.resolve(2))).toEqual({ kind: 'done', value: 2 });
  });

  it('never runs more than it may, however many come', async () => {
    const queue = new WorkQueue({ concurrency: 3, waiting: 1_000 });
    let [running, most] = [0, 0];
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    };
    await Promise.all(
      Array.from({ length: 300 }, (_, at) => (at % 2 === 0 ? queue.run(work) : queue.runPatiently(work))),
    );
    expect([running, most]).toEqual([0, 3]);
  });
});
