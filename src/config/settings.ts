/** Owns the table of settings: parsing, error text and `docs/configuration.md` are all made from it. */
import * as kind from './values.js';
import type { ValueKind } from './values.js';

export interface Setting<T> {
  /** Name of the environment variable. */
  readonly variable: string;
  readonly kind: ValueKind<T>;
  /** The value when the variable is absent: its text as somebody would write it, or what happens instead. */
  readonly default: { readonly text: string } | { readonly instead: string };
  readonly meaning: string;
  /** Secrets may also come from the file that `<variable>_FILE` names, and are never shown. */
  readonly isSecret: boolean;
  readonly example: string;
}

/** Keeps each row's own type of value. */
function setting<T>(row: Setting<T>): Setting<T> {
  return row;
}

export const settings = {
  port: setting({
    variable: 'PORT',
    kind: kind.port,
    default: { text: '3000' },
    meaning: 'TCP port of the HTTP API.',
    isSecret: false,
    example: '8080',
  }),
  host: setting({
    variable: 'HOST',
    kind: kind.host,
    default: { instead: 'every address of the machine, IPv6 and IPv4' },
    meaning: 'Address to listen on. `127.0.0.1` keeps the service to this machine.',
    isSecret: false,
    example: '127.0.0.1',
  }),
  databaseUrl: setting({
    variable: 'DATABASE_URL',
    kind: kind.databaseUrl,
    default: { instead: 'an embedded PostgreSQL in the data folder' },
    meaning: 'PostgreSQL 15 or newer to keep everything in. Several instances may share one.',
    isSecret: true,
    example: 'postgresql://foyer:secret@db.corp.example:5432/foyer',
  }),
  logLevel: setting({
    variable: 'LOG_LEVEL',
    kind: kind.logLevel,
    default: { text: 'info' },
    meaning: 'The least severe lines that are logged.',
    isSecret: false,
    example: 'warn',
  }),
  dataFolder: setting({
    variable: 'FOYER_DATA_DIR',
    kind: kind.folder,
    default: { text: './data' },
    meaning:
      'Folder of the embedded PostgreSQL and of the encryption key that is generated with it. Unused with `DATABASE_URL`.',
    isSecret: false,
    example: '/var/lib/foyer',
  }),
  serverName: setting({
    variable: 'FOYER_SERVER_NAME',
    kind: kind.serverName,
    default: { text: 'localhost' },
    meaning: 'The part after `@` in the call IDs of this server’s users. Lower-cased.',
    isSecret: false,
    example: 'corp.example',
  }),
  digestRealm: setting({
    variable: 'FOYER_DIGEST_REALM',
    kind: kind.realm,
    default: { instead: 'the server name' },
    meaning:
      'The realm that SIP and H.323 registrars ask their endpoints for. It is part of every digest that is kept: with another realm the digest passwords are invalid until they are set again.',
    isSecret: false,
    example: 'sip.corp.example',
  }),
  publicUrl: setting({
    variable: 'FOYER_PUBLIC_URL',
    kind: kind.origin,
    default: { instead: '`http://localhost:<PORT>`' },
    meaning: 'Where clients reach the service; the issuer in its access tokens. The same for every instance.',
    isSecret: false,
    example: 'https://id.corp.example',
  }),
  trustedProxies: setting({
    variable: 'FOYER_TRUSTED_PROXIES',
    kind: kind.proxies,
    default: { instead: 'none: forwarding headers are ignored' },
    meaning:
      'Reverse proxies whose `X-Forwarded-For` or `Forwarded` is believed when it says where a client comes from.',
    isSecret: false,
    example: '10.0.0.5,2001:db8:7::/64',
  }),
  egressAllow: setting({
    variable: 'FOYER_EGRESS_ALLOW',
    kind: kind.networks,
    default: { instead: 'none: only public addresses are connected to' },
    meaning:
      'Private networks, loopback among them, in which the service may connect to identity providers by itself. Link-local addresses and those where clouds hand out credentials are never connected to.',
    isSecret: false,
    example: '10.20.0.0/16,fd12:3456::/48',
  }),
  returnTo: setting({
    variable: 'FOYER_RETURN_TO',
    kind: kind.returnAddresses,
    default: { instead: 'none: nobody can sign in through a provider' },
    meaning:
      'Where a browser may be sent back to after it signed in or out through a provider (`returnTo`). Each is compared whole, query included.',
    isSecret: false,
    example: 'https://meet.corp.example/signed-in,com.corp.meet:/signed-in',
  }),
  refusedSignIns: setting({
    variable: 'FOYER_REFUSED_SIGN_INS',
    kind: kind.allowance,
    default: { text: '100/300' },
    meaning:
      'How many sign-ins may be refused to one source (an IPv4 address, or the first 64 bits of an IPv6 address) in how many seconds before it is told to come back later. A count of 0 is no limit.',
    isSecret: false,
    example: '100/300',
  }),
  accountSignIns: setting({
    variable: 'FOYER_ACCOUNT_SIGN_INS',
    kind: kind.allowance,
    default: { text: '60/60' },
    meaning:
      'How many sign-ins of one account may be tried in how many seconds, right or wrong. A count of 0 is no limit.',
    isSecret: false,
    example: '60/60',
  }),
  encryptionKey: setting({
    variable: 'FOYER_ENCRYPTION_KEY',
    kind: kind.encryptionKey,
    default: {
      instead:
        'with the embedded PostgreSQL, generated into `encryption.key` in the data folder; with `DATABASE_URL` it must be given',
    },
    meaning:
      'Encrypts the secrets that are kept in the database. The same for every instance; without it those secrets are lost.',
    isSecret: true,
    example: 'RXhhbXBsZSBvbmx5OiBkbyBub3QgdXNlIHRoaXMhISE=',
  }),
  bootstrapApiKey: setting({
    variable: 'FOYER_BOOTSTRAP_API_KEY',
    kind: kind.apiKey,
    default: { instead: 'a key is generated at the first start and printed once' },
    meaning: 'API key with every scope, created at the first start on an empty database.',
    isSecret: true,
    example: 'foyer_EXAMPLE_ONLY_make_your_own_0000000000',
  }),
  bootstrapAdminLogin: setting({
    variable: 'FOYER_BOOTSTRAP_ADMIN_LOGIN',
    kind: kind.adminLogin,
    default: { instead: 'no administrator is created; API keys can create some' },
    meaning:
      'Login of an administrator with every scope, created at a start where there is none yet. Needs `FOYER_BOOTSTRAP_ADMIN_PASSWORD`.',
    isSecret: false,
    example: 'root',
  }),
  bootstrapAdminPassword: setting({
    variable: 'FOYER_BOOTSTRAP_ADMIN_PASSWORD',
    kind: kind.password,
    default: { instead: 'none' },
    meaning: 'Password of that administrator. It has to meet the password policy.',
    isSecret: true,
    example: 'EXAMPLE ONLY nine herons cross the fjord',
  }),
};
