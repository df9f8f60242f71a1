/** Completes the document that tsoa derives from the controllers: the rest of the paths, and what types cannot say. */
import { problemExamples } from './examples.mjs';
import { headers } from './headers.mjs';
import { completeOperation } from './operation.mjs';
import { refusalComponents } from './refusals.mjs';
import { plainSchemas } from './schemas.mjs';
import { readSources } from './sources.mjs';

const apiKey = {
  type: 'http',
  scheme: 'bearer',
  description:
    'An API key (`foyer_…`) or an access token. It must carry the scopes that the operation names.',
};

function securitySchemes({ oauth2 }, scopeTable) {
  oauth2.flows.clientCredentials.scopes = { ...scopeTable };
  return { oauth2, apiKey };
}

function components(written, { schemas, errorTable, scopeTable, examples }) {
  return {
    securitySchemes: securitySchemes(written.securitySchemes, scopeTable),
    schemas: plainSchemas({ ...written.schemas, ...schemas }),
    headers,
    responses: refusalComponents(errorTable),
    examples: problemExamples(errorTable, examples.problems),
  };
}

function completePaths(paths, schemas, isController, sources) {
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      methods[method] = completeOperation({ path, method, schemas, isController }, operation, sources);
    }
  }
}

/** As a reader looks for them: by tag, and what belongs to a thing after the thing itself. */
function inOrder(paths, tags) {
  const places = new Map(tags.map(({ name }, at) => [name, at]));
  const placeOf = ([, methods]) => places.get(Object.values(methods)[0].tags[0]);
  const byPath = Object.entries(paths).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(byPath.sort((one, other) => placeOf(one) - placeOf(other)));
}

/** Without the components that nothing refers to, nor anything that is left then. */
function withoutUnused(document, section) {
  const used = new Set(JSON.stringify(document).match(/(?<="#\/components\/)[^"]+/g));
  const entries = Object.entries(document.components[section]);
  const kept = Object.fromEntries(entries.filter(([name]) => used.has(`${section}/${name}`)));
  const fewer = { ...document, components: { ...document.components, [section]: kept } };
  return Object.keys(kept).length === entries.length ? document : withoutUnused(fewer, section);
}

/** The whole document, from what tsoa wrote. */
export async function completeDocument({ openapi, info, paths, components: written }) {
  const sources = await readSources();
  const { about, endpoints } = sources;
  completePaths(paths, written.schemas, true, sources);
  completePaths(endpoints, written.schemas, false, sources);
  const document = {
    openapi,
    info: { ...about.info, version: info.version },
    servers: about.servers,
    tags: about.tags,
    'x-general-problem-codes': about.generalProblems,
    paths: inOrder({ ...paths, ...endpoints }, about.tags),
    components: components(written, sources),
  };
  return withoutUnused(withoutUnused(document, 'schemas'), 'examples');
}
