/**
 * Owns in which standing somebody works on an address book (rules 6.1, 6.2): an administrator may do everything but see
 * contact groups; the owner may do what the right `addressBookEditing` allows where they are.
 */
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { parseAddress } from '../zones/index.js';

export type Standing =
  { readonly kind: 'administrator' } | { readonly kind: 'owner'; readonly mayEdit: boolean };

/** How a caller asks: for themselves, or on behalf of the owner, who is at that address. */
export interface AskedStanding {
  as?: 'owner';
  clientIp?: string;
}

/** What address books need of rights. */
export interface RightsOfUsers {
  /** Without an address the external zone decides (rule 4.3). */
  holds(userId: string, right: 'addressBookEditing', where: { ip?: string }): Promise<boolean>;
}

export class Standings {
  constructor(private readonly rights: RightsOfUsers) {}

  /** Throws `insufficient-scope` for whoever names an address and must not (rule 7.2). */
  async of(actor: Actor, ownerId: string, { as, clientIp }: AskedStanding): Promise<Standing> {
    if (clientIp !== undefined) requireClientIp(actor, as, clientIp);
    if (as === undefined) return { kind: 'administrator' };
    const mayEdit = await this.rights.holds(ownerId, 'addressBookEditing', { ip: clientIp });
    return { kind: 'owner', mayEdit };
  }
}

function requireClientIp(actor: Actor, as: AskedStanding['as'], clientIp: string): void {
  requireScope(actor, 'zone:assert');
  if (as === undefined) {
    const detail = 'Only the owner has an address: it goes together with as=owner.';
    throw new DomainError('malformed-request', detail, [{ pointer: 'clientIp', detail }]);
  }
  if (parseAddress(clientIp) === null) {
    const detail = `${JSON.stringify(clientIp)} is not an IP address.`;
    throw new DomainError('invalid-address', detail, [{ pointer: 'clientIp', detail }]);
  }
}

export function mayEdit(standing: Standing): boolean {
  return standing.kind === 'administrator' || standing.mayEdit;
}

/** Rule 6.2: without the right the administrator makes all changes. */
export function requireEditing(standing: Standing): void {
  if (mayEdit(standing)) return;
  throw new DomainError('address-book-editing-refused', 'The right addressBookEditing is not given there.');
}

/** Rule 6.2: contact groups are visible to the owner alone. */
export function requireOwner(standing: Standing): void {
  if (standing.kind === 'owner') return;
  throw new DomainError('contact-groups-private', 'This is asked for without as=owner.');
}
