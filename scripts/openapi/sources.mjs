/** What the document is completed from: tables of the service itself, and what people have written beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { parse } from 'yaml';

/** Loads a module of `src` that imports nothing, before anything is built. */
async function loadSource(path) {
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

const parseYaml = (text) => parse(text, { merge: true, maxAliasCount: 1000 });
const readYaml = (name) => parseYaml(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** Every file of a folder, one for each domain. */
const readFolder = (name) =>
  readdirSync(new URL(name, import.meta.url))
    .sort()
    .map((file) => readYaml(`${name}${file}`));

/** The examples of all domains, by operation, parameter and problem. */
function readExamples() {
  const files = readFolder('examples/');
  const all = (section) => Object.assign({}, ...files.map((file) => file[section]));
  return Object.fromEntries(
    ['operations', 'parameters', 'problems', 'oauth'].map((name) => [name, all(name)]),
  );
}

export async function readSources() {
  const { errorTable } = await loadSource('src/core/errors.ts');
  const { scopeTable } = await loadSource('src/core/scopes.ts');
  return {
    errorTable,
    scopeTable,
    about: readYaml('document.yaml'),
    endpoints: readYaml('endpoints.yaml'),
    operations: Object.assign({}, ...readFolder('operations/')),
    schemas: readYaml('schemas.yaml'),
    examples: readExamples(),
  };
}
