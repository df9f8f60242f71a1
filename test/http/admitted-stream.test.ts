/** Streams of events and the credential that opened them: whichever ends first ends the answer, and nothing is left behind. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Request } from 'express';
import { Readable } from 'node:stream';
import { streamAnswer } from '../../src/core/media-answer.js';
import type { Admission } from '../../src/tokens/index.js';
import { openEventStream } from '../support/event-stream.js';
import { startFrame, type Frame } from '../support/frame.js';
import { until } from '../support/until.js';

const admission: Admission = { token: 'a token', scopes: ['jobs:read'] };
const ends = new Set<() => void>();
const watched: Admission[] = [];
const credentialWatch = {
  watch(asked: Admission, end: () => void) {
    watched.push(asked);
    ends.add(end);
    return () => void ends.delete(end);
  },
};
let source: Readable;

function events({ app, context }: Request) {
  app.locals['assembly'] = { credentialWatch };
  context.admission = admission;
  source = new Readable({ read: () => undefined });
  return streamAnswer('text/event-stream', source);
}

let frame: Frame;
beforeAll(async () => {
  frame = await startFrame([{ path: '/events', answer: events }]);
});
afterAll(() => frame.stop());
beforeEach(() => {
  watched.length = 0;
});

const open = () => openEventStream(`${frame.url}/events`, 'a token');
const isWatched = () => until('it is watched', () => ends.size === 1);
const cut = () => ends.forEach((end) => end());

/** The source is let go of, nobody watches any more, and nobody is alarmed. */
async function expectNothingLeft(): Promise<void> {
  await until('the source is let go of', () => source.destroyed);
  await until('nobody watches', () => ends.size === 0);
  expect(frame.log).toEqual([]);
}

test('a stream is watched with the token and the scopes of its request, and cut cleanly', async () => {
  const opening = open();
  await isWatched();
  expect(watched).toEqual([admission]);
  source.push('data: 1\n\n');
  const stream = await opening;
  await until('the event is there', () => stream.events().length === 1);
  cut();
  await stream.ended;
  expect(stream.answer.complete).toBe(true);
  await expectNothingLeft();
});

test('one that has not said anything yet is cut too', async () => {
  const opening = open();
  await isWatched();
  cut();
  const stream = await opening;
  await stream.ended;
  expect([stream.answer.statusCode, stream.text()]).toEqual([200, '']);
  await expectNothingLeft();
});

test('one that ends by itself is watched no more', async () => {
  const opening = open();
  await isWatched();
  source.push('data: 1\n\n');
  source.push(null);
  const stream = await opening;
  await stream.ended;
  expect(stream.events()).toEqual([1]);
  await expectNothingLeft();
});

test('one whose client leaves is watched no more', async () => {
  const opening = open();
  await isWatched();
  source.push('data: 1\n\n');
  (await opening).close();
  await expectNothingLeft();
});

test('one whose source fails is broken off', async () => {
  const opening = open();
  await isWatched();
  source.push('data: 1\n\n');
  const stream = await opening;
  await until('the event is there', () => stream.events().length === 1);
  source.destroy(new Error('it broke'));
  await stream.ended;
  expect(stream.answer.complete).toBe(false);
  await until('nobody watches', () => ends.size === 0);
  expect(frame.log.join()).toContain('it broke');
});
