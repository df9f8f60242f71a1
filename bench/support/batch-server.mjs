/** The service whose one query for subjects is answered from memory: what is left is validation, resolution and answer. */
import { createApp } from '../../dist/src/app.js';
import { assemble } from '../../dist/src/assembly.js';
import { createPool, createPrisma } from '../../dist/src/db/pool.js';
import { createLoggers } from '../../dist/src/http/log.js';
import { createHttpServer, listen } from '../../dist/src/http/server.js';

const pool = createPool(process.env.DATABASE_URL);
const assembly = assemble({
  pool,
  prisma: createPrisma(pool),
  serverName: 'localhost',
  issuer: 'http://127.0.0.1',
  encryptionKey: Buffer.from(process.env.FOYER_ENCRYPTION_KEY, 'base64'),
  digestRealm: 'localhost',
});
const reader = assembly.subjectReader;
const read = reader.read.bind(reader);
let kept = null;
reader.read = async (references) => (kept ??= await read(references));
const readiness = { isDraining: false };
const loggers = createLoggers('info');
const app = createApp({ assembly, loggers, trustedProxies: [], readiness });
await listen(createHttpServer(app.express, app.handle, readiness), Number(process.env.PORT), '127.0.0.1');
