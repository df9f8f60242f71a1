import { formatAddress, parseAddress } from '../zones/index.js';

/**
 * Where requests come from, as they are counted: an IPv4 address, or the first 64 bits of an IPv6 address, of which one
 * customer has all the rest (RFC 6177 §2). What cannot be told is one source.
 */
export function sourceOf(address: string | null): string {
  const parsed = address === null ? null : parseAddress(address);
  if (parsed === null) return 'unknown';
  return formatAddress(parsed.family === 4 ? parsed : { ...parsed, w2: 0, w3: 0 });
}
