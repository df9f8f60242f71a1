/**
 * Owns whose address a request comes from (rule 7.2). Anybody can send `X-Forwarded-For` and `Forwarded` (RFC 7239);
 * only configured proxies are believed, hop by hop from the right, and the first hop that is none of them is the
 * client.
 */
import type { IncomingMessage } from 'node:http';
import { type Address, formatAddress, parseAddress, type SubnetMatcher } from '../zones/index.js';
import { readForwardedFor } from './forwarded-header.js';

/** A header as Node hands it over; several lines are one list (RFC 9110 §5.3). */
type HeaderValue = string | readonly string[] | undefined;

export interface RequestOrigin {
  /** The address of the socket's other end; undefined once the socket is gone. */
  readonly peer: string | undefined;
  readonly forwardedFor: HeaderValue;
  readonly forwarded: HeaderValue;
}

/**
 * The client's address, or null where it can't be told: a value among the hops that count which is no address, or
 * two headers that disagree. Null means the external zone. Never throws.
 */
export function clientAddress(
  origin: RequestOrigin,
  trustedProxies: Pick<SubnetMatcher, 'matches'>,
): Address | null {
  const peer = parseAddress(origin.peer ?? '');
  if (!peer || !trustedProxies.matches(peer)) return peer;
  const chains = [readChain(origin.forwardedFor, splitList), readChain(origin.forwarded, readForwardedFor)];
  const clients = chains
    .filter((hops) => hops !== null)
    .map((hops) => rightmostUntrusted(hops, trustedProxies));
  const [client = peer, second = client] = clients;
  return isSame(client, second) ? client : null;
}

/** The hops of a header in its order, or null without the header. */
function readChain(header: HeaderValue, read: (text: string) => string[]): string[] | null {
  if (header === undefined) return null;
  return read(typeof header === 'string' ? header : header.join(','));
}

function splitList(text: string): string[] {
  return text.split(',').map((hop) => hop.trim());
}

/** The rightmost hop that is no trusted proxy, or the leftmost one if all are; null once a hop is no address. */
function rightmostUntrusted(
  hops: readonly string[],
  trustedProxies: Pick<SubnetMatcher, 'matches'>,
): Address | null {
  let client: Address | null = null;
  for (let at = hops.length - 1; at >= 0; at -= 1) {
    client = parseNode(hops[at]!);
    if (!client || !trustedProxies.matches(client)) return client;
  }
  return client;
}

/** `[IPv6]` or IPv4, either with a port or an obfuscated one (RFC 7239 §6). */
const node = /^(?:\[([^\]]*:[^\]]*)\]|([^:]+))(?::(?:\d{1,5}|_[\w.-]+))?$/;

/** An address, bare or as a node of RFC 7239; null for the rest, `unknown` and obfuscated names included. */
function parseNode(text: string): Address | null {
  const bare = parseAddress(text);
  if (bare) return bare;
  const [, ipv6, ipv4 = ''] = node.exec(text) ?? [];
  return parseAddress(ipv6 ?? ipv4);
}

function isSame(one: Address | null, other: Address | null): boolean {
  return one === other || (one !== null && other !== null && formatAddress(one) === formatAddress(other));
}

/** The same for a request, as text for the log and the audit. */
export function clientAddressOf(
  { headers, socket }: IncomingMessage,
  trustedProxies: SubnetMatcher,
): string | null {
  const forwarded = { forwardedFor: headers['x-forwarded-for'], forwarded: headers['forwarded'] };
  const address = clientAddress({ peer: socket.remoteAddress, ...forwarded }, trustedProxies);
  return address === null ? null : formatAddress(address);
}
