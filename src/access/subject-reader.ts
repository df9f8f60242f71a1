/**
 * Reads what answers are made of, always fresh and yet for little: the subjects that are asked for at the same time
 * are read by one query, and that query says whether the configuration in memory is still the present one. An answer
 * is never older than its question, on any instance, and nothing has to be told to anybody.
 */
import type { Database } from '../db/database.js';
import { inTransaction } from '../db/transaction.js';
import type { UserReference } from '../users/index.js';
import { readAccessConfiguration, type AccessConfiguration } from './access-configuration.store.js';
import { readSubjects, type SubjectReading, type SubjectRow } from './subjects.store.js';

/** One snapshot: the subjects in the order asked (null for an unknown one), and all that applies to them. */
export interface Snapshot {
  readonly configuration: AccessConfiguration;
  readonly revocationEpoch: string;
  readonly subjects: readonly (SubjectRow | null)[];
}

interface Waiting {
  readonly references: readonly UserReference[];
  readonly resolve: (snapshot: Snapshot) => void;
  readonly reject: (error: unknown) => void;
}

/** A query that takes longer than this is not waited for: whoever came meanwhile is read by another. In ms. */
const overtakeAfterMs = 20;

/** Queries under way at most, should the database be slow. */
const maximumInFlight = 4;

export class SubjectReader {
  private waiting: Waiting[] = [];
  private inFlight = 0;
  private overtaking: NodeJS.Timeout | undefined;
  private configuration: AccessConfiguration | null = null;

  constructor(private readonly db: Database) {}

  /** Reads the subjects in a snapshot no older than this call. */
  async read(references: readonly UserReference[]): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ references, resolve, reject });
      if (this.waiting.length === 1) this.schedule();
    });
  }

  /** One query at a time: those who come while it is under way go together in the next, and share what it costs. */
  private schedule(): void {
    if (this.inFlight === 0) setImmediate(() => void this.flush());
    else this.overtaking = setTimeout(() => void this.flush(), overtakeAfterMs);
  }

  /** Sends all that waits in one query. Whoever comes later waits for the next one: this one may be too old for them. */
  private async flush(): Promise<void> {
    clearTimeout(this.overtaking);
    if (this.waiting.length === 0 || this.inFlight >= maximumInFlight) return;
    const together = this.waiting;
    this.waiting = [];
    this.inFlight += 1;
    try {
      await this.answer(together);
    } catch (error) {
      for (const { reject } of together) reject(error);
    } finally {
      this.inFlight -= 1;
      void this.flush();
    }
  }

  private async answer(together: readonly Waiting[]): Promise<void> {
    const { ids, loginKeys } = keysOf(together);
    const { reading, configuration } = await this.readSnapshot(ids, loginKeys);
    const rowsByKey = new Map<string, SubjectRow>();
    for (const row of reading.rows) rowsByKey.set(row.id, row).set(row.loginKey, row);
    const { revocationEpoch } = reading;
    for (const { references, resolve } of together) {
      resolve({
        configuration,
        revocationEpoch,
        subjects: references.map((asked) => find(rowsByKey, asked)),
      });
    }
  }

  private async readSnapshot(ids: string[], loginKeys: string[]): Promise<SnapshotParts> {
    const reading = await readSubjects(this.db.pool, ids, loginKeys);
    const known = this.configuration;
    if (known !== null && known.epoch === reading.configurationEpoch)
      return { reading, configuration: known };
    return this.readAnew(ids, loginKeys);
  }

  /** The configuration has changed: reads it and the subjects again, both in one snapshot. */
  private async readAnew(ids: string[], loginKeys: string[]): Promise<SnapshotParts> {
    const parts = await inTransaction(
      this.db.pool,
      async (client) => {
        const configuration = await readAccessConfiguration(client);
        return { configuration, reading: await readSubjects(client, ids, loginKeys) };
      },
      { isolation: 'repeatable read', readOnly: true },
    );
    this.configuration = parts.configuration;
    return parts;
  }
}

interface SnapshotParts {
  reading: SubjectReading;
  configuration: AccessConfiguration;
}

function keysOf(together: readonly Waiting[]): { ids: string[]; loginKeys: string[] } {
  const ids: string[] = [];
  const loginKeys: string[] = [];
  for (const { references } of together) {
    for (const reference of references) {
      if (reference.kind === 'id') ids.push(reference.id);
      else if (reference.kind === 'login') loginKeys.push(reference.folded);
    }
  }
  return { ids, loginKeys };
}

function find(rowsByKey: ReadonlyMap<string, SubjectRow>, reference: UserReference): SubjectRow | null {
  if (reference.kind === 'id') return rowsByKey.get(reference.id) ?? null;
  return reference.kind === 'login' ? (rowsByKey.get(reference.folded) ?? null) : null;
}
