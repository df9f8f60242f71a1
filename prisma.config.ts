import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

// Without this Prisma downloads a binary, for `prisma generate` too, which only looks whether the file exists.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(
  new URL('./scripts/schema-engine.mjs', import.meta.url),
);

/** Only commands that open a database need DATABASE_URL; `prisma generate` does not. */
export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL },
});
