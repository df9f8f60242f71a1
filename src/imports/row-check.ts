/** Owns what is right with one row by itself: the rules that hold for POST and PATCH, field by field, all faults at once. */
import { DomainError, type ErrorCode } from '../core/errors.js';
import { isUuid } from '../core/ids.js';
import { groupNameKey } from '../groups/index.js';
import { foldName } from '../names/index.js';
import { canonicalSipNumber, checkLogin, scriptOf, searchTextOf, skeleton } from '../users/index.js';
import type { GivenRow } from './given-row.js';
import { groupsBit, importFields, passwordBit, type ImportField } from './import-fields.js';
import { hashFault } from './password-hash.js';
import { checkOf, type ValueCheck } from './user-schema.js';

export interface RowProblem {
  field: string;
  code: ErrorCode;
  detail: string;
}

/** A login in every form in which it is stored. */
export interface LoginFacts {
  loginKey: string;
  loginSkeleton: string;
  loginScript: string;
}

/** A row in the form in which it is stored. */
export interface CheckedRow {
  row: number;
  /** The bits of the fields that the row names. */
  given: number;
  login: string;
  /** Null for a login that is none. */
  facts: LoginFacts | null;
  /** In the order of `importFields`; null for what is not given, or cleared. */
  values: (FieldValue | null)[];
  /** IDs of groups and keys of their names; null for none given. */
  groups: string[] | null;
  searchText: string | null;
  password: string | null;
  passwordHash: string | null;
  problems: RowProblem[];
}

export type FieldValue = string | number | boolean | string[];

interface CheckedField extends ImportField {
  check: ValueCheck;
}

const schemaOf = ({ part }: ImportField) => (part === 'settings' ? 'ApplicationSettings' : 'NewUser');
const checkedFields: readonly CheckedField[] = importFields.map((field) => ({
  ...field,
  check: checkOf(field.path, schemaOf(field)),
}));
const at = new Map(importFields.map(({ name }, index) => [name, index]));
const [loginCheck, passwordCheck, groupsCheck] = [
  checkOf(['login']),
  checkOf(['password']),
  checkOf(['groups']),
];

export function checkRow({ row, fields, fault }: GivenRow, mayMixScripts = false): CheckedRow {
  const problems: RowProblem[] = [];
  if (fault !== undefined) problems.push(malformed('', fault));
  // Of a row that could not be read nobody knows whether it has a login.
  const isUnknown = fault !== undefined && !fields.has('login');
  const { login, facts } = isUnknown ? nobody : readLogin(fields.get('login'), mayMixScripts, problems);
  const checked: CheckedRow = {
    row,
    given: 0,
    login,
    facts,
    values: new Array<FieldValue | null>(checkedFields.length).fill(null),
    groups: null,
    searchText: null,
    password: null,
    passwordHash: null,
    problems,
  };
  for (let index = 0; index < checkedFields.length; index += 1) {
    readField(checked, checkedFields[index]!, index, fields);
  }
  if (fields.has('groups')) readGroups(checked, fields.get('groups'));
  readPassword(checked, fields);
  if (problems.length === 0) checked.searchText = searchTextOf(searchedFields(checked));
  return checked;
}

const nobody = { login: '', facts: null };

function readLogin(
  value: unknown,
  mayMixScripts: boolean,
  problems: RowProblem[],
): Pick<CheckedRow, 'login' | 'facts'> {
  const fault = loginCheck(value ?? '');
  if (fault !== null || typeof value !== 'string') {
    const detail = value === undefined || value === '' ? 'The row has no login.' : (fault ?? '');
    problems.push({ field: 'login', code: 'invalid-login', detail });
    return { login: typeof value === 'string' ? value.slice(0, 256) : '', facts: null };
  }
  try {
    const login = checkLogin(value, mayMixScripts);
    const [loginKey, loginSkeleton] = [foldName(login), skeleton(login)];
    return { login, facts: { loginKey, loginSkeleton, loginScript: scriptOf(login) } };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    problems.push({ field: 'login', code: error.code, detail: error.detail });
    return { login: value, facts: null };
  }
}

function readField(
  checked: CheckedRow,
  { name, bit, check }: CheckedField,
  index: number,
  fields: GivenRow['fields'],
): void {
  const value = fields.get(name);
  if (value === undefined) return;
  const fault = check(value);
  if (fault !== null) {
    checked.problems.push(malformed(name, fault));
    return;
  }
  checked.given |= bit;
  const canonical = name === 'sipNumber' && typeof value === 'string' ? canonicalSipNumber(value) : value;
  checked.values[index] = canonical as FieldValue | null;
}

function readGroups(checked: CheckedRow, value: unknown): void {
  const fault = groupsCheck(value);
  if (fault !== null) checked.problems.push(malformed('groups', fault));
  else {
    const references = (value as string[]).map((group) =>
      isUuid(group) ? group.toLowerCase() : groupNameKey(group),
    );
    checked.given |= groupsBit;
    checked.groups = [...new Set(references)];
  }
}

/** The policy is asked apart: it is stored, and may be another at each import. */
function readPassword(checked: CheckedRow, fields: GivenRow['fields']): void {
  const [password, hash] = [fields.get('password'), fields.get('passwordHash')];
  if (password === undefined && hash === undefined) return;
  const { problems } = checked;
  const fault = password === undefined ? null : passwordCheck(password);
  if (fault !== null) problems.push(malformed('password', fault));
  if (hash !== undefined) {
    const hashProblem = typeof hash === 'string' ? hashFault(hash) : 'It is not a text.';
    if (hashProblem !== null) problems.push(malformed('passwordHash', hashProblem));
    if (password !== undefined) problems.push(malformed('passwordHash', 'There is a password beside it.'));
  }
  checked.given |= passwordBit;
  checked.password = typeof password === 'string' ? password : null;
  checked.passwordHash = typeof hash === 'string' ? hash : null;
}

function searchedFields({ login, values }: CheckedRow) {
  const text = (name: string) => values[at.get(name)!] as string | null;
  const names = { firstName: text('firstName'), lastName: text('lastName'), email: text('email') };
  return { login, displayName: text('displayName') ?? login, ...names };
}

function malformed(field: string, detail: string): RowProblem {
  return { field, code: 'malformed-request', detail };
}
