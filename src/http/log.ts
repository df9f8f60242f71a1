/** Structured logs: one JSON object a line on standard output. Credentials are struck out, wherever they turn up. */
import { pino, type DestinationStream, type Logger } from 'pino';

const secrets = [
  'authorization',
  'password',
  'secret',
  'key',
  'token',
  'cookie',
  'client_secret',
  'refreshToken',
];

/** Every place up to three levels deep. */
const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Lines are gathered and written together, at the latest after a second: a write for each would slow every request. */
function gathered(): DestinationStream {
  const sizes = { minLength: 32_768, maxWrite: 65_536 };
  return pino.destination({ dest: 1, sync: false, periodicFlush: 1000, ...sizes });
}

export interface Loggers {
  /** For everything that happens. */
  log: Logger;
  /** For the line that every request leaves: fixed fields without secrets, so nothing is looked for to strike out. */
  access: Logger;
}

export function createLoggers(level: string, destination: DestinationStream = gathered()): Loggers {
  const options = { level, base: undefined, timestamp: isoTime };
  const redact = { paths, censor: '[struck out]' };
  return { log: pino({ ...options, redact }, destination), access: pino(options, destination) };
}

let lastTime = 0;
let lastText = '';

/** Many lines are written in one millisecond: its text is made once. */
function isoTime(): string {
  const now = Date.now();
  if (now !== lastTime) {
    lastTime = now;
    lastText = `,"time":"${new Date(now).toISOString()}"`;
  }
  return lastText;
}
