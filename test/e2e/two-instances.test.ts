/** A change acknowledged by one instance is in the first answer of any other. */
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { collectFirstAnswers } from '../support/first-answers.js';
import { createHttpClient } from '../support/http-client.js';
import { startTestService, type TestService } from '../support/service.js';

jest.setTimeout(180_000);

let one: TestService;
let other: TestService;

beforeAll(async () => {
  one = await startTestService();
  other = await startTestService({ beside: one });
});
afterAll(async () => {
  await other.stop();
  await one.stop();
});

it('answers rightly at first after each of 200 random changes', async () => {
  const writer = createHttpClient(one.url, one.key);
  const reader = createHttpClient(other.url, one.key);
  const result = await collectFirstAnswers({ writer, reader, changes: 200, seed: 2026 });
  writer.close();
  reader.close();
  expect(result.wrong).toEqual([]);
  expect(result.answers).toBeGreaterThan(300);
  expect(result.background).toBeGreaterThan(200);
});
