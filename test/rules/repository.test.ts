/** Conventions of the repository that a reviewer should not have to look for. */
import { describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Every file that git knows or would take, deleted ones left out. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => existsSync(file));

const sources = files.filter((file) => /^src\/.*\.ts$/.test(file));
const read = (file: string): string => readFileSync(file, 'utf8');

interface Manifest {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

interface LockedPackage {
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  optionalDependencies?: Record<string, string>;
}

const manifest = JSON.parse(read('package.json')) as Manifest;

describe('npm scripts', () => {
  const mentioning = files.filter((file) =>
    /\.(md|ya?ml|sh|mjs|cjs|ts|js)$|Dockerfile$|^\.ci\/run$/.test(file),
  );
  const mentions = mentioning.flatMap((file) =>
    [...read(file).matchAll(/npm run (?:-s )?([a-z]+(?:[:-][a-z]+)*)/g)].map((match) => ({
      file,
      script: match[1]!,
    })),
  );

  test('that a document, script or message names are there', () => {
    const missing = mentions.filter(({ script }) => !(script in manifest.scripts));
    expect(missing).toEqual([]);
    expect(mentions.length).toBeGreaterThan(10);
  });

  test.each(['Dockerfile', '.ci/run'])('%s calls some', (file) => {
    expect(mentions.some((mention) => mention.file === file)).toBe(true);
  });
});

describe('packages', () => {
  test('are asked for in exact versions', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, LockedPackage>;
  };
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

  test('are locked with their hash, and not with the address they came from', () => {
    expect(locked.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
    expect(locked.filter(([, entry]) => entry.integrity === undefined)).toEqual([]);
  });

  // npm leaves out what a registry does not have, and `npm ci` then refuses the whole lockfile.
  test('are locked with their programs for every platform', () => {
    const names = new Set(locked.map(([path]) => path.replace(/^.*node_modules\//, '')));
    const wanted = locked.flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {}));
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  test('run an install script only where package.json says yes, and none is undecided', () => {
    const withScript = locked.filter(([, entry]) => entry.hasInstallScript === true);
    const names = withScript.map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(names.filter((name) => !(name in manifest.allowScripts))).toEqual([]);
  });
});

describe('names', () => {
  test('say what a file owns', () => {
    const empty = /^(utils?|helpers?|common|shared|managers?|base|types|misc)(\.|$)/;
    const parts = sources.flatMap((file) =>
      file
        .split('/')
        .slice(1)
        .map((part) => ({ file, part })),
    );
    expect(parts.filter(({ part }) => empty.test(part)).map(({ file }) => file)).toEqual([]);
  });

  test('are lower-case with hyphens', () => {
    expect(sources.filter((file) => !/^src(\/[a-z0-9-]+)*\/[a-z0-9.-]+\.ts$/.test(file))).toEqual([]);
  });

  test('of interfaces and classes carry no I or Impl', () => {
    const declared = sources.flatMap((file) =>
      [...read(file).matchAll(/^(?:export )?(?:abstract )?(?:interface|class) (\w+)/gm)].map(
        (match) => match[1]!,
      ),
    );
    expect(declared.filter((name) => /^I[A-Z][a-z]|Impl$/.test(name))).toEqual([]);
    expect(declared.length).toBeGreaterThan(10);
  });
});

describe('source', () => {
  test('leaves nothing for later', () => {
    const marker = new RegExp(['TO' + 'DO', 'FIX' + 'ME'].map((word) => `\\b${word}\\b`).join('|'));
    expect(files.filter((file) => /\.(ts|mjs|cjs|js|sh)$/.test(file) && marker.test(read(file)))).toEqual([]);
  });

  test('of every folder opens with what the folder owns, in one file at least', () => {
    const folders = [...new Set(sources.map(dirname))].filter((folder) => folder !== 'src');
    const opened = new Set(sources.filter((file) => read(file).startsWith('/**')).map(dirname));
    expect(folders.filter((folder) => !opened.has(folder))).toEqual([]);
  });

  test('of tests lies where the suite finds it', () => {
    const tests = files.filter((file) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(basename(file)));
    expect(tests.filter((file) => !/^test\/.*\.test\.ts$/.test(file))).toEqual([]);
  });
});

describe('test/support', () => {
  test('knows no test file, nor the jest of one: it is loaded once for many', () => {
    const support = files.filter((file) => /^test\/support\/[^/]+$/.test(file));
    const knowing = support.filter((file) => /'(@jest\/globals|\.\.\/\w[^']*)'/.test(read(file)));
    expect(knowing).toEqual([]);
    expect(support.length).toBeGreaterThan(10);
  });
});

describe('what is made', () => {
  test('is not in git, but for generated/README.md', () => {
    const tracked = execFileSync('git', ['ls-files', 'generated', 'dist', 'data'], {
      encoding: 'utf8',
    }).trim();
    expect(tracked).toBe('generated/README.md');
  });
});
