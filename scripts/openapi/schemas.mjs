/** Puts the schemas that tsoa writes into a form that every reader of OpenAPI 3.0 understands alike. */

const nameOf = (reference) => reference.slice('#/components/schemas/'.length);

/**
 * OpenAPI 3.0.3 lets only a schema with a `type` be null, and nothing stand beside a `$ref`: what may be null is
 * written out in place, and what says more of a reference is wrapped around it.
 */
function plainSchema(schema, schemas) {
  const { allOf, nullable, ...rest } = schema;
  const reference = schema.$ref ?? allOf?.[0]?.$ref;
  if (nullable === false) return rest;
  if (nullable && reference !== undefined) {
    return withNull({ ...schemas[nameOf(reference)], ...rest, nullable });
  }
  if (nullable && schema.enum !== undefined) return withNull(schema);
  if (schema.$ref === undefined || Object.keys(schema).length === 1) return schema;
  const { $ref, ...says } = schema;
  return { allOf: [{ $ref }], ...says };
}

/** One of a few words or null: null has to stand among them. */
function withNull(schema) {
  return schema.enum === undefined ? schema : { ...schema, enum: [...schema.enum, null] };
}

/** The value with every schema in it made plain. */
function plainDeep(value, schemas) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => plainDeep(item, schemas));
  const plain = plainSchema(value, schemas);
  return Object.fromEntries(Object.entries(plain).map(([name, inner]) => [name, plainDeep(inner, schemas)]));
}

/** Everything in alphabetical order: a diff of the document then shows what changed, and not where tsoa looked first. */
export function plainSchemas(schemas) {
  const byName = Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(byName.map(([name, schema]) => [name, plainDeep(schema, schemas)]));
}

export function plainParameters(parameters, schemas) {
  return parameters?.map((parameter) => ({ ...parameter, schema: plainDeep(parameter.schema, schemas) }));
}
