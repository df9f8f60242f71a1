/** The shortcut is not another answer: what it says is what the long way says, byte for byte and header for header. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestService, type TestService } from '../support/service.js';

let service: TestService;

beforeAll(async () => {
  service = await startTestService();
  const { body: group } = await service.request().post('/v1/groups').send({ name: 'Staff' }).expect(201);
  const anna = { login: 'anna', groups: [(group as { id: string }).id] };
  await service.request().post('/v1/users').send(anna).expect(201);
  await service.request().post('/v1/users').send({ login: 'gone', active: false }).expect(201);
});

afterAll(() => service.stop());

/** A header that changes no answer and yet keeps a request off the shortcut. */
const longWay = { 'If-None-Match': '"another"' };

async function ask(query: string, bearer: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${service.url}/v1/effective-rights?${query}`, {
    headers: { Authorization: `Bearer ${bearer}`, 'X-Request-Id': 'same', ...headers },
  });
  const kept = [...response.headers].filter(([name]) => name !== 'date').sort();
  return { status: response.status, headers: kept, text: await response.text() };
}

/** Time and duration apart, the line that was logged last. */
function lastLine(): Record<string, unknown> {
  const {
    time: _time,
    milliseconds: _milliseconds,
    ...rest
  } = JSON.parse(service.log.at(-1)!) as Record<string, unknown>;
  return rest;
}

describe('both ways', () => {
  test.each([
    ['from an address', 'subject=anna&ip=127.0.0.1'],
    ['from an IPv6 address', 'subject=anna&ip=2001:db8::1'],
    ['from a zone', 'zone=trusted&subject=anna'],
    ['without a place', 'subject=anna@corp.example'],
    ['of another server', 'subject=moore@guest_server.com'],
    ['inactive', 'subject=gone'],
    ['unknown', 'subject=nobody'],
    ['with two places', 'subject=anna&ip=127.0.0.1&zone=trusted'],
    ['with a bad address', 'subject=anna&ip=010.0.0.1'],
    ['asked for twice', 'subject=anna&subject=gone'],
    ['with an unknown parameter', 'subject=anna&colour=red'],
    ['with an unknown zone', 'subject=anna&zone=moon'],
    ['without a name', 'subject='],
  ])('answer somebody %s alike', async (_who, query) => {
    await ask(query, service.key);
    const short = await ask(query, service.key);
    const noted = lastLine();
    const long = await ask(query, service.key, longWay);
    expect(short).toEqual(long);
    expect(noted).toEqual(lastLine());
  });

  test('refuse alike who lacks a scope, also once they are known', async () => {
    const bearer = await service.keyWith('rights:read');
    expect((await ask('subject=anna&zone=trusted', bearer)).status).toBe(200);
    const short = await ask('subject=anna&ip=127.0.0.1', bearer);
    expect(short.status).toBe(403);
    expect(short).toEqual(await ask('subject=anna&ip=127.0.0.1', bearer, longWay));
  });
});

test('a key that is deleted is refused by the very next answer, although it was known', async () => {
  const { body } = await service
    .request()
    .post('/v1/api-keys')
    .send({ name: 'short', scopes: ['rights:read'] });
  const { id, key } = body as { id: string; key: string };
  expect((await ask('subject=anna', key)).status).toBe(200);
  expect((await ask('subject=anna', key)).status).toBe(200);
  await service.request().delete(`/v1/api-keys/${id}`).expect(204);
  expect((await ask('subject=anna', key)).status).toBe(401);
});
