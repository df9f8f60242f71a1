/** What is past its retention goes, and nothing else, by one instance at a time. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../src/core/ids.js';
import { createDatabase, type Database } from '../../src/db/database.js';
import { createPool, createPrisma } from '../../src/db/pool.js';
import {
  Housekeeping,
  type Chore,
  type Forgettable,
  type HousekeepingTimes,
  type RetentionDays,
} from '../../src/housekeeping/housekeeping.js';
import { HousekeepingStore } from '../../src/housekeeping/housekeeping.store.js';
import { AuditService } from '../../src/audit/audit.service.js';
import { AuditStore } from '../../src/audit/audit.store.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let db: Database;
let store: HousekeepingStore;
let audit: AuditService;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase();
  const pool = createPool(database.url);
  const prisma = createPrisma(pool);
  db = createDatabase(prisma, pool);
  store = new HousekeepingStore(db);
  audit = new AuditService(db, new AuditStore(db));
  close = async () => {
    await prisma.$disconnect();
    await pool.end();
    await database.drop();
  };
});
afterAll(() => close());

const forEver: RetentionDays = { auditDays: null, devicesDays: null, callsDays: null };
let failures: [unknown, string][];
const notes = { failed: (error: unknown, what: string) => void failures.push([error, what]) };
beforeEach(async () => {
  failures = [];
  await db.pool.query('DELETE FROM housekeeping_lease');
});

/** Records of a test's own: so many days old. */
class Records implements Forgettable {
  readonly what = 'calls';
  readonly retention = 'callsDays';
  readonly limits: number[] = [];
  constructor(
    public ages: number[],
    private readonly takesMs = 0,
  ) {}

  async forgetBefore(cutoff: Date, limit: number): Promise<number> {
    this.limits.push(limit);
    await delay(this.takesMs);
    const isOld = (age: number) => Date.now() - age * 86_400_000 < cutoff.getTime();
    const gone = this.ages.filter(isOld).slice(0, limit);
    for (const age of gone) this.ages.splice(this.ages.indexOf(age), 1);
    return gone.length;
  }
}

function keep(
  days: Partial<RetentionDays>,
  forgettables: Forgettable[],
  times: Partial<HousekeepingTimes> = {},
  chores: Chore[] = [],
) {
  const settings = { retention: () => Promise.resolve({ ...forEver, ...days }) };
  return new Housekeeping(store, settings, forgettables, chores, { pauseMs: 1, batch: 2, ...times });
}

describe('rule 2.14: a round', () => {
  it('forgets what is past its retention, a few at a time', async () => {
    const records = new Records([9, 11, 12, 13, 14, 15, 1]);
    expect(await keep({ callsDays: 10 }, [records]).round(notes)).toEqual({ calls: 5 });
    expect(records.ages).toEqual([9, 1]);
    expect(records.limits).toEqual([2, 2, 2]);
  });

  it('forgets nothing that is kept for ever', async () => {
    const records = new Records([10_000]);
    expect(await keep({ auditDays: 30, devicesDays: 1 }, [records]).round(notes)).toEqual({});
    expect(records.limits).toEqual([]);
  });

  it('of the audit log takes the rows that are too old, and the database lets no other go', async () => {
    await db.pool.query(
      `INSERT INTO audit_events (id, at, action, actor_kind, actor_name, target_kind, target_id, target_name, request_id)
       SELECT gen_random_uuid(), now() - day * interval '24 hours', 'user.created', 'system', 'x', 'user', 'x', 'x', 'x'
       FROM generate_series(1, 100) day`,
    );
    const count = async () => db.prisma.auditEvent.count();
    await db.pool.query('UPDATE settings SET audit_retention_days = 60');
    // Somebody who says what is not so gets nowhere.
    expect(await keep({ auditDays: 10 }, [audit], { batch: 500 }).round(notes)).toEqual({});
    expect(String(failures[0]![0])).toContain('append-only');
    expect(await count()).toBe(100);
    expect(await keep({ auditDays: 60 }, [audit], { batch: 7 }).round(notes)).toEqual({ 'audit events': 41 });
    expect(await count()).toBe(59);
  });

  it('goes on with the rest when something cannot be forgotten', async () => {
    const broken: Forgettable = {
      what: 'devices',
      retention: 'devicesDays',
      forgetBefore: () => Promise.reject(new Error('broken')),
    };
    const records = new Records([50]);
    const housekeeping = keep({ callsDays: 10, devicesDays: 10 }, [broken, records]);
    expect(await housekeeping.round(notes)).toEqual({ calls: 1 });
    expect(failures.map(([, what]) => what)).toEqual(['devices past the retention could not be deleted']);
  });
});

