import type { Readable } from 'node:stream';
import pg from 'pg';
import { copyOut, type CopyOptions } from '../db/copy-out.js';
import type { Database } from '../db/database.js';
import { exportColumns } from './export-columns.js';
import { defused, suspects } from './formula-guard.js';

/** Whom an export is of. */
export type Exported =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'members'; readonly groupId: string }
  /** Who is in no group (rule 3.1). */
  | { readonly kind: 'ungrouped' };

function condition(exported: Exported): string {
  switch (exported.kind) {
    case 'everybody':
      return 'TRUE';
    case 'members':
      return `id IN (SELECT user_id FROM memberships WHERE group_id = ${pg.escapeLiteral(exported.groupId)}::uuid)`;
    case 'ungrouped':
      return 'NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = users.id)';
  }
}

/** Rows as CSV with a header, `;` between the cells whatever the locale (rule 2.7). */
export function copyStatement(exported: Exported, serverName: string): string {
  const cells = exportColumns(pg.escapeLiteral(serverName)).map(({ name, value, isOurs }) => {
    const safe =
      isOurs === true ? value : `CASE WHEN suspect IS NULL THEN ${value} ELSE ${defused(value)} END`;
    return `${safe} AS ${pg.escapeIdentifier(name)}`;
  });
  return `COPY (
    SELECT ${cells.join(', ')} FROM users LEFT JOIN (${suspects}) AS suspects (suspect) ON suspect = users.id
    WHERE ${condition(exported)}
  ) TO STDOUT WITH (FORMAT csv, HEADER, DELIMITER ';', ENCODING 'UTF8')`;
}

export class ExportsStore {
  constructor(
    private readonly db: Database,
    private readonly serverName: string,
  ) {}

  read(exported: Exported, options: CopyOptions): Readable {
    return copyOut(this.db.pool, copyStatement(exported, this.serverName), options);
  }
}
