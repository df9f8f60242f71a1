/** Identifiers: UUID version 7 (RFC 9562 §5.7), so that new rows land at the end of an index. */
import { randomFillSync } from 'node:crypto';

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const pool = Buffer.alloc(16 * 256);
let used = pool.length;

function randomBytes16(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += 16;
  return pool.subarray(used - 16, used);
}

/** A new UUID v7 from the given time in milliseconds since 1970. */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes16();
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  let id = '';
  for (let at = 0; at < 16; at += 1) {
    id += hex[bytes[at]!];
    if (at === 3 || at === 5 || at === 7 || at === 9) id += '-';
  }
  return id;
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text has the shape of a UUID of any version. */
export function isUuid(text: string): boolean {
  return uuidShape.test(text);
}

/** The first 15 characters of every UUID v7 of this millisecond, for rows whose IDs the database completes by chance. */
export function idPrefix(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7`;
}

/** How many IDs of one prefix the database can number. */
export const numberedIds = 4096;

/**
 * The ID that the database makes of the prefix in a parameter. The number, from 0 on, stands behind the time (RFC 9562
 * §6.2): rows that are written in its order land one after the other at the end of every index, which takes half the
 * time of landing anywhere among the last thousands.
 */
export function idSql(prefix: string, number: string): string {
  const counter = `lpad(to_hex((${number}) % ${numberedIds}), 3, '0')`;
  return `(${prefix} || ${counter} || substr(gen_random_uuid()::text, 19))::uuid`;
}
