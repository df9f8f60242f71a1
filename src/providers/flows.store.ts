import type { SignInCode as CodeRow, SignInFlow as FlowRow } from '../../generated/prisma/client.js';
import type { Database, Transaction } from '../db/database.js';

export type { CodeRow, FlowRow };

type Hash = Uint8Array<ArrayBuffer>;

/** How many outdated rows whoever adds one clears away, so that there are never many. */
const clearedAtOnce = 20;

export class FlowsStore {
  constructor(private readonly db: Database) {}

  async create(flow: FlowRow, now: Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.$executeRaw`
        DELETE FROM sign_in_flows WHERE state_hash IN (
          SELECT state_hash FROM sign_in_flows WHERE expires_at < ${now} LIMIT ${clearedAtOnce} FOR UPDATE SKIP LOCKED)`;
      await tx.signInFlow.create({ data: flow });
    });
  }

  /** The flow of that state, which is taken by that; null when there is none, or none any more. */
  async take(stateHash: Hash, now: Date): Promise<FlowRow | null> {
    return this.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT FROM sign_in_flows WHERE state_hash = ${stateHash} FOR UPDATE`;
      const row = await tx.signInFlow.findUnique({ where: { stateHash } });
      if (row !== null) await tx.signInFlow.delete({ where: { stateHash } });
      return row !== null && row.expiresAt > now ? row : null;
    });
  }

  async createCode(tx: Transaction, code: CodeRow, now: Date): Promise<void> {
    await tx.$executeRaw`
      DELETE FROM sign_in_codes WHERE code_hash IN (
        SELECT code_hash FROM sign_in_codes WHERE expires_at < ${now} LIMIT ${clearedAtOnce} FOR UPDATE SKIP LOCKED)`;
    await tx.signInCode.create({ data: code });
  }

  /** What the code stands for, which is taken by that; null when there is none, or none any more. */
  async takeCode(codeHash: Hash, now: Date): Promise<CodeRow | null> {
    return this.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT FROM sign_in_codes WHERE code_hash = ${codeHash} FOR UPDATE`;
      const row = await tx.signInCode.findUnique({ where: { codeHash } });
      if (row !== null) await tx.signInCode.delete({ where: { codeHash } });
      return row !== null && row.expiresAt > now ? row : null;
    });
  }
}
