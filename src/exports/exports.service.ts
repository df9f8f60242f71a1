/** Owns the files that people are exported to, for the address books of terminals (rule 2.7). */
import type { Readable } from 'node:stream';
import type { AuditTrail } from '../audit/index.js';
import { requireScope, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import type { Database } from '../db/database.js';
import type { Exported, ExportsStore } from './exports.store.js';
import { lineEnds } from './line-ends.js';

/** What exports need of groups. */
export interface GroupLookup {
  /** Throws `group-not-found`. */
  require(group: string): Promise<{ id: string; kind: string; name: string }>;
}

export interface ExportOptions {
  /** Whether the file begins with a byte order mark. */
  bom?: boolean;
}

/** A file that is made while it is read. */
export interface Export {
  fileName: string;
  content: Readable;
}

/** Of one instance at a time: each holds a connection and reads a table. */
const maximumAtOnce = 2;

/** Time for a million people over a slow line. */
const patienceMs = 15 * 60_000;

export class ExportsService {
  private running = 0;

  constructor(
    private readonly db: Database,
    private readonly store: ExportsStore,
    private readonly groups: GroupLookup,
    private readonly audit: AuditTrail,
  ) {}

  async users(actor: Actor, options: ExportOptions): Promise<Export> {
    requireScope(actor, 'users:read');
    const target = { kind: 'users', id: 'all', name: 'all users' };
    return this.begin(actor, target, { kind: 'everybody' }, 'users.csv', options);
  }

  async group(actor: Actor, group: string, options: ExportOptions): Promise<Export> {
    requireScope(actor, 'users:read');
    requireScope(actor, 'groups:read');
    const { id, kind, name } = await this.groups.require(group);
    if (kind === 'federated' || kind === 'guests') {
      throw new DomainError('group-without-accounts', `There are no accounts of ${name} here to export.`);
    }
    const exported: Exported = kind === 'ungrouped' ? { kind } : { kind: 'members', groupId: id };
    return this.begin(actor, { kind: 'group', id, name }, exported, `${name}.csv`, options);
  }

  private begin(
    actor: Actor,
    target: { kind: string; id: string; name: string },
    exported: Exported,
    fileName: string,
    { bom = false }: ExportOptions,
  ): Export {
    if (this.running >= maximumAtOnce) {
      throw new DomainError('overloaded', `${maximumAtOnce} exports are under way on this instance.`);
    }
    this.running += 1;
    // Who took everybody's data along is known before the first byte leaves.
    const before = () =>
      this.db.transaction((tx) => this.audit.record(tx, actor, { action: 'users.exported', target }));
    const content = this.store.read(exported, { before, change: lineEnds(bom), patienceMs });
    content.once('close', () => (this.running -= 1));
    return { fileName, content };
  }
}
