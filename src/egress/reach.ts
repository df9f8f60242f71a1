/**
 * Owns which addresses the service may connect to by itself. Public ones; private ones where the administrator's
 * configuration names them; and never those that are no place for a server or that give away the machine's own secrets.
 */
import ipaddr from 'ipaddr.js';
import {
  createSubnetMatcher,
  formatAddress,
  parseAddress,
  type Address,
  type Subnet,
} from '../zones/index.js';

export type Reach = 'public' | 'private' | 'never';

/** Where clouds hand out the credentials of a machine to whoever asks from it; those that are link-local need no entry. */
const metadataAddresses: ReadonlySet<string> = new Set([
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
]);

/** The ranges of ipaddr.js that are somebody's own network; loopback is one of them. */
const privateRanges: ReadonlySet<string> = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

/** Default deny: what is neither public nor known as private is never reached. */
export function reachOf(address: Address): Reach {
  const text = formatAddress(address);
  if (metadataAddresses.has(text)) return 'never';
  const range = ipaddr.parse(text).range();
  if (privateRanges.has(range)) return 'private';
  return range === 'unicast' && isGlobal(address) ? 'public' : 'never';
}

/** Of IPv6 only 2000::/3 is given out; what embeds an IPv4 address that anybody may choose is none of it. */
function isGlobal({ family, w0 }: Address): boolean {
  return family === 4 || w0 >>> 29 === 1;
}

export interface ReachPolicy {
  allows(address: Address): boolean;
}

/** A policy that also allows the private addresses in these subnets. */
export function createReachPolicy(allowed: readonly Subnet[]): ReachPolicy {
  const named = createSubnetMatcher(allowed);
  return {
    allows(address) {
      const reach = reachOf(address);
      return reach === 'public' || (reach === 'private' && named.matches(address));
    },
  };
}

/** The same for the text of an address; what is no address is not allowed. */
export function allowsText(policy: ReachPolicy, text: string): boolean {
  const address = parseAddress(text);
  return address !== null && policy.allows(address);
}
