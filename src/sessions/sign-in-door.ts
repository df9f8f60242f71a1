/** What stands before every sign-in and every refresh: the zone, and the methods that it allows (rules 7.3, 7.4 and 8.8). */
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import { formatAddress, parseAddress, type ZoneDoor, type ZoneId } from '../zones/index.js';
import type { SessionMethod } from './sessions.schema.js';

/** A way to sign in; for a provider, which one. */
export interface MethodUsed {
  readonly method: SessionMethod;
  readonly providerId: string | null;
}

/** What signing in needs of the zones. */
export interface ZoneDoors {
  /** What the zone of an address says of signing in; an address that cannot be told is external. */
  at(address: string | null): Promise<ZoneDoor>;
}

/** What signing in needs of the methods that can be configured. */
export interface ConfiguredMethods {
  /** Whether the method, or the provider of that UUID, is there and switched on. */
  isOn(method: string): Promise<boolean>;
}

export interface Passage {
  readonly zone: ZoneId;
  readonly refusal: DomainError | null;
}

export class SignInDoor {
  constructor(
    private readonly zones: ZoneDoors,
    private readonly methods: ConfiguredMethods,
  ) {}

  /** The zone of the address. Throws unless people may sign in there by that method at present. */
  async pass(address: string | null, used: MethodUsed): Promise<ZoneId> {
    const { zone, refusal } = await this.look(address, used);
    if (refusal !== null) throw refusal;
    return zone;
  }

  /** The zone of the address, and why people may not sign in there by that method; null when they may. */
  async look(address: string | null, used: MethodUsed): Promise<Passage> {
    const door = await this.zones.at(address);
    return { zone: door.id, refusal: door.enabled ? await this.refusalOf(door, used) : closed() };
  }

  private async refusalOf(door: ZoneDoor, used: MethodUsed): Promise<DomainError | null> {
    const method = used.providerId ?? used.method;
    if (door.methods.includes(method) && (await this.methods.isOn(method))) return null;
    return new DomainError('sign-in-method-unavailable', 'This way of signing in is not available here.');
  }
}

function closed(): DomainError {
  return new DomainError('sign-in-unavailable', 'Sign-in is unavailable at present.');
}

/** Where the person is: where the request comes from, unless a backend names it that is trusted to (rule 7.2). */
export function addressOf(actor: Actor, clientIp: string | undefined, pointer = '/clientIp'): string | null {
  if (clientIp === undefined) return actor.address;
  requireScope(actor, 'zone:assert');
  const address = parseAddress(clientIp);
  if (address !== null) return formatAddress(address);
  const detail = 'That is not an IP address.';
  throw new DomainError('invalid-address', detail, [{ pointer, detail }]);
}
