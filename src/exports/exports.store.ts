import type { Readable } from 'node:stream';
import pg from 'pg';
import { copyOut, type CopyOptions } from '../db/copy-out.js';
import type { Database } from '../db/database.js';
import { exportColumns, type Column } from './export-columns.js';
import { isPlainRow, safeCell, safePhones } from './formula-guard.js';

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

const quote = (name: string) => pg.escapeIdentifier(name);

/** What is made of a value once it is computed. */
function cell({ name, isPhones }: Column): string {
  return isPhones === true ? safePhones(quote(name)) : safeCell(quote(name), 'is_plain');
}

/** Rows as CSV with a header, `;` between the cells whatever the locale (rule 2.7). */
export function copyStatement(exported: Exported, serverName: string): string {
  const columns = exportColumns(pg.escapeLiteral(serverName));
  const plain = columns.filter(({ isPhones }) => isPhones !== true);
  const values = columns.map(({ name, value }) => `${value} AS ${quote(name)}`).join(', ');
  const cells = columns.map((column) => `${cell(column)} AS ${quote(column.name)}`).join(', ');
  // OFFSET 0 keeps the planner from computing values again for each place that names them.
  return `COPY (
    SELECT ${cells} FROM (
      SELECT *, ${isPlainRow(plain.map(({ name }) => quote(name)))} AS is_plain FROM (
        SELECT ${values} FROM users WHERE ${condition(exported)} OFFSET 0) computed OFFSET 0) judged
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
