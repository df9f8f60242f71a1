/** The rows of many changes at a time, which the database makes of what it has just changed (rule 12.2). */
import type { Actor } from '../core/actor.js';
import { idPrefix, idSql } from '../core/ids.js';
import type { AuditAction } from './actions.js';

/** Where each part of a change comes from, as SQL over `from`. */
export interface ManyChanges {
  action: AuditAction;
  targetKind: string;
  targetId: string;
  targetName: string;
  relatedKind?: string;
  relatedId?: string;
  relatedName?: string;
  before?: string;
  after?: string;
  /** From `FROM` on. */
  from: string;
}

const quoted = (text: string | undefined) => (text === undefined ? 'NULL' : `'${text}'`);

/** The statement; its parameters from this number on are those of `auditParameters`. */
export function insertChanges(changes: ManyChanges, firstParameter: number): string {
  const [prefix, kind, id, name, channel, request, address] = [0, 1, 2, 3, 4, 5, 6].map(
    (at) => `$${firstParameter + at}`,
  );
  return `
    INSERT INTO audit_events (id, action, actor_kind, actor_id, actor_name, target_kind, target_id, target_name,
      related_kind, related_id, related_name, before, after, channel, request_id, address)
    SELECT ${idSql(prefix!, 'row_number() OVER ()')}, '${changes.action}',
      ${kind}, ${id}::uuid, ${name}, '${changes.targetKind}', ${changes.targetId}::text, ${changes.targetName},
      ${quoted(changes.relatedKind)}, ${changes.relatedId ?? 'NULL'}::text, ${changes.relatedName ?? 'NULL'},
      ${changes.before ?? 'NULL::jsonb'}, ${changes.after ?? 'NULL::jsonb'}, ${channel}, ${request}, ${address}
    ${changes.from}`;
}

export function auditParameters(actor: Actor): (string | null)[] {
  const id = actor.kind === 'system' || actor.kind === 'anonymous' ? null : actor.id;
  return [idPrefix(), actor.kind, id, actor.name, actor.channel, actor.requestId, actor.address];
}
