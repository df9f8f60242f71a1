import type { Database } from '../db/database.js';

/** The clock is the database's: the one clock that all instances share. */
export class HousekeepingStore {
  constructor(private readonly db: Database) {}

  /** Takes the lease or renews it; false while another instance has it. */
  async takeLease(holder: string, leaseMs: number): Promise<boolean> {
    const taken = await this.db.prisma.$executeRaw`
      INSERT INTO housekeeping_lease AS lease (id, holder, expires_at)
      VALUES (1, ${holder}::uuid, now() + ${leaseMs} * interval '1 ms')
      ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
      WHERE lease.holder = excluded.holder OR lease.expires_at < now()`;
    return taken === 1;
  }

  async giveUpLease(holder: string): Promise<void> {
    await this.db.prisma.$executeRaw`DELETE FROM housekeeping_lease WHERE holder = ${holder}::uuid`;
  }

  /** What is older than this is past a retention of so many days. */
  async cutoff(days: number): Promise<Date> {
    const rows = await this.db.prisma.$queryRaw<{ cutoff: Date }[]>`
      SELECT now() - ${days}::int * interval '24 hours' AS cutoff`;
    return rows[0]!.cutoff;
  }
}
