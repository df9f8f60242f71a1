/**
 * Lets Node load our TypeScript. The address of a module says for which run of jest it was loaded, so that `jest --watch`
 * sees what has changed, and for which test file, if only for that one: see run-test-file.mjs.
 */
import { transform } from '@swc/core';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { swcOptions } from './swc-options.mjs';

const project = new URL('../../../', import.meta.url).href;
const tests = `${project}test/`;
const support = `${tests}support/`;
const packages = `${project}node_modules/`;
const jestGlobals = new URL('./jest-globals.mjs', import.meta.url).href;

export async function resolve(specifier, context, next) {
  const found = await find(specifier, context, next);
  return { ...found, url: addressOf(found.url, context.parentURL) };
}

async function find(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: jestGlobals, shortCircuit: true };
  const url = typescriptOf(specifier, context.parentURL);
  return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
}

/** The source that `./name.js` stands for. */
function typescriptOf(specifier, parent) {
  if (!/^\.{1,2}\/.*\.js$/.test(specifier)) return undefined;
  const url = new URL(specifier.replace(/js$/, 'ts'), parent).href;
  return existsSync(new URL(url)) ? url : undefined;
}

/** The parameters of the module that imports it, as far as they are for this one. */
function addressOf(url, parent = '') {
  if (!isOurs(url) || !URL.canParse(parent)) return url;
  const { searchParams } = new URL(parent);
  if (!isFresh(url)) searchParams.delete('file');
  const address = new URL(url);
  for (const [name, value] of searchParams) address.searchParams.set(name, value);
  return address.href;
}

const isOurs = (url) => url.startsWith(project) && !url.startsWith(packages);
const isFresh = (url) => url === jestGlobals || (url.startsWith(tests) && !url.startsWith(support));

export async function load(url, context, next) {
  if (!isOurs(url) || !/\.ts(\?|$)/.test(url)) return next(url, context);
  const filename = fileURLToPath(url);
  const source = await readFile(filename, 'utf8');
  const { code } = await transform(source, { ...swcOptions, filename, sourceMaps: 'inline' });
  return { format: 'module', source: code, shortCircuit: true };
}
