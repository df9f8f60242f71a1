/** Values that fit a schema of the OpenAPI document, or would if one place in them were not spoiled. */
import fc from 'fast-check';
import { openApi } from '../support/openapi.js';

export interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: (string | null)[];
  allOf?: Schema[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

type Make = (schema: Schema) => fc.Arbitrary<unknown>;

/** Texts that mean something here, so that requests get past the front door now and then. */
const meaningful = [
  'alice',
  'bob',
  'alice@corp.example',
  'moore@guest.example',
  '10.20.0.0/16',
  '10.20.3.4',
  '2001:db8::1',
  'a@b.example',
  'Staff',
  '2027-01-01T00:00:00Z',
  'client_credentials',
];

function text({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<unknown> {
  if (format === 'date-time') {
    return fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString());
  }
  if (pattern !== undefined) return fc.constantFrom(...meaningful, '00000000-0000-7000-8000-000000000001');
  const free = fc.string({ minLength, maxLength: Math.min(maxLength, 80), unit: 'grapheme' });
  return fc.oneof(fc.constantFrom(...meaningful), free);
}

function number({ type, minimum = -10, maximum = 10_000_000 }: Schema): fc.Arbitrary<unknown> {
  const whole = fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) });
  return type === 'integer' ? whole : fc.oneof(whole, fc.double({ min: minimum, max: maximum, noNaN: true }));
}

function object(schema: Schema, make: Make): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, make(field)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
}

/** An arbitrary for the schema; `spoil` may put something else in the place of any part. */
export function fitting(
  schema: Schema,
  spoil: (part: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const make: Make = (inner) => spoil(whole(inner, make));
  return make(schema);
}

function whole(schema: Schema, make: Make): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return whole(referred(schema.$ref), make);
  const value = plain(schema, make);
  return schema.nullable === true ? fc.oneof(value, fc.constant(null)) : value;
}

function plain(schema: Schema, make: Make): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.allOf !== undefined) return whole(schema.allOf[0]!, make);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => whole(one, make)));
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return number(schema);
    case 'array':
      return fc.array(make(schema.items!), { minLength: schema.minItems ?? 0, maxLength: 4 });
    case 'object':
      return object(schema, make);
    default:
      return text(schema);
  }
}

function referred(reference: string): Schema {
  return openApi.components.schemas[reference.split('/').at(-1)!] as Schema;
}
