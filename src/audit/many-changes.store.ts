/** The rows of many changes at a time, which the database makes of what it has just changed (rule 12.2). */
import type { Actor } from '../core/actor.js';
import { idPrefix, idSql } from '../core/ids.js';
import type { AuditAction } from './actions.js';
import { actorIdOf, auditColumns } from './audit-row.store.js';

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
    INSERT INTO audit_events (${auditColumns})
    SELECT ${idSql(prefix!, 'row_number() OVER ()')}, '${changes.action}',
      ${kind}, ${id}::uuid, ${name}, '${changes.targetKind}', ${changes.targetId}::text, ${changes.targetName},
      ${quoted(changes.relatedKind)}, ${changes.relatedId ?? 'NULL'}::text, ${changes.relatedName ?? 'NULL'},
      ${changes.before ?? 'NULL::jsonb'}, ${changes.after ?? 'NULL::jsonb'}, ${channel}, ${request}, ${address}
    ${changes.from}`;
}

export function auditParameters(actor: Actor): (string | null)[] {
  return [
    idPrefix(),
    actor.kind,
    actorIdOf(actor),
    actor.name,
    actor.channel,
    actor.requestId,
    actor.address,
  ];
}
