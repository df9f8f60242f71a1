/** A running service: from a configuration to an open port, and back. */
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from './app.js';
import { assemble, type Assembly } from './assembly.js';
import { keptEncryptionKey, type Configuration } from './config/index.js';
import { systemActor } from './core/actor.js';
import { DomainError } from './core/errors.js';
import { StartRefused } from './core/start-refused.js';
import { projectFile } from './core/project-file.js';
import { startEmbeddedPostgres } from './db/embedded-postgres.js';
import { applyMigrations } from './db/migrations.js';
import { createPool, createPrisma } from './db/pool.js';
import { waitForDatabase } from './db/wait-for-database.js';
import type { Loggers } from './http/log.js';
import { createHttpServer, drain, listen } from './http/server.js';
import { createFirstApiKey } from './tokens/bootstrap.js';

export interface Service {
  /** The port that is listened on. */
  port: number;
  /** The first API key, where one was made up and nobody has seen it yet. */
  firstApiKey: string | null;
  assembly: Assembly;
  /** Finishes what is in flight and lets go of everything. */
  stop(): Promise<void>;
}

/** How long the pool gets to close its connections when a statement does not end, in ms. */
const releasePatienceMs = 500;

/** Acts for nobody but itself: what is made at the first start. */
const system = systemActor('start');

export async function startService(configuration: Configuration, loggers: Loggers): Promise<Service> {
  const database = await openDatabase(configuration, loggers);
  try {
    const folder = projectFile('prisma/migrations');
    await applyMigrations({ url: database.url, folder, log: (message) => loggers.log.info(message) });
    return await serve(configuration, loggers, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Throws `StartRefused` when the password does not meet the policy. */
async function createFirstAdministrator(
  { administrators }: Assembly,
  { bootstrapAdminLogin: login, bootstrapAdminPassword: password }: Configuration,
): Promise<void> {
  if (login === null || password === null) return;
  await administrators.createFirst(system, { login, password }).catch((error: unknown) => {
    if (!(error instanceof DomainError) || error.code !== 'password-unacceptable') throw error;
    throw new StartRefused(
      `FOYER_BOOTSTRAP_ADMIN_PASSWORD does not meet the password policy. ${error.detail}`,
    );
  });
}

interface OpenDatabase {
  url: string;
  close(): Promise<void>;
}

async function openDatabase(
  { databaseUrl, dataFolder }: Configuration,
  { log }: Loggers,
): Promise<OpenDatabase> {
  if (databaseUrl !== null) {
    await waitForDatabase({ url: databaseUrl, log: (message) => log.warn(message) });
    return { url: databaseUrl, close: () => Promise.resolve() };
  }
  const embedded = await startEmbeddedPostgres({ dataFolder, log: (message) => log.info(message) });
  return { url: embedded.url, close: () => embedded.stop() };
}

async function serve(
  configuration: Configuration,
  loggers: Loggers,
  database: OpenDatabase,
): Promise<Service> {
  const {
    serverName,
    digestRealm,
    publicUrl: issuer,
    dataFolder,
    trustedProxies,
    egressAllow,
    returnTo,
    refusedSignIns,
    accountSignIns,
  } = configuration;
  const encryptionKey = configuration.encryptionKey ?? keptEncryptionKey(dataFolder);
  const pool = createPool(database.url);
  const prisma = createPrisma(pool);
  const assembly = assemble({
    prisma,
    pool,
    serverName,
    issuer,
    encryptionKey,
    digestRealm,
    egressAllow,
    returnTo,
    refusedSignIns,
    accountSignIns,
  });
  await assembly.signingKeys.prepare(system);
  const readiness = { isDraining: false };
  const app = createApp({ assembly, loggers, trustedProxies, readiness });
  const server = createHttpServer(app.express, app.handle, readiness);
  const port = await listen(server, configuration.port, configuration.host);
  // Not before the port is ours: a key that is made up is shown once, by a service that has started.
  const { db, credentialsStore, audit } = assembly;
  const firstApiKey = await createFirstApiKey(
    db,
    credentialsStore,
    audit,
    system,
    configuration.bootstrapApiKey,
  );
  assembly.jobRunner.start((error, what) => loggers.log.error({ err: error }, what));
  await createFirstAdministrator(assembly, configuration);
  assembly.housekeeping.start({
    forgotten: (counts) => loggers.log.info({ counts }, 'deleted what was past its retention'),
    failed: (error, what) => loggers.log.error({ err: error }, what),
  });
  const stop = async () => {
    // Streams of events end by nothing else: whoever follows a job comes to another instance.
    assembly.jobWatch.stop();
    await Promise.all([assembly.jobRunner.stop(), assembly.housekeeping.stop(), drain(server, readiness)]);
    const released = prisma.$disconnect().then(() => pool.end());
    // What still runs now has lost its caller: the end of its connection rolls it back.
    await Promise.race([released, delay(releasePatienceMs, undefined, { ref: false })]);
    await database.close();
  };
  return { port, firstApiKey, assembly, stop };
}
