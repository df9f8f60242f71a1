/**
 * Owns every way the service says no: one table keyed by code. The HTTP status, the title, the problem type
 * `/problems/<code>` and its page are all derived from here (RFC 9457).
 */

interface ErrorKind {
  readonly status: number;
  readonly title: string;
  /** What happened and what to do about it: the text of the problem's page. */
  readonly help: string;
}

export const errorTable = {
  'malformed-request': {
    status: 400,
    title: 'The request is malformed',
    help: 'The body, path or query breaks the schema of the operation. `errors` names each place. Compare with /docs.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not acceptable JSON',
    help: 'The body must be one JSON value in valid UTF-8, without duplicate keys, `__proto__`, NUL characters, lone surrogates, or nesting deeper than 32.',
  },
  'unknown-query-parameter': {
    status: 400,
    title: 'A query parameter is not known',
    help: 'The operation does not take a query parameter of that name, or takes it only once.',
  },
  'malformed-import': {
    status: 400,
    title: 'The file cannot be read as an import',
    help: 'The file as a whole is no CSV or NDJSON in UTF-8, has a column that is not known, or is too large (docs/import.md). Nothing was kept of it.',
  },
  'invalid-cursor': {
    status: 400,
    title: 'The cursor is not valid',
    help: 'Use `nextCursor` of the previous page unchanged, with the same filters and sort.',
  },
  'invalid-address': {
    status: 400,
    title: 'That is not an IP address',
    help: 'Give one IPv4 address in dotted decimal without leading zeros, or one IPv6 address.',
  },
  unauthenticated: {
    status: 401,
    title: 'Who are you?',
    help: 'Send `Authorization: Bearer` with an API key or an access token that is valid, unexpired and not revoked.',
  },
  'session-ended': {
    status: 401,
    title: 'The session was ended',
    help: 'The token was good, but its session has ended. `detail` says why. Sign in again.',
  },
  'sign-in-not-under-way': {
    status: 400,
    title: 'No sign-in is under way',
    help: 'The state is unknown, was used before, or is older than ten minutes. Begin to sign in again.',
  },
  'sign-in-code-refused': {
    status: 401,
    title: 'The code is not accepted',
    help: 'A code is good once, for a minute, and with the verifier of the challenge that its sign-in began with. Begin to sign in again.',
  },
  'sign-in-refused': {
    status: 401,
    title: 'The login or the password is wrong',
    help: 'The answer is the same for a login that nobody has, a wrong password, and an account that is locked (rules 2.3 and 9.2).',
  },
  'refresh-refused': {
    status: 401,
    title: 'The refresh token is not accepted',
    help: 'The refresh token is unknown, expired, used before, or may not be used at present. Sign in again.',
  },
  'account-inactive': {
    status: 403,
    title: 'The account is deactivated',
    help: 'It was proved whose the account is, but it is deactivated (rule 2.3). An administrator can activate it.',
  },
  'sign-in-unavailable': {
    status: 403,
    title: 'Sign-in is unavailable at present',
    help: 'Signing in is switched off in the zone that the request comes from (rule 7.4). What is signed in stays so until its access token expires.',
  },
  'sign-in-method-unavailable': {
    status: 403,
    title: 'This way of signing in is not available here',
    help: 'The zone that the request comes from does not allow this method (rule 7.3). GET /v1/auth/methods lists what is available.',
  },
  'profile-field-closed': {
    status: 403,
    title: 'Users may not change this field of their profile',
    help: '`errors` names each field. What users may change is said by `editableProfileFields` of GET /v1/settings (rule 2.12).',
  },
  'current-password-wrong': {
    status: 403,
    title: 'The present password is another',
    help: 'To change a password, the present one is needed. Wrong ones count as they do at sign-in (rule 9.2).',
  },
  'not-signed-in': {
    status: 403,
    title: 'Nobody is signed in here',
    help: 'This is about the caller as a person: use the access token of somebody who signed in.',
  },
  'insufficient-scope': {
    status: 403,
    title: 'The caller lacks a scope',
    help: 'The credentials are good, but do not carry the scope that this operation declares in /docs.',
  },
  'scope-escalation': {
    status: 403,
    title: 'Nobody can give more than they hold',
    help: 'A caller can create credentials only with scopes that the caller holds itself.',
  },
  'address-book-editing-refused': {
    status: 403,
    title: 'The user may not change their address book here',
    help: 'Whoever acts as the owner needs what the owner needs: the right `addressBookEditing` in the zone that `clientIp` is in, or else in the external zone (rule 6.2). Without `as=owner` the administrator acts.',
  },
  'contact-groups-private': {
    status: 403,
    title: 'Contact groups are visible to their owner alone',
    help: 'Ask on behalf of the owner, with `as=owner` (rule 6.2).',
  },
  'route-not-found': { status: 404, title: 'There is nothing here', help: 'See /docs for all operations.' },
  'user-not-found': {
    status: 404,
    title: 'No such user',
    help: 'Name a user by UUID, login, or call ID of this server.',
  },
  'group-not-found': {
    status: 404,
    title: 'No such group',
    help: 'Name a group by UUID, or use `ungrouped`, `federated` or `guests`.',
  },
  'entry-not-found': {
    status: 404,
    title: 'That is not in the address book',
    help: 'Name an entry by its ID, which GET /v1/users/{user}/address-book lists. The ID of a user is that of the account.',
  },
  'contact-group-not-found': {
    status: 404,
    title: 'No such contact group',
    help: 'GET /v1/users/{user}/address-book/contact-groups lists those of the user.',
  },
  'alias-not-found': {
    status: 404,
    title: 'No such alias',
    help: 'Name an alias as it is dialled, or by its UUID. GET /v1/aliases lists them.',
  },
  'conference-not-found': {
    status: 404,
    title: 'No such conference',
    help: 'Name a conference by its ID, the part of its call string behind the second backslash.',
  },
  'subnet-not-found': {
    status: 404,
    title: 'No such subnet',
    help: 'GET /v1/zones/trusted lists the subnets.',
  },
  'api-key-not-found': { status: 404, title: 'No such API key', help: 'GET /v1/api-keys lists them.' },
  'session-not-found': {
    status: 404,
    title: 'No such session',
    help: 'The person has no session of that ID, or it is not kept any more.',
  },
  'administrator-not-found': {
    status: 404,
    title: 'No such administrator',
    help: 'GET /v1/administrators lists them.',
  },
  'service-account-not-found': {
    status: 404,
    title: 'No such service account',
    help: 'GET /v1/service-accounts lists them.',
  },
  'job-not-found': {
    status: 404,
    title: 'No such job',
    help: 'GET /v1/jobs lists them. A job is forgotten 30 days after its end.',
  },
  'provider-not-found': {
    status: 404,
    title: 'No such provider',
    help: 'GET /v1/providers lists them. Name a provider by UUID, or use `password`, `ntlm` or `kerberos`.',
  },
  'icon-not-found': {
    status: 404,
    title: 'The provider has no icon',
    help: 'PUT /v1/providers/{provider}/icon gives it one.',
  },
  'provider-link-not-found': {
    status: 404,
    title: 'The user is not linked to this provider',
    help: 'GET /v1/users/{user}/provider-links lists whom the providers know the user as.',
  },
  'avatar-not-set': { status: 404, title: 'No avatar', help: 'The user has no picture. PUT sets one.' },
  'digest-password-not-set': {
    status: 404,
    title: 'No digest password',
    help: 'None was set, or it was set for another realm or login and is invalid since (rule 2.5). PUT sets one.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The resource does not take this method',
    help: 'The `Allow` header lists the methods that it takes.',
  },
  'login-taken': {
    status: 409,
    title: 'The login is taken',
    help: 'Logins, aliases and group-call IDs share one namespace, compared without regard to case (rule 1.3).',
  },
  'name-taken': {
    status: 409,
    title: 'The name is taken',
    help: 'Logins, aliases and group-call IDs share one namespace, compared without regard to case (rule 1.3). GET /v1/resolve says whose the name is.',
  },
  'login-confusable': {
    status: 409,
    title: 'The login looks like another',
    help: 'A login that looks like an existing one in another script is refused (rule 1.2).',
  },
  'group-name-taken': {
    status: 409,
    title: 'The group name is taken',
    help: 'Group names are unique (rule 3.2).',
  },
  'entry-taken': {
    status: 409,
    title: 'That is in the address book already',
    help: 'Nobody is in an address book twice (rule 6.3). A call string and the login it leads to are the same.',
  },
  'contact-group-name-taken': {
    status: 409,
    title: 'The user has a contact group of that name',
    help: 'The names of the contact groups of one user differ, whatever their case.',
  },
  'subnet-taken': {
    status: 409,
    title: 'The subnet is already there',
    help: 'GET /v1/zones/trusted lists the subnets, each once and in canonical CIDR form.',
  },
  'job-over': {
    status: 409,
    title: 'The job is over',
    help: 'What has succeeded or failed cannot be cancelled any more. GET /v1/jobs/{job} says what became of it.',
  },
  'subject-taken': {
    status: 409,
    title: 'The subject is somebody else',
    help: 'One subject of a provider is one person here (rule 8.5). Take the other link back first.',
  },
  'idempotency-key-reused': {
    status: 409,
    title: 'The Idempotency-Key was used for another request',
    help: 'A key stands for one request body for 24 hours. Use a new key for a new request.',
  },
  'precondition-failed': {
    status: 412,
    title: 'The resource has changed',
    help: '`If-Match` names a state that is no longer there. GET the resource, then decide again.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    help: 'See the operation in /docs for its limit.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The content type is not taken here',
    help: 'Send `Content-Type: application/json` (PATCH also takes `application/merge-patch+json`), in UTF-8 and without content encoding.',
  },
  'administrators-locked-out': {
    status: 422,
    title: 'No administrator could sign in any more',
    help: 'Administrators sign in by password: that method stays on, and one enabled zone allows it, as long as there are administrators.',
  },
  'sign-in-needed': {
    status: 422,
    title: 'Only a sign-in can do that',
    help: 'Automatic sign-in can be switched off for a session, and comes back with the next sign-in (rule 2.9).',
  },
  'built-in-group': {
    status: 422,
    title: 'Built-in groups stay as they are',
    help: 'The three built-in groups cannot be renamed or deleted, and their members are not set by hand (rule 3.1).',
  },
  'group-without-accounts': {
    status: 422,
    title: 'The group has no accounts here',
    help: 'Federated users and guests have no account on this server: export all users, a group, or `ungrouped`.',
  },
  'right-not-grantable': {
    status: 422,
    title: 'The right cannot be granted to this group',
    help: 'Some rights are never granted to built-in groups (rule 4.6). GET /v1/groups/{group}/rights lists `grantable`.',
  },
  'invalid-login': {
    status: 422,
    title: 'The login is not acceptable',
    help: 'A login has 1 to 64 Latin or Cyrillic letters, digits, `_`, `-`, `.`, in one script, and is neither `.`, `..` nor shaped like a UUID (rule 1.2).',
  },
  'invalid-alias': {
    status: 422,
    title: 'The alias is not acceptable',
    help: 'An alias has 1 to 32 Latin or Cyrillic letters, digits, `-` and `_` (rule 5.1).',
  },
  'invalid-call-string': {
    status: 422,
    title: 'That cannot be dialled',
    help: 'Write a login or a group-call ID, `user@server`, `\\c\\conference`, `\\c\\conference@server`, `#sip:…`, `#h323:…` or `rtsp://…` (rule 1.4).',
  },
  'contact-unknown': {
    status: 422,
    title: 'Nobody here is called by that',
    help: 'A bare name, or one at this server, has to be a login or a group-call ID that there is. Who has no account here is named by a whole call string (rule 1.4).',
  },
  'alias-as-contact': {
    status: 422,
    title: 'An alias cannot be in an address book',
    help: 'Aliases are for calling (rule 5.4). Name what the alias leads to: GET /v1/resolve says it.',
  },
  'own-entry': {
    status: 422,
    title: 'Nobody is in their own address book',
    help: 'The call string leads to the owner of the address book (rule 6.3).',
  },
  'entry-of-group': {
    status: 422,
    title: 'A group shows this contact',
    help: 'Only single entries are deleted here. What a group shows is changed in the address book of that group (rule 6.1).',
  },
  'address-book-full': {
    status: 422,
    title: 'That is too much for an address book',
    help: 'A book holds 10,000 single entries and names, its owner has 200 contact groups, and a contact group holds 1,000 contacts.',
  },
  'group-not-showable': {
    status: 422,
    title: 'This group as a whole cannot be in an address book',
    help: '*Federated users* and *Guest users* are not shown as a whole (rule 6.4). Add single call IDs.',
  },
  'alias-to-itself': {
    status: 422,
    title: 'The alias would lead to itself',
    help: 'An alias leads to something else in one step (rule 5.2).',
  },
  'invalid-group-call-id': {
    status: 422,
    title: 'The group-call ID is not acceptable',
    help: 'A group-call ID has 1 to 64 Latin or Cyrillic letters, digits, `.`, `_` and `-`, and is neither `.`, `..` nor shaped like a UUID (rule 3.4).',
  },
  'call-pickup-not-available': {
    status: 422,
    title: 'Nobody could be called',
    help: '*Federated users* and *Guest users* have no members of this server, so there is nobody whom call pickup could ring (rule 3.4).',
  },
  'invalid-conference-id': {
    status: 422,
    title: 'That cannot be the ID of a conference',
    help: 'An ID has up to 128 characters without spaces, `@` and backslashes, so that a call string can hold it (rule 1.4).',
  },
  'unknown-participant': {
    status: 422,
    title: 'A participant is not known here',
    help: 'Participants are users of this server, by UUID, login or call ID. `errors` names each that is not known.',
  },
  'display-name-always-visible': {
    status: 422,
    title: 'The display name cannot be hidden',
    help: 'Leave `displayName` out, or show it to all three audiences: it is what people are known by (rule 9.3).',
  },
  'invalid-subnet': {
    status: 422,
    title: 'The subnet is not acceptable',
    help: 'Write IPv4 or IPv6 in CIDR form, or address and mask, without host bits (rule 7.2). `detail` suggests the right form.',
  },
  'subnets-required': {
    status: 422,
    title: 'The trusted zone needs a subnet',
    help: 'The trusted zone has at least one subnet (rule 7.2).',
  },
  'everything-trusted': {
    status: 422,
    title: 'This would trust the whole Internet',
    help: '`0.0.0.0/0` and `::/0` as trusted need `confirmEverything: true`.',
  },
  'external-has-no-subnets': {
    status: 422,
    title: 'The external zone has no subnets',
    help: 'The external zone is everything that is not trusted (rule 7.2).',
  },
  'avatar-unacceptable': {
    status: 422,
    title: 'The picture is not acceptable',
    help: 'Send one whole, still PNG, JPEG or WebP of at most 25 million pixels, under its own content type.',
  },
  'password-unacceptable': {
    status: 422,
    title: 'The password is not acceptable',
    help: '`errors` names each requirement that is not met (rule 9.1). GET /v1/policies/password says what passwords need.',
  },
  'built-in-method': {
    status: 422,
    title: 'This method can only be switched',
    help: 'Password, NTLM and Kerberos are always there: they are switched on and off, and nothing else (rule 8.1).',
  },
  'invalid-provider': {
    status: 422,
    title: 'The settings of the provider do not fit together',
    help: '`errors` names each field (rule 8.2). URLs are https; without discovery the authorization, token and JWKS URL are needed; `openid` is among the scopes.',
  },
  'too-many-providers': {
    status: 422,
    title: 'There are too many providers',
    help: 'There are at most 200. Remove one that nobody uses.',
  },
  'secret-required': {
    status: 422,
    title: 'The client secret must be typed again',
    help: 'A stored secret is never sent to another issuer or token URL, nor under another TLS verification or certificate, than it was given for. Send `clientSecret` too, or null.',
  },
  'provider-unreachable': {
    status: 422,
    title: 'The provider could not be looked at',
    help: 'With TLS verification off, its certificates are pinned as they are when the settings are saved; `detail` says what kept them from being seen.',
  },
  'ldap-mode-required': {
    status: 422,
    title: 'This needs LDAP mode',
    help: 'NTLM, Kerberos, AD FS and Outlook sign in people of the directory (rule 8.3). Keycloak and custom providers do not need it.',
  },
  'return-not-allowed': {
    status: 422,
    title: 'Nobody is sent back there',
    help: 'FOYER_RETURN_TO names the addresses that a sign-in or sign-out through a provider may end at; they are compared to the letter.',
  },
  'invalid-icon': {
    status: 422,
    title: 'The icon is not acceptable',
    help: 'An icon is an SVG of shapes and gradients, without scripts, styles, links, fonts, images or document type, of at most 64 KiB. `detail` names what may not be there.',
  },
  'last-administrator': {
    status: 422,
    title: 'Somebody must be able to administer',
    help: 'This is the last credential with the scope `admin`. Create another one before you delete it.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too often in too short a time',
    help: 'Too many sign-ins were refused to where this request comes from, or too many of this account were tried. Nothing was checked. Try again after `Retry-After` seconds (docs/operations.md says how the limits are set).',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many attempts at once',
    help: 'Passwords for this account are being tried already, and more cannot be at present (rule 9.2). Nothing was checked or counted. Try again after `Retry-After` seconds.',
  },
  'internal-error': {
    status: 500,
    title: 'The service failed',
    help: 'This is a defect. Report it with the `requestId`, which finds the details in the log.',
  },
  'database-unavailable': {
    status: 503,
    title: 'The database cannot be reached',
    help: 'Nothing was changed unless an earlier answer said so. Try again after `Retry-After` seconds.',
  },
  overloaded: {
    status: 503,
    title: 'Too much of this work is waiting',
    help: 'Hashing a password, decoding a picture, reading an import, writing an export or following a job costs much, and a few are done at a time. Nothing was changed. Try again after `Retry-After` seconds.',
  },
  'shutting-down': {
    status: 503,
    title: 'This instance is shutting down',
    help: 'Try again: another instance, or this one after its restart, will answer.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorTable;

/** One place in the request that is wrong. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body, or the name of a parameter. */
  pointer: string;
  detail: string;
  /** The name of the requirement that is not met, where several may be. */
  requirement?: string;
}

/** A refusal that the caller is meant to understand. Anything else that is thrown is a defect. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  /** The HTTP status. A field of its own, since tsoa writes 401 over an authentication error that has none. */
  status: number;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    /** When to come back, where the status is one that says so. */
    readonly retryAfterSeconds = 1,
  ) {
    super(`${code}: ${detail}`);
    this.status = errorTable[code].status;
  }
}
