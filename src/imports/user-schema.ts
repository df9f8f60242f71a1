/**
 * The limits of a user's fields, read from the OpenAPI document: the very text that holds POST and PATCH to them, so that
 * an import takes what they take and nothing else.
 */
import { readFileSync } from 'node:fs';
import { projectFile } from '../core/project-file.js';

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  nullable?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
}

/** Says what is wrong with a value; null for nothing. */
export type ValueCheck = (value: unknown) => string | null;

const { schemas } = (
  JSON.parse(readFileSync(projectFile('generated/openapi.json'), 'utf8')) as {
    components: { schemas: Record<string, Schema> };
  }
).components;

function resolved(schema: Schema): Schema {
  if (schema.$ref !== undefined) return resolved(schemas[schema.$ref.split('/').at(-1)!]!);
  const [general] = schema.allOf ?? [];
  return general === undefined ? schema : { ...resolved(general), ...schema };
}

/** The schema at these properties, one inside the other. */
function schemaAt(name: string, path: readonly string[]): Schema {
  const found = path.reduce((schema, key) => resolved(schema.properties![key]!), resolved(schemas[name]!));
  return resolved(found);
}

/** What POST and PATCH refuse for a field of `NewUser`, or of another schema of the API. */
export function checkOf(path: readonly string[], schemaName = 'NewUser'): ValueCheck {
  return checkBy(schemaAt(schemaName, path));
}

function checkBy(schema: Schema): ValueCheck {
  const check = checksByType[schema.type!]!(schema);
  if (schema.nullable !== true) return check;
  return (value) => (value === null ? null : check(value));
}

const checksByType: Record<string, (schema: Schema) => ValueCheck> = {
  string: textCheck,
  boolean: () => (value) => (typeof value === 'boolean' ? null : 'It is not true or false.'),
  integer: integerCheck,
  array: listCheck,
};

/** Lengths are in UTF-16 code units, as they are for the API. */
function textCheck({ minLength = 0, maxLength = Infinity, pattern }: Schema): ValueCheck {
  const expression = pattern === undefined ? null : new RegExp(pattern);
  return (value) => {
    if (typeof value !== 'string') return 'It is not a text.';
    if (value.length < minLength) return `It has fewer than ${minLength} characters.`;
    if (value.length > maxLength) return `It has more than ${maxLength} characters.`;
    return expression === null || expression.test(value) ? null : 'It does not have the form that it needs.';
  };
}

function integerCheck({ minimum = -Infinity, maximum = Infinity }: Schema): ValueCheck {
  return (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return 'It is not a whole number.';
    return value >= minimum && value <= maximum ? null : `It is not from ${minimum} to ${maximum}.`;
  };
}

function listCheck({ maxItems = Infinity, items }: Schema): ValueCheck {
  const check = checkBy(resolved(items!));
  return (value) => {
    if (!Array.isArray(value)) return 'It is not a list.';
    if (value.length > maxItems) return `It has more than ${maxItems} values.`;
    for (const item of value as unknown[]) {
      const fault = check(item);
      if (fault !== null) return `One of its values is wrong. ${fault}`;
    }
    return null;
  };
}
