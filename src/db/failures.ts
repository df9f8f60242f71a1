/** What went wrong in the database, whether pg says so or Prisma, which wraps it in codes and causes of its own. */

/** One error of a chain, as far as we look at it. */
interface Link {
  readonly code?: unknown;
  /** pg: the constraint that was violated. Prisma's driver error: an object with its name or its columns. */
  readonly constraint?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  /** Prisma's driver error: the SQLSTATE. */
  readonly originalCode?: unknown;
  readonly originalMessage?: unknown;
  readonly kind?: unknown;
  readonly meta?: { readonly driverAdapterError?: unknown };
  /** Node's error for a name with several addresses, none of which could be reached. */
  readonly errors?: readonly unknown[];
}

/** The error and everything it was made from. */
function* chainOf(error: unknown): Generator<Link> {
  if (typeof error !== 'object' || error === null) return;
  const link = error as Link;
  yield link;
  for (const origin of [link.cause, link.meta?.driverAdapterError, ...(link.errors ?? [])])
    yield* chainOf(origin);
}

function codesOf(error: unknown): string[] {
  return [...chainOf(error)]
    .flatMap((link) => [link.code, link.originalCode])
    .filter((code) => typeof code === 'string');
}

const serializationCodes = new Set(['40001', '40P01', 'P2034']);

/** Two transactions got into each other's way, and this one gave in: the same work from the start may well succeed. */
export function isSerializationFailure(error: unknown): boolean {
  return codesOf(error).some((code) => serializationCodes.has(code));
}

const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '57014', // query_canceled: by statement_timeout
  '53300', // too_many_connections
  '25006', // read_only_sql_transaction: a standby, while a fail-over is under way
  'P1001', // cannot reach the server
  'P1002', // timed out
  'P1008', // operation timed out
  'P1017', // the server closed the connection
  'P2024', // no connection from the pool in time
  'P2028', // transaction could not be had or kept
  'P2037', // too many connections
  'P2039', // the adapter lost its connection
]);

/** What Prisma's driver error says where the origin has no SQLSTATE. */
const unavailableKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);

/** Errors of pg and pg-pool that carry no code. */
const unavailableMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** The database cannot be had at present, through no fault of the request: worth a 503 and another try later. */
export function isUnavailable(error: unknown): boolean {
  return (
    codesOf(error).some((code) => unavailableCodes.has(code) || isConnectionException(code)) ||
    [...chainOf(error)].some(({ kind, message }) => isUnavailableKind(kind) || isUnavailableMessage(message))
  );
}

const isConnectionException = (code: string) => /^08...$/.test(code);
const isUnavailableKind = (kind: unknown) => typeof kind === 'string' && unavailableKinds.has(kind);
const isUnavailableMessage = (message: unknown) =>
  typeof message === 'string' && unavailableMessages.test(message);

/** The name of the unique constraint or index that refused a row; null when that is not what happened. */
export function uniqueViolation(error: unknown): string | null {
  return violated(error, '23505');
}

/** The name of the check constraint that refused a row; null when that is not what happened. */
export function checkViolation(error: unknown): string | null {
  return violated(error, '23514');
}

/** The name of the foreign key that refused a row; null when that is not what happened. */
export function foreignKeyViolation(error: unknown): string | null {
  return violated(error, '23503');
}

function violated(error: unknown, sqlState: string): string | null {
  if (!codesOf(error).includes(sqlState)) return null;
  for (const link of chainOf(error)) {
    const name = constraintOf(link);
    if (name !== null) return name;
  }
  return null;
}

function constraintOf({ constraint, message, originalMessage }: Link): string | null {
  if (typeof constraint === 'string') return constraint;
  const index = (constraint as { index?: unknown } | undefined)?.index;
  if (typeof index === 'string') return index;
  const text = [originalMessage, message].find((candidate) => typeof candidate === 'string');
  return / constraint "([^"]+)"/.exec(text ?? '')?.[1] ?? null;
}
