/** Every import rule must catch a tree that breaks it, and nothing else: a rule with a typo in it forbids nothing. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Path → what it imports. Type-only imports are written with a leading `type `. */
const tree: Record<string, readonly string[]> = {
  // The right way round: none of these may be reported.
  'src/main.ts': ['./assembly.js', './config/index.js'],
  'src/app.ts': ['express', './assembly.js', './http/frame.js'],
  'src/assembly.ts': ['pg', './users/index.js', './users/users.store.js', './zones/zones.service.js'],
  'src/config/index.ts': ['./configuration.js'],
  'src/config/configuration.ts': ['../core/words.js', 'node:fs'],
  'src/core/words.ts': ['node:crypto'],
  'src/db/database.ts': ['pg', '../../generated/prisma/client.js'],
  'src/http/frame.ts': ['express'],
  'src/http/ioc.ts': ['../assembly.js', '../users/users.controller.js'],
  'src/rights/index.ts': ['./resolve.js'],
  'src/rights/resolve.ts': ['../core/words.js'],
  'src/users/index.ts': ['./users.service.js'],
  'src/users/users.service.ts': ['type ../db/database.js', '../rights/index.js', '../zones/index.js'],
  'src/users/users.store.ts': ['pg', 'type ../../generated/prisma/client.js'],
  'src/users/users.controller.ts': ['@tsoa/runtime', '../http/frame.js', './users.service.js'],
  'src/zones/index.ts': ['./zones.service.js'],
  'src/zones/zones.service.ts': [],
  'src/zones/zones.store.ts': [],
  'src/facades/scim/mapping.ts': ['express', '../../users/index.js'],
  'generated/prisma/client.ts': [],
  'test/support/people.ts': [],
  // The wrong way round, each of them once or more.
  'src/access/one.ts': ['./two.js'],
  'src/access/two.ts': ['type ./one.js'],
  'src/access/lost.ts': ['./nowhere.js'],
  'src/core/greedy.ts': ['type ../config/index.js', 'pino'],
  'src/rights/impure.ts': ['node:fs', 'type ../zones/index.js', 'lru-cache'],
  'src/access/sql.ts': ['pg', 'type ../../generated/prisma/client.js', '@prisma/adapter-pg'],
  'src/access/web.ts': ['type express', '@tsoa/runtime', '../http/frame.js'],
  'src/access/nosy.ts': [
    'type ../users/users.service.js',
    '../config/configuration.js',
    '../rights/resolve.js',
  ],
  'src/facades/scim/short-cut.ts': ['../../users/users.store.js', '../../db/database.js'],
  'src/access/everything.ts': ['type ../assembly.js'],
  'src/access/restart.ts': ['../main.js'],
  'src/access/unshipped.ts': ['fast-check'],
  'src/access/testing.ts': ['../../test/support/people.js'],
};

const expected = {
  'no-cycles': ['src/access/one.ts → src/access/two.ts'],
  resolvable: ['src/access/lost.ts → ./nowhere.js'],
  'core-imports-nothing': ['src/core/greedy.ts → pino', 'src/core/greedy.ts → src/config/index.ts'],
  'rights-import-only-core': [
    'src/rights/impure.ts → fs',
    'src/rights/impure.ts → lru-cache',
    'src/rights/impure.ts → src/zones/index.ts',
  ],
  'database-only-in-stores': [
    'src/access/sql.ts → @prisma/adapter-pg',
    'src/access/sql.ts → generated/prisma/client.ts',
    'src/access/sql.ts → pg',
  ],
  'http-only-at-the-edge': [
    'src/access/web.ts → @tsoa/runtime',
    'src/access/web.ts → express',
    'src/access/web.ts → src/http/frame.ts',
  ],
  'domains-meet-at-index': [
    'src/access/nosy.ts → src/config/configuration.ts',
    'src/access/nosy.ts → src/rights/resolve.ts',
    'src/access/nosy.ts → src/users/users.service.ts',
    'src/facades/scim/short-cut.ts → src/users/users.store.ts',
  ],
  'facades-never-see-a-store': [
    'src/facades/scim/short-cut.ts → src/db/database.ts',
    'src/facades/scim/short-cut.ts → src/users/users.store.ts',
  ],
  'assembly-is-for-the-roots': ['src/access/everything.ts → src/assembly.ts'],
  'nothing-imports-main': ['src/access/restart.ts → src/main.ts'],
  'production-needs-only': ['src/access/unshipped.ts → fast-check'],
  'source-knows-no-tests': ['src/access/testing.ts → test/support/people.ts'],
};

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

const root = resolve('.');
const folder = mkdtempSync(join(tmpdir(), 'foyer-imports-'));
const found: Record<string, string[]> = {};

function sourceOf(imports: readonly string[]): string {
  const line = (name: string, at: number): string =>
    name.startsWith('type ')
      ? `import type * as n${at} from '${name.slice(5)}';\nexport type T${at} = typeof n${at};`
      : `import * as n${at} from '${name}';\nexport const v${at} = n${at};`;
  return `${imports.map(line).join('\n')}\nexport {};\n`;
}

function plant(): void {
  for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']) {
    cpSync(join(root, name), join(folder, name));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, imports] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), sourceOf(imports));
  }
}

function cruise(): Violation[] {
  const binary = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [binary, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const output = execFileSync(process.execPath, args, { cwd: folder, maxBuffer: 1e8, encoding: 'utf8' });
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}

/** `node_modules/pino/pino.js` and `node_modules/@types/express/index.d.ts` are shown as the package's name. */
function shown(path: string): string {
  return path.replace(/^.*node_modules\/(?:@types\/)?((?:@[^/]+\/)?[^/]+)\/.*$/, '$1');
}

beforeAll(() => {
  plant();
  for (const { rule, from, to } of cruise()) {
    found[rule.name] = [...(found[rule.name] ?? []), `${from} → ${shown(to)}`].sort();
  }
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('each rule catches what breaks it and nothing else', () => {
  test.each(Object.entries(expected))('%s', (rule, violations) => {
    expect(found[rule]).toEqual(violations);
  });

  test('no rule is without a tree that breaks it', () => {
    const { forbidden } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
      forbidden: { name: string; severity: string }[];
    };
    expect(forbidden.map((rule) => rule.name).sort()).toEqual(Object.keys(expected).sort());
    expect(forbidden.every((rule) => rule.severity === 'error')).toBe(true);
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  });
});
