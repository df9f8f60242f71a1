/**
 * Requests that must take effect once only (header Idempotency-Key). The key is written in the transaction that does
 * the work: either both are there or neither, and a second request waits for the first and gets its answer.
 */
import { createHash } from 'node:crypto';
import { DomainError } from '../core/errors.js';
import type { Transaction } from './database.js';

export interface OnceRequest {
  /** Whose key it is: keys of different callers never meet. */
  callerId: string;
  key: string | undefined;
  operation: string;
  /** A hash of it is kept: what somebody could guess, such as a password, has to be replaced by its fingerprint. */
  body: unknown;
}

/** Where the answer is kept: what a fingerprint in its body is bound to. */
export function oncePlaceOf({ callerId, key = '' }: Pick<OnceRequest, 'callerId' | 'key'>): string {
  return `once_answers/${callerId}/${key}`;
}

const lifetimeMs = 24 * 3600 * 1000;

function hashOf(request: OnceRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([request.operation, request.body]))
    .digest('base64url');
}

async function claim(tx: Transaction, actorId: string, key: string, requestHash: string): Promise<boolean> {
  const outdated = new Date(Date.now() - lifetimeMs);
  await tx.onceAnswer.deleteMany({ where: { actorId, key, createdAt: { lt: outdated } } });
  await forgetSome(tx, outdated);
  const { count } = await tx.onceAnswer.createMany({
    data: { actorId, key, requestHash },
    skipDuplicates: true,
  });
  return count === 1;
}

/** Whoever adds an answer clears away a few outdated ones, so that there are never more than a day's. */
async function forgetSome(tx: Transaction, outdated: Date): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM once_answers WHERE (actor_id, key) IN (
      SELECT actor_id, key FROM once_answers WHERE created_at < ${outdated} LIMIT 10 FOR UPDATE SKIP LOCKED)`;
}

async function replay<Answer>(tx: Transaction, actorId: string, key: string, requestHash: string) {
  const known = await tx.onceAnswer.findUniqueOrThrow({ where: { actorId_key: { actorId, key } } });
  if (known.requestHash !== requestHash) {
    throw new DomainError('idempotency-key-reused', 'This Idempotency-Key came with another request before.');
  }
  return JSON.parse(known.answer as string) as Answer;
}

/**
 * The answer that the same request got before, or null: for work that costs too much to be done again before `once`
 * finds that it was.
 */
export async function answeredBefore<Answer extends object>(
  tx: Transaction,
  request: OnceRequest,
): Promise<Answer | null> {
  const { callerId: actorId, key } = request;
  if (key === undefined) return null;
  const since = new Date(Date.now() - lifetimeMs);
  const known = await tx.onceAnswer.findFirst({ where: { actorId, key, createdAt: { gte: since } } });
  return known === null ? null : replay(tx, actorId, key, hashOf(request));
}

/** Does the work, or gives the answer that the same request got before. */
export async function once<Answer extends object>(
  tx: Transaction,
  request: OnceRequest,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { callerId: actorId, key } = request;
  if (key === undefined) return work();
  const requestHash = hashOf(request);
  if (!(await claim(tx, actorId, key, requestHash))) return replay(tx, actorId, key, requestHash);
  const answer = await work();
  await tx.onceAnswer.update({
    where: { actorId_key: { actorId, key } },
    // As text: jsonb would give the fields back in an order of its own, and the same answer has the same bytes.
    data: { answer: JSON.stringify(answer) },
  });
  return answer;
}
