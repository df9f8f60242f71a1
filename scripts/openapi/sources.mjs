/** What the document is completed from: tables of the service itself, and what people have written beside it. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { parse } from 'yaml';

/** Loads a module of `src` that imports nothing, before anything is built. */
async function loadSource(path) {
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

const readYaml = (name) =>
  parse(readFileSync(new URL(name, import.meta.url), 'utf8'), { merge: true, maxAliasCount: 1000 });

export async function readSources() {
  const { errorTable } = await loadSource('src/core/errors.ts');
  const { scopeTable } = await loadSource('src/core/scopes.ts');
  return {
    errorTable,
    scopeTable,
    about: readYaml('document.yaml'),
    endpoints: readYaml('endpoints.yaml'),
    operations: readYaml('operations.yaml'),
    schemas: readYaml('schemas.yaml'),
    examples: readYaml('examples.yaml'),
  };
}
