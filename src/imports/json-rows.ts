/** Rows of an NDJSON file: on each line one object like the body that creates a user. */
import { DomainError } from '../core/errors.js';
import { parseJsonBody } from '../core/json-body.js';
import { importLimits, namedFields, type GivenRow } from './given-row.js';
import { importFields } from './import-fields.js';

/** Throws `malformed-import` for a line that is too long. What is wrong with a line otherwise is said of its row. */
export async function* jsonRows(chunks: AsyncIterable<string>): AsyncGenerator<GivenRow[]> {
  let count = 0;
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    if (rest.length > importLimits.rowBytes) throw tooLong(count + 1);
    const rows = lines.filter(isWritten).map((line) => toRow(line, (count += 1)));
    if (rows.length > 0) yield rows;
  }
  if (isWritten(rest)) yield [toRow(rest, count + 1)];
}

const isWritten = (line: string): boolean => line.trim() !== '';

function toRow(line: string, row: number): GivenRow {
  if (line.length > importLimits.rowBytes) throw tooLong(row);
  try {
    return { row, ...fieldsOf(parseJsonBody(Buffer.from(line))) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { row, fields: new Map(), fault: error.detail };
  }
}

const topLevel = new Set<string>([...namedFields, ...importFields.map(({ path }) => path[0])]);
const phoneKinds = new Set(importFields.flatMap(({ path }) => (path[0] === 'phones' ? [path[1]] : [])));

function fieldsOf(value: unknown): Omit<GivenRow, 'row'> {
  if (!isObject(value)) return { fields: new Map(), fault: 'The line is not a JSON object.' };
  const { phones = {} } = value;
  const fields = new Map<string, unknown>();
  for (const name of namedFields) if (name in value) fields.set(name, value[name]);
  if (!isObject(phones)) return { fields, fault: '"phones" is not an object.' };
  for (const { name, path } of importFields) {
    const [holder, key] = path[1] === undefined ? [value, path[0]] : [phones, path[1]];
    if (key in holder) fields.set(name, holder[key]);
  }
  const strange = [
    ...Object.keys(value).filter((name) => !topLevel.has(name)),
    ...Object.keys(phones).filter((name) => !phoneKinds.has(name)),
  ];
  if (strange.length === 0) return { fields };
  return { fields, fault: `${JSON.stringify(strange[0]!.slice(0, 50))} is not a field of an import.` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tooLong(row: number): DomainError {
  return new DomainError('malformed-import', `Row ${row} has more than ${importLimits.rowBytes} characters.`);
}
