/** The version of an answer: what the subject is, and the configuration it was judged by. */
import type { EffectiveRights } from './access.schema.js';
import type { SubjectRow } from './subjects.store.js';

/** Opaque; equal versions mean equal configuration of everything the answer depends on. */
export function versionOf(epoch: string, row: SubjectRow | null): string {
  return row === null ? epoch : `${epoch}.${fingerprint(textOf(row))}`;
}

/** The entity tag of an answer: one question, one version and one zone make the same bytes. */
export function entityTagOfRights({ version, zone }: EffectiveRights): string {
  return `"${version}.${zone.id}"`;
}

function textOf({ active, groupIds, granted, denied, incomingKbps, outgoingKbps }: SubjectRow): string {
  return `${groupIds}/${granted}/${denied}/${active}/${incomingKbps}/${outgoingKbps}`;
}

/** 64 bits in two FNV-1a runs of 32, since this is on the way of every answer. Not for secrets. */
function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + at), 0x01000193);
  }
  return (high >>> 0).toString(36) + (low >>> 0).toString(36);
}
