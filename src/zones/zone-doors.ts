/**
 * What the zones say of signing in. Kept in memory with the configuration epoch it was read in: one short query says
 * whether it is still the present state, however many subnets there are.
 */
import type { Database } from '../db/database.js';
import { readConfigurationEpoch } from '../db/epochs.js';
import { parseAddress } from './address.js';
import { createSubnetMatcher, type SubnetMatcher } from './subnet-matcher.js';
import { parseSubnet } from './subnet.js';
import type { ZoneId } from './zones.schema.js';
import type { ZonesStore } from './zones.store.js';

/** A zone as whoever wants to sign in meets it (rule 7.3). */
export interface ZoneDoor {
  readonly id: ZoneId;
  readonly name: string;
  readonly enabled: boolean;
  readonly methods: readonly string[];
}

interface Doors {
  readonly epoch: string;
  readonly trusted: SubnetMatcher;
  readonly byId: ReadonlyMap<ZoneId, ZoneDoor>;
}

export class ZoneDoors {
  private doors: Doors | null = null;

  constructor(
    private readonly db: Database,
    private readonly store: ZonesStore,
  ) {}

  /** The zone that an address is in (rule 7.2); one that cannot be told is external. */
  async at(address: string | null): Promise<ZoneDoor> {
    const { trusted, byId } = await this.present();
    const parsed = address === null ? null : parseAddress(address);
    return byId.get(parsed !== null && trusted.matches(parsed) ? 'trusted' : 'external')!;
  }

  private async present(): Promise<Doors> {
    // Before the zones are read: if they change meanwhile, the epoch is no longer the present one.
    const epoch = await readConfigurationEpoch(this.db.pool);
    if (this.doors?.epoch !== epoch) this.doors = await this.read(epoch);
    return this.doors;
  }

  private async read(epoch: string): Promise<Doors> {
    const [zones, subnets] = await Promise.all([this.store.list(), this.store.subnets()]);
    const doors = zones.map(({ id, name, enabled, methods }) => ({
      id: id as ZoneId,
      name,
      enabled,
      methods,
    }));
    return {
      epoch,
      trusted: createSubnetMatcher(subnets.map(parseSubnet)),
      byId: new Map(doors.map((door) => [door.id, door])),
    };
  }
}
