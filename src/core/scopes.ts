/** The closed set of scopes: what a caller may ask of the API (rule 12.1). One line each, shown in /docs. */
export const scopeTable = {
  'users:read': 'Read users, their groups, personal rights and application settings',
  'users:write': 'Create, change and delete users',
  'groups:read': 'Read groups, their members, rights and application settings',
  'groups:write': 'Create, change and delete groups and their memberships',
  'address-books:read': 'Read the address books of users and groups',
  'address-books:write': 'Change the address books of users and groups, also on behalf of their owners',
  'aliases:read': 'Read aliases',
  'aliases:write': 'Create, change and delete aliases',
  'resolve:read': 'Ask what a dialled string is and where it leads',
  'zones:read': 'Read the authentication zones and locate addresses in them',
  'zones:write': 'Change the authentication zones',
  'providers:read': 'Read sign-in methods and providers, and whom they know as which user',
  'providers:write': 'Change sign-in methods and providers, and whom they sign in',
  'rights:read': 'Ask what a person may do',
  'rights:explain': 'Ask why',
  'zone:assert': 'Name the address of the person asked for',
  'policies:read': 'Read what passwords need, who sees which field, and the other policies',
  'credentials:read': 'Read the digests of users, with which an endpoint can sign in',
  'policies:write': 'Change the policies',
  'calls:read': 'Read the calls and conferences of users',
  'calls:write': 'Report calls, and describe conferences',
  'people:read': 'Read the directory of people as an audience sees it',
  'presence:write': 'Report who can be reached',
  'settings:read': 'Read the settings of the whole service',
  'settings:write': 'Change the settings of the whole service, how long the audit log is kept among them',
  'audit:read': 'Read the audit log',
  'jobs:read': 'Follow jobs, such as imports, and what became of them',
  'jobs:write': 'Cancel jobs',
  'metrics:read': 'Read the metrics',
  me: 'What concerns oneself: only somebody who signed in has it',
  admin: 'Manage administrators, API keys, service accounts and signing keys',
} as const;

export type Scope = keyof typeof scopeTable;

export const allScopes = Object.keys(scopeTable) as Scope[];

/** Those that a program can have: nobody is signed in there. */
export const programScopes = allScopes.filter((scope) => scope !== 'me');

export function isScope(name: string): name is Scope {
  return Object.hasOwn(scopeTable, name);
}
