import type { Actor } from '../core/actor.js';
import type { Transaction } from '../db/database.js';

/** A user who is about to be deleted. */
export interface LeavingUser {
  id: string;
  login: string;
  /** The login in the form in which names are compared (rule 1.2). */
  loginKey: string;
}

/**
 * What users need of every domain that keeps something of a user, or something that points to one (rule 2.14). It is
 * called in the transaction of the deletion while the user is still there, locked against every other change; it writes
 * its own audit rows. What goes by a cascading foreign key needs no call, unless the audit log is to tell of it.
 */
export interface UserTraces {
  forget(tx: Transaction, actor: Actor, user: LeavingUser): Promise<void>;
  /** Called in the transaction that deactivates a user (rule 2.3). */
  deactivate?(tx: Transaction, actor: Actor, user: LeavingUser): Promise<void>;
}
