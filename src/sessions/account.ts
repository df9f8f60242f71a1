/** Whom a session can stand for. */
export type AccountKind = 'user' | 'administrator';

export interface Account {
  readonly kind: AccountKind;
  readonly id: string;
}
