/**
 * Owns which fields of a user an import can set: one line each. Reading, comparing and writing them follow from here,
 * in TypeScript and in SQL. What a field may hold is not said here but by the schema that POST and PATCH obey.
 */
import { namedFields } from './given-row.js';

export type FieldType = 'text' | 'boolean' | 'integer' | 'list';

export interface ImportField {
  /** The name of its column in a CSV file, and in what is said of it. */
  readonly name: string;
  /** Where it is in a JSON object. */
  readonly path: readonly [string] | readonly [string, string];
  /** Its column in `users` and in `import_rows`. */
  readonly column: string;
  readonly type: FieldType;
  /** Whether a user can be without it; if not, an empty cell of CSV says nothing. */
  readonly isClearable: boolean;
  /** Marks, in `import_rows.given`, that the row names the field. For good: an upgrade may come half-way. */
  readonly bit: number;
  /** Which change of the user it is part of: what is told apart in the audit log. */
  readonly part: 'profile' | 'settings';
}

type FieldOptions = Partial<Pick<ImportField, 'path' | 'type' | 'isClearable' | 'part'>>;

function field(bit: number, name: string, column: string, options: FieldOptions = {}): ImportField {
  const usual = { path: [name] as const, type: 'text', isClearable: true, part: 'profile' } as const;
  return { name, column, bit: 2 ** bit, ...usual, ...options };
}

const phones = (bit: number, kind: string): ImportField =>
  field(bit, `${kind}Phones`, `${kind}_phones`, { path: ['phones', kind], type: 'list' });

const kbps = (bit: number, name: string, column: string): ImportField =>
  field(bit, name, column, { type: 'integer', part: 'settings' });

/** In the order in which changes are listed. */
export const importFields: readonly ImportField[] = [
  field(0, 'displayName', 'display_name', { isClearable: false }),
  field(1, 'active', 'active', { type: 'boolean', isClearable: false }),
  field(2, 'email', 'email'),
  field(3, 'firstName', 'first_name'),
  field(4, 'middleName', 'middle_name'),
  field(5, 'lastName', 'last_name'),
  field(6, 'company', 'company'),
  field(7, 'branch', 'branch'),
  field(8, 'department', 'department'),
  field(9, 'jobTitle', 'job_title'),
  field(10, 'manager', 'manager'),
  field(11, 'address', 'address'),
  phones(12, 'mobile'),
  phones(13, 'work'),
  phones(14, 'home'),
  phones(15, 'other'),
  field(16, 'sipNumber', 'sip_number'),
  kbps(17, 'incomingKbps', 'incoming_kbps'),
  kbps(18, 'outgoingKbps', 'outgoing_kbps'),
];

/** Bits of what is stored elsewhere than in `users`. */
export const groupsBit = 2 ** 19;
export const passwordBit = 2 ** 20;

/** What is between the values of a cell that holds several. */
export const listSeparator = '|';

/** Every column that a CSV file may have. */
export const csvColumns: readonly string[] = [...namedFields, ...importFields.map(({ name }) => name)];
