import { userEnd } from '../audit/index.js';
import type { AliasReference } from './alias-name.js';
import type { Alias, AliasDeletion } from './aliases.schema.js';
import type { AliasRow, TargetUser } from './aliases.store.js';

export function toAlias(row: ShownAlias): Alias {
  return {
    id: row.id,
    alias: row.alias,
    callString: row.callString,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** What is shown of a stored alias. */
type ShownAlias = Pick<AliasRow, 'id' | 'alias' | 'callString' | 'createdAt' | 'updatedAt'>;

/** How an alias was before a change, and is after it; one of the two where there is no other. */
export interface AliasChange {
  action: 'alias.created' | 'alias.changed' | 'alias.deleted';
  before?: AliasRow;
  after?: AliasRow;
}

/** What the audit log is told (rule 12.2): a row for each user whom the alias led to or leads to, so that both ends show it. */
export function auditRowsOf(change: AliasChange, users: ReadonlyMap<string, TargetUser>) {
  const { action } = change;
  const states = [change.before, change.after].filter((state) => state !== undefined);
  const last = states.at(-1)!;
  const row = {
    action,
    target: { kind: 'alias', id: last.id, name: last.alias },
    before: change.before && toAlias(change.before),
    after: change.after && toAlias(change.after),
  };
  const ends = new Set(states.flatMap((state) => users.get(state.targetKey) ?? []));
  if (ends.size === 0) return [row];
  return [...ends].map((user) => ({ ...row, related: userEnd(user) }));
}

/** What became of each alias, in the order asked: whoever names one twice has deleted it by the first. */
export function resultsOf(
  aliases: readonly string[],
  references: readonly AliasReference[],
  deleted: readonly AliasRow[],
): AliasDeletion[] {
  const left = new Map(deleted.flatMap((row) => [[row.id, row] as const, [row.aliasKey, row] as const]));
  return aliases.map((alias, at) => {
    const row = left.get(keyOf(references[at]!));
    if (row === undefined) return { alias, result: 'unknown' };
    left.delete(row.id);
    left.delete(row.aliasKey);
    return { alias, result: 'deleted' };
  });
}

function keyOf(reference: AliasReference): string {
  if (reference.kind === 'id') return reference.id;
  return reference.kind === 'name' ? reference.key : '';
}
