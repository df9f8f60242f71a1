import type { Person } from '../core/actor.js';

/** Whom a session can stand for. */
export type Account = Person;
export type AccountKind = Account['kind'];
