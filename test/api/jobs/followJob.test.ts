import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/core/ids.js';
import { JobWatch } from '../../../src/jobs/job-watch.js';
import { JobsStore } from '../../../src/jobs/jobs.store.js';
import type { Job } from '../../../src/jobs/index.js';
import { openEventStream } from '../../support/event-stream.js';
import { addJob } from '../../support/jobs.js';
import { until } from '../../support/until.js';
import { describeRefusedCallers, expectProblem, useService } from '../api.js';

const api = useService();

async function open(id: string, key = api().key) {
  const stream = await openEventStream(`${api().url}/v1/jobs/${id}/events`, key);
  return { ...stream, states: () => stream.events().map((job) => (job as Job).state) };
}

const cancel = (id: string) => api().request().post(`/v1/jobs/${id}/cancel`).expect(202);

describe('200', () => {
  it('rule 2.8: sends the job at once, at each change, and ends with the job', async () => {
    const { id } = await addJob(api());
    const stream = await open(id);
    expect(stream.answer.statusCode).toBe(200);
    expect(stream.answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await until('the first event is there', () => stream.states().length === 1);
    await cancel(id);
    await stream.ended;
    expect(stream.states()).toEqual(['queued', 'cancelled']);
    const last = stream.text().trim().split('\n\n').at(-1)!;
    const { body } = await api().request().get(`/v1/jobs/${id}`);
    expect(last).toBe(`event: job\ndata: ${JSON.stringify(body)}`);
  });

  it('ends at once for a job that is over', async () => {
    const { id } = await addJob(api());
    await cancel(id);
    const stream = await open(id);
    await stream.ended;
    expect(stream.states()).toEqual(['cancelled']);
  });

  it('sends nothing twice: what has not changed is no news', async () => {
    const { id } = await addJob(api());
    const stream = await open(id);
    await until('the first event is there', () => stream.states().length === 1);
    await new Promise((later) => setTimeout(later, 1000));
    expect(stream.states()).toEqual(['queued']);
    stream.close();
  });

  it('is cut when its credential is taken back, which then opens no other', async () => {
    const { body } = await api()
      .request()
      .post('/v1/api-keys')
      .send({ name: 'follower', scopes: ['jobs:read'] });
    const { id } = await addJob(api());
    const stream = await open(id, body.key as string);
    await until('the first event is there', () => stream.states().length === 1);
    await api().request().delete(`/v1/api-keys/${body.id}`).expect(204);
    await stream.ended;
    expect(stream.states()).toEqual(['queued']);
    expectProblem(await api().request(body.key).get(`/v1/jobs/${id}/events`), 'unauthenticated');
  });
});

describe('a watch', () => {
  const watch = (times = {}) => new JobWatch(new JobsStore(api().assembly.db), times);

  it('says in a comment that it is still there', async () => {
    const { id } = await addJob(api());
    const stream = watch({ pollMs: 10, heartbeatMs: 30 }).follow(id);
    let text = '';
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await until('there are comments', () => text.split(': no news\n\n').length > 2);
    stream.destroy();
  });

  it('has no more followers than it can carry, and ends them all when it stops', async () => {
    const { id } = await addJob(api());
    const one = watch();
    const streams = Array.from({ length: 500 }, () => one.follow(id));
    expect(() => one.follow(id)).toThrow('overloaded');
    streams.pop()!.destroy();
    await new Promise(setImmediate);
    streams.push(one.follow(id));
    const ended = Promise.all(
      streams.map((stream) => new Promise((end) => stream.resume().once('end', end))),
    );
    one.stop();
    await ended;
    expect(() => one.follow(id)).toThrow('shutting-down');
  });

  it('cuts off whoever does not read', async () => {
    const { id } = await addJob(api());
    const stream = watch({ pollMs: 1, heartbeatMs: -1 }).follow(id);
    stream.push('x'.repeat(256 * 1024));
    await new Promise((end) => stream.once('close', end));
  });
});

describe('404', () => {
  it('does not know a job that is not there', async () => {
    expectProblem(await api().request().get(`/v1/jobs/${newId()}/events`), 'job-not-found');
  });
});

describeRefusedCallers(api, (agent) => agent.get(`/v1/jobs/${newId()}/events`), ['jobs:read']);
