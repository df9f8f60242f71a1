/**
 * Every operation of the OpenAPI document, asked by everybody and in every odd way: no answer is a failure of ours, and
 * none is one that the document does not know. FUZZ_SECONDS says for how long.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Agent, request as send, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { SignedIn } from '../../src/sessions/index.js';
import { signIn } from '../api/api.js';
import { addJob } from '../support/jobs.js';
import {
  answerPointer,
  misfits,
  openApi,
  operations,
  resolved,
  type DocumentedOperation,
} from '../support/openapi.js';
import { startTestService, type TestService } from '../support/service.js';
import {
  requestsFor,
  smallestPng,
  type CallerKind,
  type FuzzedRequest,
  type KnownSegments,
} from './requests.js';

const seconds = Number(process.env.FUZZ_SECONDS ?? 40);
const millisecondsEach = (seconds * 1000) / operations.length;

let service: TestService;
let bearers: Record<CallerKind, string | null>;
let known: KnownSegments;
let worlds = 0;
const providers: string[] = [];
const agent = new Agent({ keepAlive: true });
/** The operations that were seen to succeed: a fuzz that is always refused finds nothing. */
const succeeded = new Set<string>();

beforeAll(async () => {
  service = await startTestService();
  bearers = { 'every scope': service.key, 'a user': null, 'no scope': await service.keyWith(), nobody: null };
});

const usualPolicy = {
  minLength: 12,
  requireUpper: false,
  requireLower: false,
  requireDigit: false,
  requireSpecial: false,
  blocklist: true,
};

/** What is there for the operation to find, whatever the one before has deleted, changed or switched off. */
beforeEach(async () => {
  const post = async (path: string, body: object) =>
    (await service.request().post(path).send(body)).body.id as string;
  const credential = { name: 'fuzzed', scopes: ['rights:read'] };
  const group = await post('/v1/groups', { name: `Staff ${(worlds += 1)}` });
  await service.request().put('/v1/policies/password').send(usualPolicy);
  await post('/v1/users', { login: 'alice' });
  await service.request().patch('/v1/users/alice').send({ active: true });
  const mayEdit = { rights: { addressBookEditing: 'grant' } };
  await service.request().patch('/v1/users/alice/rights').send(mayEdit);
  await everyZoneOpen();
  await service.request().put('/v1/users/alice/digest-password').send({ password: '4711' });
  await service.request().put('/v1/users/alice/avatar').type('image/png').send(smallestPng);
  await service.request().put('/v1/conferences/4711').send({ name: 'Room', kind: 'virtualRoom' });
  await post(`/v1/groups/${group}/members`, { users: ['alice'] });
  await post('/v1/aliases', { alias: '111', callString: 'alice' });
  await post('/v1/zones/trusted/subnets', { subnet: '127.0.0.0/8' });
  const provider = { type: 'custom', name: 'Fuzzed', clientId: 'foyer', issuer: 'https://sso.corp.example' };
  const { length } = (await service.request().get('/v1/providers')).body.items as object[];
  if (length < 100) providers.push(await post('/v1/providers', provider));
  const icon = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  await service.request().put('/v1/providers/password/icon').type('image/svg+xml').send(icon);
  const book = `/v1/users/alice/address-book`;
  const contact = { callString: 'moore@guest.example' };
  await post(`${book}/entries`, contact);
  const entries = (await service.request().get(book)).body.items as { id: string }[];
  await post(`/v1/groups/${group}/address-book/entries`, contact);
  const { session, accessToken } = await newSession();
  bearers['a user'] = accessToken;
  known = {
    entry: [entries[0]!.id],
    contactGroup: [await contactGroup(book)],
    provider: ['password', providers.at(-1)!],
    user: ['alice', 'ALICE@corp.example'],
    alias: ['111', '111@corp.example'],
    group: [group, 'guests', 'ungrouped'],
    zone: ['trusted', 'external'],
    subnet: ['127.0.0.0/8'],
    job: [await jobThatIsOver()],
    conference: ['4711'],
    callId: ['alice@corp.example', 'alice'],
    code: ['user-not-found'],
    session: [session.id],
    administrator: [
      await post('/v1/administrators', { login: `root${worlds}`, password: 'nine herons cross the fjord' }),
    ],
    apiKey: [await post('/v1/api-keys', credential)],
    serviceAccount: [await post('/v1/service-accounts', credential)],
  };
});
afterAll(async () => {
  agent.destroy();
  await service.stop();
});

