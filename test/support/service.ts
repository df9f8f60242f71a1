/** A whole service for a test: on a database of its own, spoken to over HTTP. */
import { createHash, randomBytes } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import type { Server } from 'node:http';
import { isIP } from 'node:net';
import { Writable } from 'node:stream';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import { assemble, type Assembly } from '../../src/assembly.js';
import type { Actor } from '../../src/core/actor.js';
import type { Clock } from '../../src/core/clock.js';
import type { JobTimes } from '../../src/jobs/job-runner.js';
import { newId } from '../../src/core/ids.js';
import { allScopes, type Scope } from '../../src/core/scopes.js';
import { createPool, createPrisma } from '../../src/db/pool.js';
import { createLoggers } from '../../src/http/log.js';
import { createHttpServer, listen } from '../../src/http/server.js';
import type { Allowance } from '../../src/rate-limits/index.js';
import { parseSubnet } from '../../src/zones/index.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { watchAnswers } from './documented-answers.js';

export const serverName = 'corp.example';
export const issuer = 'http://foyer.test';

export const system: Actor = {
  kind: 'system',
  id: newId(),
  name: 'test',
  scopes: new Set(),
  channel: 'system',
  requestId: 'test',
  address: null,
};

export interface TestService {
  readonly url: string;
  readonly database: TestDatabase;
  readonly assembly: Assembly;
  /** An API key with every scope. */
  readonly key: string;
  readonly server: Server;
  /** Whether the instance says that it is being stopped. */
  readonly readiness: { isDraining: boolean };
  /** Every line logged so far. */
  readonly log: string[];
  /** Requests with the key, or with another bearer token; null for none. */
  request(bearer?: string | null): ReturnType<typeof supertest.agent>;
  /** A new API key with just these scopes. */
  keyWith(...scopes: Scope[]): Promise<string>;
  stop(): Promise<void>;
}

export interface TestServiceOptions {
  /** Another instance on the database of this one. */
  beside?: TestService;
  trustedProxies?: string[];
  clock?: Clock;
  jobTimes?: Partial<JobTimes>;
  /** Private networks that outgoing requests may go to; none unless given. */
  egressAllow?: string[];
  /** Where browsers may be sent back to. */
  returnTo?: string[];
  /** The addresses of the host names that there are in the test; no name is looked up outside. */
  hosts?: Record<string, string>;
  /** How often signing in may be tried; there is no limit unless given. */
  refusedSignIns?: Allowance;
  accountSignIns?: Allowance;
  /** The server name, unless given. */
  digestRealm?: string;
}

/** The same for all instances that share a database. */
const encryptionKey = randomBytes(32);

export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const {
    beside,
    trustedProxies = [],
    clock,
    jobTimes,
    egressAllow = [],
    hosts = {},
    returnTo,
    refusedSignIns,
    accountSignIns,
    digestRealm = serverName,
  } = options;
  const database = beside?.database ?? (await createTestDatabase());
  const pool = createPool(database.url);
  const prisma = createPrisma(pool);
  const assembly = assemble({
    prisma,
    pool,
    serverName,
    issuer,
    encryptionKey,
    digestRealm,
    clock,
    jobTimes,
    egressAllow: egressAllow.map(parseSubnet),
    returnTo,
    refusedSignIns,
    accountSignIns,
    resolveHost: (host) => resolveFrom(hosts, host),
  });
  await assembly.signingKeys.prepare(system);

  const log: string[] = [];
  const loggers = createLoggers('debug', memory(log));
  const readiness = { isDraining: false };
  const app = createApp({
    assembly,
    loggers,
    trustedProxies: trustedProxies.map(parseSubnet),
    readiness,
  });
  const server = createHttpServer(app.express, app.handle, readiness);
  const surprises = watchAnswers(server);
  const url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;

  assembly.jobRunner.start((error, what) => loggers.log.error({ err: error }, what));

  const keyWith = (...scopes: Scope[]) => createKey(assembly, scopes);
  const key = await keyWith(...allScopes);
  const request = (bearer: string | null = key) => {
    const agent = supertest.agent(url);
    return bearer === null ? agent : agent.set('Authorization', `Bearer ${bearer}`);
  };
  const stop = async () => {
    assembly.jobWatch.stop();
    await assembly.jobRunner.stop();
    server.closeAllConnections();
    server.close();
    await prisma.$disconnect();
    await pool.end();
    if (beside === undefined) await database.drop();
    if (surprises.size > 0) throw new Error(`openapi.yaml does not say:\n${[...surprises].join('\n')}`);
  };
  return { url, database, assembly, key, server, readiness, log, request, keyWith, stop };
}

function resolveFrom(hosts: Record<string, string>, host: string): Promise<LookupAddress[]> {
  const address = hosts[host];
  const found = address === undefined ? [] : [{ address, family: isIP(address) }];
  return found.length > 0 ? Promise.resolve(found) : Promise.reject(new Error(`${host} is not known here`));
}

function memory(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString('utf8'));
      done();
    },
  });
}

/** Past the service, which would not give more than the asker holds. */
async function createKey(assembly: Assembly, scopes: readonly Scope[]): Promise<string> {
  const key = `foyer_${randomBytes(32).toString('base64url')}`;
  const secretHash = createHash('sha256').update(key).digest();
  const data = {
    id: newId(),
    name: `test ${scopes.join(' ')}`,
    scopes: [...scopes],
    expiresAt: null,
    secretHash,
  };
  await assembly.db.transaction((tx) => assembly.credentialsStore.createApiKey(tx, data));
  return key;
}
