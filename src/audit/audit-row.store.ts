/** What both ways of writing the log have in common: one row, and one row for each of many. */
import type { Actor } from '../core/actor.js';

export const auditColumns = `id, action, actor_kind, actor_id, actor_name, target_kind, target_id, target_name,
  related_kind, related_id, related_name, before, after, channel, request_id, address`;

/** Null for whoever is nobody in particular. */
export function actorIdOf({ kind, id }: Actor): string | null {
  return kind === 'system' || kind === 'anonymous' ? null : id;
}