/** People get in from everywhere by password, and nobody's newest session ends an older one. */
async function everyZoneOpen(): Promise<void> {
  const open = { enabled: true, methods: ['password'], rights: { addressBookEditing: true } };
  for (const zone of ['trusted', 'external'])
    await service.request().patch(`/v1/zones/${zone}`).send(open).expect(200);
  await service.request().patch('/v1/providers/password').send({ enabled: true }).expect(200);
  await service.request().put('/v1/policies/concurrent-sign-in').send({ mode: 'unlimited' }).expect(200);
}

async function contactGroup(book: string): Promise<string> {
  const groups = `${book}/contact-groups?as=owner`;
  const name = `Fuzzed ${worlds}`;
  return (await service.request().post(groups).send({ name })).body.id as string;
}

/** Its stream of events comes to an end. */
async function jobThatIsOver(): Promise<string> {
  const { id } = await addJob(service);
  await service.request().post(`/v1/jobs/${id}/cancel`).expect(202);
  return id;
}

/** Alice signs in, past the password. */
async function newSession(): Promise<SignedIn> {
  // She may have been deactivated by what was asked before.
  const { body } = await service.request().patch('/v1/users/alice').send({ active: true });
  return signIn(() => service, body as { id: string });
}

interface FuzzedAnswer {
  status: number;
  type: string;
  text: string;
}

async function exchange({ caller, method, path, headers, body }: FuzzedRequest): Promise<FuzzedAnswer> {
  const bearer = bearers[caller];
  const authorization = bearer === null ? {} : { Authorization: `Bearer ${bearer}` };
  const length = body === null ? {} : { 'Content-Length': String(body.length) };
  const url = new URL(service.url);
  const where = { host: url.hostname, port: url.port, agent, method, path };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = send({ ...where, headers: { ...headers, ...length, ...authorization } }, resolve);
    request.once('error', reject);
    request.end(body ?? undefined);
  });
  const type = (response.headers['content-type'] ?? '').split(';')[0]!;
  return { status: response.statusCode!, type, text: (await buffer(response)).toString('utf8') };
}

/** What is wrong with the answer by the document; empty when nothing is. */
function faults(operation: DocumentedOperation, { status, type, text }: FuzzedAnswer): string[] {
  if (status >= 500) return [`answers ${status}`];
  const documented = operation.responses[String(status)];
  if (documented === undefined) return [`answers ${status}, which is not documented`];
  const content = resolved(documented).content;
  if (content === undefined || text === '') return text === '' ? [] : ['has a body, which is not documented'];
  if (content[type] === undefined) return [`is ${type}, which is not documented`];
  if (!type.endsWith('json')) return [];
  const value: unknown = JSON.parse(text);
  const pointer = `${answerPointer(operation, String(status))}/content/${type.replaceAll('/', '~1')}/schema`;
  return [...misfits(value, pointer), ...undocumentedCode(operation, String(status), value)];
}

function undocumentedCode(operation: DocumentedOperation, status: string, value: unknown): string[] {
  const type = (value as { type?: unknown } | null)?.type;
  const code = /^\/problems\/(.+)$/.exec(typeof type === 'string' ? type : '')?.[1];
  const codes = resolved(operation.responses[status]!)['x-problem-codes'] ?? [];
  const all = [...codes, ...openApi['x-general-problem-codes']];
  return code === undefined || all.includes(code) ? [] : [`says ${code}, which is not documented`];
}

const leaks = /\bat .+\.[jt]s:\d+|node_modules|prisma|SELECT |violates|relation "/i;

describe('every operation', () => {
  it.each(operations.map((operation) => [operation.operationId, operation] as const))(
    '%s answers as documented, whatever it is asked',
    async (_, operation) => {
      const property = fc.asyncProperty(requestsFor(operation, known), async (request) => {
        const answer = await exchange(request);
        expect({ answer, faults: faults(operation, answer) }).toEqual({ answer, faults: [] });
        if (answer.status < 400) succeeded.add(operation.operationId);
        if (answer.status >= 400) expect(answer.text).not.toMatch(leaks);
      });
      await fc.assert(property, {
        numRuns: 1_000_000,
        interruptAfterTimeLimit: millisecondsEach,
        markInterruptAsFailure: false,
        endOnFailure: false,
      });
    },
    60_000 + millisecondsEach * 2,
  );
});

it('most operations were also asked what they could answer', () => {
  expect(succeeded.size).toBeGreaterThan(operations.length * 0.8);
});

it('the service is still there, and wrote no failure to its log', async () => {
  await service.request().get('/readyz').expect(200);
  expect(service.log.filter((line) => line.includes('"level":50'))).toEqual([]);
});
