/** No container engine is needed to see that the image is made as promised; whoever has one builds it. */
import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Instruction {
  readonly keyword: string;
  readonly rest: string;
}

/** The instructions of each stage, in order, with continued lines joined. */
function stagesOf(dockerfile: string): Instruction[][] {
  const joined = dockerfile.replace(/^#.*\n/gm, '').replace(/\\\n/g, ' ');
  const instructions = joined.split('\n').flatMap((line) => {
    const [, keyword, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    return keyword !== undefined && rest !== undefined ? [{ keyword, rest }] : [];
  });
  const stages: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

const stages = stagesOf(readFileSync('Dockerfile', 'utf8'));
const last = stages.at(-1)!;
const inLast = (keyword: string): string[] => last.filter((i) => i.keyword === keyword).map((i) => i.rest);

describe('the image', () => {
  test('is built in stages on Node 24', () => {
    expect(stages.length).toBeGreaterThan(1);
    expect(last[0]?.rest).toMatch(/^node:24-/);
  });

  test('runs as somebody who is not root, by number', () => {
    const [user, ...others] = inLast('USER');
    expect(others).toEqual([]);
    expect(Number(user?.split(':')[0])).toBeGreaterThan(0);
    expect(last.findIndex((i) => i.keyword === 'USER')).toBeLessThan(
      last.findIndex((i) => i.keyword === 'CMD'),
    );
  });

  test('ships production packages only, and nothing that builds', () => {
    const packages = inLast('COPY').filter((rest) => rest.includes('node_modules'));
    expect(packages).toEqual([expect.stringMatching(/^--from=packages /)]);
    const ran = stages.flat().filter((i) => i.keyword === 'RUN' && i.rest.startsWith('npm ci'));
    expect(ran.map((i) => i.rest)).toEqual([
      'npm ci',
      expect.stringMatching(/^npm ci --omit=dev .*npm prune/),
    ]);
    expect(inLast('RUN').join()).not.toContain('npm');
  });

  test('asks for its health with node, which is there, and not with curl', () => {
    const [check] = inLast('HEALTHCHECK');
    const command = /CMD (\[.*\])$/.exec(check ?? '')?.[1] ?? '[]';
    expect(JSON.parse(command)).toEqual(['node', '-e', expect.stringContaining('/livez')]);
  });

  test('hears signals: node is started without a shell or npm in between', () => {
    expect(JSON.parse(inLast('CMD')[0] ?? '[]')).toEqual(['node', 'dist/src/main.js']);
  });

  test('gets every file that it copies past .dockerignore', () => {
    const allowed = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const own = stages.flat().filter((i) => i.keyword === 'COPY' && !i.rest.startsWith('--from='));
    const sources = own.flatMap((i) => i.rest.split(' ').slice(0, -1)).filter((path) => path !== '.');
    for (const path of sources) {
      expect(existsSync(path)).toBe(true);
      expect(allowed).toContain(`!${path.split('/')[0]}`);
    }
  });
});

interface Compose {
  services: Record<string, { read_only?: boolean; environment?: Record<string, string> }>;
}

describe('compose.yaml', () => {
  const { services } = parse(readFileSync('compose.yaml', 'utf8')) as Compose;

  test('has the service and its PostgreSQL, each with a read-only root', () => {
    expect(Object.keys(services).sort()).toEqual(['database', 'foyer']);
    for (const service of Object.values(services)) expect(service.read_only).toBe(true);
  });

  test('has no secret and no default for one', () => {
    const environment = Object.values(services).flatMap((service) =>
      Object.entries(service.environment ?? {}),
    );
    const secret = environment.filter(([name]) => /PASSWORD|KEY|DATABASE_URL/.test(name));
    expect(secret).toHaveLength(4);
    for (const [, value] of secret) expect(value).toMatch(/\$\{[A-Z_]+:\?[^}]*\}/);
  });
});
