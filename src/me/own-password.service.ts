/** Owns the change of one's own password, which needs the present one (rule 2.12). */
import type { AuditTrail } from '../audit/index.js';
import { requirePerson, type Actor } from '../core/actor.js';
import { DomainError } from '../core/errors.js';
import type { Database, Transaction } from '../db/database.js';
import type { Attempts, Counted } from '../lockout/index.js';
import type { PasswordHasher } from '../passwords/index.js';
import type { MyNewPassword } from './me.schema.js';

/** What is stored of the passwords of one kind of people. */
export interface PasswordHome {
  hashOf(id: string): Promise<string | null>;
  setPassword(tx: Transaction, id: string, hash: string): Promise<void>;
}

export interface PasswordMaker {
  prepare(password: string, login: string): Promise<string>;
}

export interface OwnSessions {
  endAll(
    tx: Transaction,
    actor: Actor,
    kind: 'user' | 'administrator',
    ids: readonly string[],
    reason: 'password-changed',
    spared?: string,
  ): Promise<number>;
}

export class OwnPasswordService {
  constructor(
    private readonly db: Database,
    private readonly homes: Record<'user' | 'administrator', PasswordHome>,
    private readonly attempts: Attempts,
    private readonly hasher: PasswordHasher,
    private readonly maker: PasswordMaker,
    private readonly sessions: OwnSessions,
    private readonly audit: AuditTrail,
  ) {}

  /** Ends the other sessions of the caller. Wrong passwords count here as they do at sign-in (rule 9.2). */
  async replace(actor: Actor, { currentPassword, password }: MyNewPassword): Promise<void> {
    const { kind, id } = requirePerson(actor);
    const { name } = actor;
    await this.requireCurrent(kind, id, currentPassword);
    const hash = await this.maker.prepare(password, name);
    await this.db.transaction(async (tx) => {
      await this.homes[kind].setPassword(tx, id, hash);
      await this.sessions.endAll(tx, actor, kind, [id], 'password-changed', actor.sessionId);
      const action = `${kind}.password-changed` as const;
      await this.audit.record(tx, actor, { action, target: { kind, id, name } });
    });
  }

  private async requireCurrent(kind: 'user' | 'administrator', id: string, password: string): Promise<void> {
    const hash = await this.homes[kind].hashOf(id);
    const counted: Counted =
      kind === 'user' ? { kind, id } : { kind: 'other', key: `administrator/${id}/me` };
    const outcome =
      hash === null
        ? 'wrong'
        : await this.attempts.make(
            counted,
            () => this.hasher.verify(hash, password),
            () => Promise.resolve('wrong'),
          );
    if (outcome === 'right') return;
    if (outcome === 'none')
      throw new DomainError('overloaded', 'Too many passwords are waiting to be checked.');
    throw new DomainError(
      'current-password-wrong',
      'The present password is another, or cannot be tried now.',
    );
  }
}
