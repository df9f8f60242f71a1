/**
 * Makes what is derived: the database client from prisma/schema, the routes and the OpenAPI document from the
 * controllers. `--check` fails instead of writing when the committed openapi.yaml is not what the sources say.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { completeDocument } from './openapi/complete.mjs';

function run(program, ...parameters) {
  const { status } = spawnSync(process.execPath, [`node_modules/${program}`, ...parameters], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

run('prisma/build/index.js', 'generate');
run('tsoa/dist/cli.js', 'spec-and-routes');

// The routes are tsoa's: they are run, not judged by our compiler settings.
const routes = 'generated/routes.ts';
writeFileSync(routes, `// @ts-nocheck\n${readFileSync(routes, 'utf8')}`);

const document = await completeDocument(JSON.parse(readFileSync('generated/openapi.json', 'utf8')));
writeFileSync('generated/openapi.json', JSON.stringify(document));
const yaml = stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
if (!process.argv.includes('--check')) writeFileSync('openapi.yaml', yaml);
else if (readFileSync('openapi.yaml', 'utf8') !== yaml) {
  console.error('openapi.yaml is not what the controllers say: run `npm run generate` and commit it.');
  process.exit(1);
}
