#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine, so that no binary is ever downloaded: the same JSON-RPC on
 * standard input and output, answered by the engine's WebAssembly build over pg. Prisma does not document this
 * boundary; test/db/migrations.test.ts is what notices when an upgrade of Prisma moves it.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { datamodels: { type: 'string', multiple: true }, datasource: { type: 'string' } },
});
const url = JSON.parse(flags.datasource ?? '{}').url ?? process.env.DATABASE_URL;
let panic;

/**
 * The parts of the URL, never the URL itself: with a connectionString pg ignores `database`, and the "shadow"
 * database would be the real one.
 */
function connection(database) {
  const { host, port, user, password, ssl, ...parsed } = new pg.Client({ connectionString: url })
    .connectionParameters;
  return { host, port, user, password, ssl, database: database ?? parsed.database, max: 1 };
}

async function withClient(database, work) {
  const client = new pg.Client(connection(database));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function createDatabase() {
  const databaseName = connection().database;
  await withClient('postgres', (client) =>
    client.query(`CREATE DATABASE ${pg.escapeIdentifier(databaseName)}`),
  ).catch((error) => {
    const exists = error.code === '42P04';
    if (!exists) throw error;
  });
  return { databaseName };
}

const CATALOG_CHAR = 18;
const TEXT = 25;

/** The adapter does not know the catalog's own type "char", which every introspection meets. */
function teachCatalogChar(adapter) {
  adapter.queryRaw = async function (query) {
    const columns = [];
    const io = async (statement) => {
      const result = await adapter.performIO(statement);
      result.fields?.forEach((field, column) => {
        if (field.dataTypeID !== CATALOG_CHAR) return;
        field.dataTypeID = TEXT;
        columns.push(column);
      });
      return result;
    };
    const reader = Object.create(adapter, { performIO: { value: io } });
    const result = await Object.getPrototypeOf(adapter).queryRaw.call(reader, query);
    for (const column of columns) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
}

/** The adapter cuts scripts at every semicolon, through function bodies and literals. */
function runScriptsWhole(adapter) {
  adapter.executeScript = async (script) => {
    await adapter
      .underlyingDriver()
      .query(script)
      .catch((error) => adapter.onError(error));
  };
}

async function openAdapter(database) {
  const schema = url ? (new URL(url).searchParams.get('schema') ?? undefined) : undefined;
  const adapter = await new PrismaPg(connection(database), { schema }).connect();
  teachCatalogChar(adapter);
  runScriptsWhole(adapter);
  return adapter;
}

/** A database that lives as long as one comparison; dropped after its own connections are closed. */
async function openShadow() {
  const name = `prisma_shadow_${randomUUID()}`;
  await withClient(undefined, (client) => client.query(`CREATE DATABASE "${name}"`));
  const adapter = await openAdapter(name);
  const close = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await close();
    await withClient(undefined, (client) => client.query(`DROP DATABASE "${name}" WITH (FORCE)`));
  };
  return adapter;
}

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message: (message) => {
      panic = message;
      process.stderr.write(`${message}\n`);
    },
  };
  const wasm = new URL(
    './schema_engine_bg.wasm',
    import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'),
  );
  const imports = { './schema_engine_bg.js': glue };
  const { instance } = await WebAssembly.instantiate(await readFile(wasm), imports);
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const paths = flags.datamodels ?? [];
  const datamodels = await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')]));
  const factory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => openAdapter(),
    connectToShadowDb: openShadow,
  };
  return glue.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

let engine;

async function call(method, params) {
  if (method === 'createDatabase') return createDatabase();
  engine ??= await loadEngine();
  if (method === 'getDatabaseVersion') return engine.version(params);
  return (await engine[method](params)) ?? {};
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function describe(error) {
  const data = {
    is_panic: panic !== undefined,
    message: panic ?? error.message,
    error_code: error.code,
    meta: null,
  };
  return { code: 4466, message: error.message, data };
}

async function answer({ id, method, params }) {
  if (!method) return;
  try {
    const result = await call(method, params);
    // The native engine prints a diff by calling back; the answer alone would show nothing.
    if (method === 'diff' && typeof result.stdout === 'string') {
      send({ id: 0, method: 'print', params: { content: result.stdout.replace(/\n$/, '') } });
    }
    send({ id, result });
  } catch (error) {
    send({ id, error: describe(error) });
  }
}

function serve() {
  let queue = Promise.resolve();
  createInterface({ input: process.stdin, crlfDelay: Infinity })
    .on('line', (line) => (queue = queue.then(() => answer(JSON.parse(line)))))
    .on('close', () => queue.then(() => process.exit(0)));
}

const connectionCodes = { '3D000': 'P1003', '28P01': 'P1000' };

/** `cli create-database` and `cli can-connect-to-database`, which Prisma asks before some commands. */
async function runCli(command) {
  try {
    await (command === 'create-database' ? createDatabase() : withClient(undefined, () => {}));
    process.exit(0);
  } catch (error) {
    const fields = { message: error.message, error_code: connectionCodes[error.code] ?? 'P1001' };
    const line = { level: 'ERROR', target: 'schema_engine::logger', fields };
    process.stderr.write(`\n${JSON.stringify(line)}\n`);
    process.exit(1);
  }
}

if (positionals[0] === 'cli') await runCli(positionals[1]);
else serve();
