/** The kinds of value that a setting can have: each says what it takes, in words, and reads it from text. */
import { resolve } from 'node:path';
import { isIP, isIPv4 } from 'node:net';
import { DomainError } from '../core/errors.js';
import type { Allowance } from '../rate-limits/index.js';
import { checkLogin } from '../users/index.js';
import { parseSubnet, type Subnet } from '../zones/index.js';

/** Thrown by `read`: what is wrong with the text, in words that never contain a secret. */
export class UnacceptableValue extends Error {}

export interface ValueKind<T> {
  /** Completes "… must be", for error text and documentation. */
  readonly takes: string;
  /** @throws UnacceptableValue when there is more to say than `takes`, or undefined when there is not. */
  read(text: string): T | undefined;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const port: ValueKind<number> = {
  takes: 'a whole number from 1 to 65535',
  read: (text) => (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined),
};

export const allowance: ValueKind<Allowance> = {
  takes: 'a count and a number of seconds, up to 1000000 and 86400, with a slash between them',
  read(text) {
    const [, count, seconds] = /^(\d{1,7})\/([1-9]\d{0,4})$/.exec(text) ?? [];
    const value = { count: Number(count), seconds: Number(seconds) };
    return value.count <= 1_000_000 && value.seconds <= 86_400 ? value : undefined;
  },
};

export const logLevel: ValueKind<LogLevel> = {
  takes: `one of ${logLevels.join(', ')}`,
  read: (text) => logLevels.find((level) => level === text),
};

export const host: ValueKind<string> = {
  takes: 'one IP address of this machine, or a host name that stands for one',
  read: (text) => (isIP(text) !== 0 || isHostName(text) ? text : undefined),
};

export const folder: ValueKind<string> = {
  takes: 'the path of a folder',
  read: (text) => (text.includes('\0') ? undefined : resolve(text)),
};

/** Rule 1.4: a DNS name, underscores tolerated, or an IPv4 address. Names compare in lower case. */
export const serverName: ValueKind<string> = {
  takes: 'a DNS name or an IPv4 address, without port and scheme (an international name in its xn-- form)',
  read: (text) => (isHostName(text) ? text.toLowerCase() : undefined),
};

/** It stands in a quoted string and before a colon (RFC 7616 §3.4.2). */
export const realm: ValueKind<string> = {
  takes: '1 to 255 printable ASCII characters, none of them `"`, `\\` or `:`, and no space at either end',
  read: (text) => (/^(?! )[ -~]{1,255}(?<! )$/.test(text) && !/["\\:]/.test(text) ? text : undefined),
};

export const origin: ValueKind<string> = {
  takes: 'an http or https address of host and, if need be, port: no path, query or credentials',
  read(text) {
    const url = urlOf(text);
    if (url === null || !['http:', 'https:'].includes(url.protocol)) return undefined;
    // The URL parser forgets an empty query or fragment, so what was written is compared too.
    const isOnlyOrigin = url.href === `${url.origin}/` && !/[?#@]/.test(text);
    return isOnlyOrigin ? url.origin : undefined;
  },
};

export const databaseUrl: ValueKind<string> = {
  takes: 'postgresql://user:password@host:port/database, special characters in the password percent-encoded',
  read(text) {
    const url = urlOf(text);
    const isPostgres = url !== null && ['postgres:', 'postgresql:'].includes(url.protocol);
    return isPostgres && url.pathname.length > 1 && url.hash === '' ? text : undefined;
  },
};

/** AES-256: 32 bytes, in the one spelling that base64 has for them. */
export const encryptionKey: ValueKind<Buffer> = {
  takes: '32 random bytes in base64, as `openssl rand -base64 32` prints them',
  read(text) {
    const bytes = Buffer.from(text, 'base64');
    return bytes.length === 32 && bytes.toString('base64') === text ? bytes : undefined;
  },
};

export const apiKey: ValueKind<string> = {
  takes: '`foyer_` and after it at least 32 random letters, digits, `_` or `-`',
  read: (text) => (/^foyer_[A-Za-z0-9_-]{32,}$/.test(text) ? text : undefined),
};

export const adminLogin: ValueKind<string> = {
  takes: '1 to 64 Latin or Cyrillic letters, digits, `_`, `-` or `.`, in one script',
  read(text) {
    try {
      return checkLogin(text);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  },
};

export const password: ValueKind<string> = {
  takes: '1 to 4096 characters without control characters',
  read: (text) => (/^[^\p{Cc}]{1,4096}$/u.test(text) ? text : undefined),
};

/** Never everything: whoever may speak for a client chooses the zone that the client is in. */
export const proxies: ValueKind<readonly Subnet[]> = {
  takes: 'addresses and subnets in CIDR form with commas between them',
  read: (text) => Object.freeze(text.split(',').map((part) => proxyOf(part.trim()))),
};

function proxyOf(text: string): Subnet {
  const subnet = subnetOf(text);
  if (subnet.prefix > 0) return subnet;
  throw new UnacceptableValue(`"${text}" would let every client choose its own address: name your proxies.`);
}

/** Never everything: the networks to be reached have names. */
export const networks: ValueKind<readonly Subnet[]> = {
  takes: 'addresses and subnets in CIDR form with commas between them',
  read: (text) => Object.freeze(text.split(',').map((part) => networkOf(part.trim()))),
};

function networkOf(text: string): Subnet {
  const subnet = subnetOf(text);
  if (subnet.prefix > 0) return subnet;
  throw new UnacceptableValue(`"${text}" would open every private network: name those that are needed.`);
}

export const returnAddresses: ValueKind<readonly string[]> = {
  takes:
    'whole addresses with commas between them: https, http on this machine itself, or a scheme of an app with a dot in it; without fragment or credentials',
  read(text) {
    const addresses = text.split(',').map((part) => returnAddressOf(part.trim()));
    return addresses.every((address) => address !== undefined) ? Object.freeze(addresses) : undefined;
  },
};

/** Plain http only where nobody listens in; schemes of apps as RFC 8252 §7.1 has them, which leaves out `javascript:`. */
function returnAddressOf(text: string): string | undefined {
  const url = urlOf(text);
  if (url === null || /[\s#]/.test(text) || url.username !== '' || url.password !== '') return undefined;
  const isOfApp = /^[a-z][a-z0-9+-]*\.[a-z0-9.+-]+:$/.test(url.protocol);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocal) || isOfApp ? url.href : undefined;
}

function subnetOf(text: string): Subnet {
  try {
    return parseSubnet(text);
  } catch (error) {
    throw error instanceof DomainError ? new UnacceptableValue(error.detail) : error;
  }
}

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** RFC 1123 §2.1 lengths; a name that ends in digits is an IPv4 address or nothing. */
function isHostName(text: string): boolean {
  const labels = text.split('.');
  if (/^\d+$/.test(labels.at(-1) ?? '')) return isIPv4(text);
  return text.length <= 253 && labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i.test(label));
}
