import type pg from 'pg';
import { isRight, maskOf, type BuiltInGroups, type GroupFacts, type ZoneFacts } from '../rights/index.js';
import { createSubnetMatcher, parseSubnet, type SubnetMatcher, type ZoneId } from '../zones/index.js';

/** All that answers depend on beside the subject: small, kept in memory, and only believed while its epoch is present. */
export interface AccessConfiguration {
  /** The epoch it was read in. */
  readonly epoch: string;
  readonly groupsById: ReadonlyMap<string, GroupFacts>;
  readonly builtIn: BuiltInGroups;
  readonly zones: Readonly<Record<ZoneId, ZoneFacts>>;
  readonly trusted: SubnetMatcher;
}

interface GroupRow extends Omit<GroupFacts, 'rights'> {
  kind: string;
  rights: string[];
}

interface ZoneRow {
  id: ZoneId;
  name: string;
  rights: string[];
}

/** Reads it whole, in the caller's snapshot. */
export async function readAccessConfiguration(client: pg.ClientBase): Promise<AccessConfiguration> {
  const epochs = await client.query<{ configuration: string }>('SELECT configuration::text FROM epochs');
  const groups = await client.query<GroupRow>(
    `SELECT id::text, kind, name, rights, incoming_kbps AS "incomingKbps", outgoing_kbps AS "outgoingKbps" FROM groups`,
  );
  const zones = await client.query<ZoneRow>('SELECT id, name, rights FROM zones');
  const subnets = await client.query<{ subnet: string }>('SELECT subnet FROM trusted_subnets');
  return {
    epoch: epochs.rows[0]!.configuration,
    groupsById: new Map(groups.rows.map((row) => [row.id, toGroupFacts(row)])),
    builtIn: builtInGroups(groups.rows),
    zones: { trusted: zoneFacts(zones.rows, 'trusted'), external: zoneFacts(zones.rows, 'external') },
    trusted: createSubnetMatcher(subnets.rows.map((row) => parseSubnet(row.subnet))),
  };
}

function toGroupFacts({ id, name, rights, incomingKbps, outgoingKbps }: GroupRow): GroupFacts {
  return { id, name, rights: maskOf(rights.filter(isRight)), incomingKbps, outgoingKbps };
}

function builtInGroups(rows: readonly GroupRow[]): BuiltInGroups {
  const ofKind = (kind: string) => toGroupFacts(rows.find((row) => row.kind === kind)!);
  return { ungrouped: ofKind('ungrouped'), federated: ofKind('federated'), guests: ofKind('guests') };
}

function zoneFacts(rows: readonly ZoneRow[], id: ZoneId): ZoneFacts {
  const { name, rights } = rows.find((row) => row.id === id)!;
  return { id, name, rights: maskOf(rights.filter(isRight)) };
}
