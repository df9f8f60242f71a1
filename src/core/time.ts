/** Points in time that callers name. */
import { DomainError } from './errors.js';

const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** Throws `malformed-request` unless it is a time that RFC 3339 can write: ISO 8601 has more, which `Date` can't read. */
export function requireTime(time: Date | null | undefined, pointer: string): void {
  if (time === null || time === undefined || (time.getTime() >= earliest && time.getTime() <= latest)) return;
  const detail = 'Not a time of RFC 3339, such as 2027-01-01T00:00:00Z.';
  throw new DomainError('malformed-request', detail, [{ pointer, detail }]);
}
