/** One atomic change (rule 12.2). */
export interface AuditEvent {
  id: string;
  /** When, RFC 3339 in UTC. */
  at: string;
  /** What happened, such as `user.created`. */
  action: string;
  actor: AuditActor;
  target: AuditEnd;
  /** The other end of a relation, such as the group of a membership. */
  related: AuditEnd | null;
  /** The state before, without secrets; null for a creation. */
  before: AuditState | null;
  /** The state after, without secrets; null for a deletion. */
  after: AuditState | null;
  channel: AuditChannel;
  /** The request that brought the change, or began the job that made it: `X-Request-Id` of its answer. */
  requestId: string;
  /** The address the request came from, where it could be believed. */
  address: string | null;
}

/** How the change came in: through the API, by the job that imports, or from the service itself. */
export type AuditChannel = 'api' | 'import' | 'system';

export interface AuditActor {
  /** `user`, `administrator`, `api-key`, `service-account`, `anonymous` or `system`. */
  kind: string;
  id: string | null;
  name: string;
}

export interface AuditEnd {
  kind: string;
  id: string;
  /** As it was called at the time. */
  name: string;
}

export interface AuditEventList {
  items: AuditEvent[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}

/** The fields of what was changed. */
export interface AuditState {
  [field: string]: unknown;
}
