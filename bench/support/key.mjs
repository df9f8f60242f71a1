/** An API key for the benchmark, written past the service. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { newId } from '../../dist/src/core/ids.js';
import { allScopes } from '../../dist/src/core/scopes.js';

export async function addBenchKey(url, key) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const hash = createHash('sha256').update(key).digest();
  const text = 'INSERT INTO api_keys (id, name, secret_hash, scopes) VALUES ($1, $2, $3, $4)';
  await client.query(text, [newId(), 'bench', hash, allScopes]);
  await client.end();
}
