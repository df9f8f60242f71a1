/** Structured logs: one JSON object a line on standard output. Credentials are struck out, wherever they turn up. */
import { pino, type DestinationStream, type Logger } from 'pino';

const secrets = ['authorization', 'password', 'secret', 'key', 'token', 'cookie', 'client_secret', 'refreshToken'];

/** Every place up to three levels deep. */
const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Lines are gathered and written together, at the latest after a second: a write for each would slow every request. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const gathered = pino.destination({ dest: 1, sync: false, minLength: 8192, periodicFlush: 1000 });
  const options = { level, base: undefined, redact: { paths, censor: '[struck out]' }, timestamp: isoTime };
  return pino(options, destination ?? gathered);
}

function isoTime(): string {
  return `,"time":"${new Date().toISOString()}"`;
}
