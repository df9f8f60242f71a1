/** Owns the columns of an export (rule 2.7), described in docs/export.md: their names, their order and what is in them. */

/** A column by name; a value as SQL over `users`. */
export interface Column {
  readonly name: string;
  readonly value: string;
  /** Whether the words in the cells are ours, and nobody else can write there. */
  readonly isOurs?: boolean;
}

function phones(name: string, column: string): Column {
  return { name, value: `CASE WHEN cardinality(${column}) > 0 THEN array_to_string(${column}, ', ') END` };
}

/** The columns; `serverName` is a literal of SQL. */
export function exportColumns(serverName: string): Column[] {
  return [
    { name: 'callId', value: `login || '@' || ${serverName}` },
    { name: 'login', value: 'login' },
    { name: 'displayName', value: 'display_name' },
    { name: 'firstName', value: 'first_name' },
    { name: 'middleName', value: 'middle_name' },
    { name: 'lastName', value: 'last_name' },
    { name: 'email', value: 'email' },
    { name: 'company', value: 'company' },
    { name: 'branch', value: 'branch' },
    { name: 'department', value: 'department' },
    { name: 'jobTitle', value: 'job_title' },
    { name: 'manager', value: 'manager' },
    { name: 'address', value: 'address' },
    phones('mobilePhones', 'mobile_phones'),
    phones('workPhones', 'work_phones'),
    phones('homePhones', 'home_phones'),
    phones('otherPhones', 'other_phones'),
    { name: 'sipNumber', value: 'sip_number' },
    { name: 'active', value: `CASE WHEN active THEN 'true' ELSE 'false' END`, isOurs: true },
  ];
}
