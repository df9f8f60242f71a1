/**
 * Counts wrong passwords in the row of whom they are tried on (rule 9.2). What is decided is decided by one statement on
 * that row, by the clock of the database: however many instances try at the same time, no more is checked than may be.
 */
import type { Database } from '../db/database.js';
import { foreignKeyViolation } from '../db/failures.js';
import type { LockoutPolicy } from './lockout.schema.js';

/** Whose attempts are counted: a user, or another key. */
export type Counted =
  { readonly kind: 'user'; readonly id: string } | { readonly kind: 'other'; readonly key: string };

/** What it is counted under. */
export function nameOf(counted: Counted): string {
  return counted.kind === 'user' ? counted.id : counted.key;
}

/** What came of asking for an attempt: `full` says that as many are under way as are left. */
export type Reservation = { kind: 'reserved'; generation: string } | { kind: 'locked' } | { kind: 'full' };

/** An attempt whose end nobody has told after this long was lost with its process. */
const lostAfter = `interval '60 seconds'`;

const isLost = `(c.reserved_at < now() - ${lostAfter})`;
const pending = `(CASE WHEN ${isLost} THEN 0 ELSE c.pending END)`;
const isLocked = `(c.locked_until IS NOT NULL AND c.locked_until > now())`;
/** Forgotten after the interval, and with the lock that they led to. */
const failures = (resetAfter: string) => `(
  CASE WHEN c.locked_until <= now() OR c.last_failure_at < now() - make_interval(secs => ${resetAfter})
  THEN 0 ELSE c.failures END)`;

interface CounterTable {
  readonly name: string;
  readonly key: string;
  readonly type: string;
}

const tables: Record<Counted['kind'], CounterTable> = {
  user: { name: 'lockouts', key: 'user_id', type: 'uuid' },
  other: { name: 'attempt_counters', key: 'key', type: 'text' },
};

const statements = {
  // $1 key, $2 limit, $3 reset after
  reserve: ({ name, key, type }: CounterTable) => `
    INSERT INTO ${name} AS c (${key}, pending, reserved_at) VALUES ($1::${type}, 1, now())
    ON CONFLICT (${key}) DO UPDATE SET
      failures = ${failures('$3')},
      locked_until = NULL,
      pending = ${pending} + 1,
      generation = CASE WHEN ${isLost} THEN gen_random_uuid() ELSE c.generation END,
      reserved_at = now()
    WHERE NOT ${isLocked} AND ${failures('$3')} + ${pending} < $2
    RETURNING generation::text`,
  isLocked: ({ name, key, type }: CounterTable) => `
    SELECT 1 FROM ${name} c WHERE ${key} = $1::${type} AND ${isLocked}`,
  // $1 key, $2 generation, $3 limit, $4 reset after, $5 duration
  fail: ({ name, key, type }: CounterTable) => `
    UPDATE ${name} c SET
      pending = greatest(c.pending - 1, 0),
      failures = ${failures('$4')} + 1,
      last_failure_at = now(),
      locked_until = CASE WHEN ${failures('$4')} + 1 >= $3 THEN now() + make_interval(secs => $5) END
    WHERE ${key} = $1::${type} AND generation = $2::uuid
    RETURNING locked_until IS NOT NULL AS locked`,
  // $1 key, $2 generation
  giveBack: ({ name, key, type }: CounterTable) => `
    UPDATE ${name} c SET pending = greatest(c.pending - 1, 0)
    WHERE ${key} = $1::${type} AND generation = $2::uuid RETURNING 1`,
  /** A right password also forgets the wrong ones before it. */
  forgive: ({ name, key, type }: CounterTable) => `
    UPDATE ${name} c SET pending = greatest(c.pending - 1, 0), failures = 0, last_failure_at = NULL
    WHERE ${key} = $1::${type} AND generation = $2::uuid RETURNING 1`,
  /** The same for the last attempt under way: of a row that would say nothing any more, nothing is left. */
  giveBackLast: ({ name, key, type }: CounterTable) => `
    DELETE FROM ${name} c WHERE ${key} = $1::${type} AND generation = $2::uuid
      AND pending <= 1 AND failures = 0 AND locked_until IS NULL RETURNING 1`,
  forgiveLast: ({ name, key, type }: CounterTable) => `
    DELETE FROM ${name} c WHERE ${key} = $1::${type} AND generation = $2::uuid AND pending <= 1 RETURNING 1`,
};

export class AttemptsStore {
  constructor(private readonly db: Database) {}

  /** Takes one of the attempts that are left, before anything is checked. */
  async reserve(counted: Counted, policy: LockoutPolicy): Promise<Reservation> {
    const values = [policy.maxFailures, policy.resetAfterSeconds];
    const rows = await this.run<{ generation: string }>('reserve', counted, values).catch(goneIsNone);
    if (rows === null) return { kind: 'locked' };
    if (rows[0] !== undefined) return { kind: 'reserved', generation: rows[0].generation };
    return { kind: (await this.isLocked(counted)) ? 'locked' : 'full' };
  }

  async isLocked(counted: Counted): Promise<boolean> {
    return (await this.run('isLocked', counted, [])).length > 0;
  }

  /** The password was wrong. Says whether that was one too many; null when the attempt was lost meanwhile. */
  async fail(
    counted: Counted,
    generation: string,
    policy: LockoutPolicy,
  ): Promise<{ locked: boolean } | null> {
    const values = [generation, policy.maxFailures, policy.resetAfterSeconds, policy.durationSeconds];
    return (await this.run<{ locked: boolean }>('fail', counted, values))[0] ?? null;
  }

  /** There was no verdict. */
  async giveBack(counted: Counted, generation: string): Promise<void> {
    await this.either(['giveBackLast', 'giveBack'], counted, generation);
  }

  /** The password was right; false when the attempt was lost meanwhile. */
  async forgive(counted: Counted, generation: string): Promise<boolean> {
    return this.either(['forgiveLast', 'forgive'], counted, generation);
  }

  /** Runs the statements until one finds the attempt; false when none does. */
  private async either(
    names: readonly (keyof typeof statements)[],
    counted: Counted,
    generation: string,
  ): Promise<boolean> {
    for (const name of names) if ((await this.run(name, counted, [generation])).length > 0) return true;
    return false;
  }

  private async run<Row extends object>(
    statement: keyof typeof statements,
    counted: Counted,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const table = tables[counted.kind];
    const text = statements[statement](table);
    const query = { name: `attempts ${statement} ${table.name}`, text, values: [nameOf(counted), ...values] };
    return (await this.db.pool.query<Row>(query)).rows;
  }
}

/** A user who was deleted a moment ago has no attempt left. */
function goneIsNone(error: unknown): null {
  if (foreignKeyViolation(error) !== null) return null;
  throw error;
}
