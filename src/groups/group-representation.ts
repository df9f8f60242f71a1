import { grantableTo, isRight, maskOf, toRecord, type GroupFacts } from '../rights/index.js';
import type {
  CallPickupReplacement,
  Group,
  GroupApplicationSettings,
  GroupKind,
  GroupRights,
} from './groups.schema.js';
import type { GroupRow } from './groups.store.js';

export function toGroup(row: GroupRow): Group {
  return {
    id: row.id,
    kind: row.kind as GroupKind,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function toGroupFacts(row: GroupRow): GroupFacts {
  const rights = maskOf(row.rights.filter(isRight));
  return { id: row.id, name: row.name, rights, ...toApplicationSettings(row) };
}

export function toGroupRights(row: GroupRow): GroupRights {
  const rights = toRecord(maskOf(row.rights.filter(isRight)));
  return { rights, grantable: [...grantableTo(row.kind as GroupKind)] };
}

export function toApplicationSettings(row: GroupRow): GroupApplicationSettings {
  return { incomingKbps: row.incomingKbps, outgoingKbps: row.outgoingKbps };
}

export function toCallPickupState(row: GroupRow): CallPickupReplacement {
  return { enabled: row.callPickupEnabled, id: row.callPickupId };
}
