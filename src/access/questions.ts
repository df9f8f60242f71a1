/** What may be asked: one subject or a guest, from one address or zone (rules 1.1, 4.3, 4.5). */
import { DomainError } from '../core/errors.js';
import { parseUserReference, type UserReference } from '../users/index.js';
import { parseAddress, type Address } from '../zones/index.js';
import type { ZoneId } from '../zones/index.js';
import type { RightsQuestion } from './access.schema.js';

export interface ParsedQuestion {
  readonly who: Who;
  readonly where: Where;
}

export type Who =
  | { readonly kind: 'local'; readonly reference: UserReference }
  | { readonly kind: 'federated'; readonly callId: string }
  | { readonly kind: 'guest' };

export type Where =
  { readonly kind: 'zone'; readonly zone: ZoneId } | { readonly kind: 'address'; readonly address: Address };

/** Rule 4.3: no address given means the external zone. */
const external: Where = { kind: 'zone', zone: 'external' };

/** Throws `malformed-request` or `invalid-address`; `pointer` leads to the question inside the request. */
export function parseQuestion(question: RightsQuestion, serverName: string, pointer = ''): ParsedQuestion {
  return { who: parseWho(question, serverName, pointer), where: parseWhere(question, pointer) };
}

function parseWho({ subject, kind }: RightsQuestion, serverName: string, pointer: string): Who {
  if ((subject === undefined) === (kind === undefined)) {
    throw malformed(`${pointer}/subject`, 'Name a subject, or ask for kind=guest: one of the two.');
  }
  if (subject === undefined) return { kind: 'guest' };
  const reference = parseUserReference(subject, serverName);
  if (reference.kind !== 'foreign') return { kind: 'local', reference };
  return { kind: 'federated', callId: `${reference.user}@${reference.server}` };
}

function parseWhere({ ip, zone }: RightsQuestion, pointer: string): Where {
  if (ip === undefined) return zone === undefined ? external : { kind: 'zone', zone };
  if (zone !== undefined) throw malformed(`${pointer}/ip`, 'Give an address or a zone, not both.');
  const address = parseAddress(ip);
  if (address !== null) return { kind: 'address', address };
  const detail = `${JSON.stringify(ip)} is not an IP address.`;
  throw new DomainError('invalid-address', detail, [{ pointer: `${pointer}/ip`, detail }]);
}

function malformed(pointer: string, detail: string): DomainError {
  return new DomainError('malformed-request', detail, [{ pointer, detail }]);
}