describe('a chore', () => {
  it('is done in each round, before anything is forgotten, by one instance at a time', async () => {
    const done: string[] = [];
    const records = new Records([50], 20);
    const chore = (name: string): Chore => ({
      what: name,
      do: async () => {
        done.push(`${name}, ${records.ages.length} left`);
        await delay(20);
      },
    });
    const one = keep({ callsDays: 10 }, [records], {}, [chore('first'), chore('second')]);
    const other = keep({ callsDays: 10 }, [records], {}, [chore('elsewhere')]);
    await Promise.all([one.round(notes), delay(5).then(() => other.round(notes))]);
    expect(done).toEqual(['first, 1 left', 'second, 1 left']);
    expect(records.ages).toEqual([]);
  });

  it('that fails is noted, and keeps nothing else from being done', async () => {
    const records = new Records([50]);
    const broken: Chore = { what: 'the chore', do: () => Promise.reject(new Error('broken')) };
    expect(await keep({ callsDays: 10 }, [records], {}, [broken]).round(notes)).toEqual({ calls: 1 });
    expect(failures.map(([, what]) => what)).toEqual(['the chore failed']);
  });
});

describe('of several instances', () => {
  it('one is at it at a time', async () => {
    const records = new Records(Array<number>(20).fill(50), 20);
    const instances = [1, 2, 3].map(() => keep({ callsDays: 10 }, [records]));
    const counts = await Promise.all(instances.map((instance) => instance.round(notes)));
    expect(counts.filter((one) => one['calls'] === 20)).toHaveLength(1);
    expect(counts.filter((one) => one['calls'] === undefined)).toHaveLength(2);
  });

  it('another goes on when one is gone, and not before', async () => {
    expect(await store.takeLease(newId(), 300)).toBe(true);
    const records = new Records([50]);
    expect(await keep({ callsDays: 10 }, [records]).round(notes)).toEqual({});
    await delay(350);
    expect(await keep({ callsDays: 10 }, [records]).round(notes)).toEqual({ calls: 1 });
  });
});

describe('a runner', () => {
  it('works by itself, round after round, and says what it has done', async () => {
    const records = new Records([50, 51]);
    const housekeeping = keep({ callsDays: 10 }, [records], { everyMs: 20 });
    const forgotten: object[] = [];
    housekeeping.start({ ...notes, forgotten: (counts) => void forgotten.push(counts) });
    for (let wait = 0; forgotten.length < 1 && wait < 100; wait += 1) await delay(20);
    records.ages.push(52);
    for (let wait = 0; forgotten.length < 2 && wait < 100; wait += 1) await delay(20);
    await housekeeping.stop();
    expect(forgotten).toEqual([{ calls: 2 }, { calls: 1 }]);
    expect(failures).toEqual([]);
  });

  it('stops after the deletion that is under way, however much is left', async () => {
    const records = new Records(Array<number>(10_000).fill(50), 30);
    const housekeeping = keep({ callsDays: 10 }, [records], { everyMs: 1 });
    housekeeping.start({ ...notes, forgotten: () => undefined });
    for (let wait = 0; records.limits.length === 0 && wait < 100; wait += 1) await delay(10);
    const started = performance.now();
    await housekeeping.stop();
    expect(performance.now() - started).toBeLessThan(1000);
    expect(records.ages.length).toBeGreaterThan(9000);
    // The lease is given up: nobody has to wait for it.
    expect(await store.takeLease(newId(), 1000)).toBe(true);
  });

  it('of an instance that never started it stops at once', async () => {
    await keep({}, []).stop();
  });
});
