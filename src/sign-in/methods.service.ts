/** Owns the answer to which methods a client can use: what its zone allows, what is switched on, what is configured (rule 8.4). */
import type { Actor } from '../core/actor.js';
import { addressOf, type ZoneDoors } from '../sessions/index.js';
import type { ZoneDoor } from '../zones/index.js';
import type { MethodObstacle, MethodOffer, MethodOffers, MethodType } from './methods.schema.js';

/** A method or provider, as far as an offer needs to know it. */
export interface KnownMethod {
  method: string;
  type: string;
  name: string;
  enabled: boolean;
  configured: boolean;
  needsLdapMode: boolean;
}

export interface KnownMethods {
  /** Every method and provider there is. */
  listMethods(): Promise<KnownMethod[]>;
}

/** Rule 8.1: its place is here, though there is nothing yet to configure it with. */
const outlook: KnownMethod = {
  method: 'outlook',
  type: 'outlook',
  name: 'Outlook',
  enabled: false,
  configured: false,
  needsLdapMode: true,
};

export class MethodsService {
  constructor(
    private readonly zones: ZoneDoors,
    private readonly methods: KnownMethods,
  ) {}

  async offers(actor: Actor, ip: string | undefined): Promise<MethodOffers> {
    const door = await this.zones.at(addressOf(actor, ip, 'ip'));
    const known = await this.methods.listMethods();
    const all = known.some(({ type }) => type === 'outlook') ? known : [...known, outlook];
    const { id, name, enabled } = door;
    return { zone: { id, name }, enabled, items: all.map((method) => offerOf(method, door)) };
  }
}

function offerOf(known: KnownMethod, door: ZoneDoor): MethodOffer {
  const reason = obstacleOf(known, door);
  const { method, type, name, configured } = known;
  return { method, type: type as MethodType, name, configured, available: reason === null, reason };
}

/** The first thing in the way. */
function obstacleOf(
  { method, configured, enabled, needsLdapMode }: KnownMethod,
  door: ZoneDoor,
): MethodObstacle | null {
  if (!configured) return 'not-configured';
  if (needsLdapMode) return 'needs-directory';
  if (!enabled) return 'switched-off';
  if (!door.methods.includes(method)) return 'not-in-zone';
  return door.enabled ? null : 'zone-switched-off';
}
