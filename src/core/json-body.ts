/**
 * Owns what is accepted as a JSON body, before any schema is looked at: strict UTF-8 and RFC 8259, and nothing that two
 * readers could understand differently (RFC 8259 §4, RFC 7493): no duplicate key, lone surrogate or NUL, no
 * `__proto__`, no byte order mark, nesting up to 32.
 */
import { isUtf8 } from 'node:buffer';
import { DomainError } from './errors.js';
import { inspectJson, maxDepth } from './json-inspection.js';

/** The value of the body. Throws `malformed-json`, which says what is wrong and where. */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) throw refusal('The body is empty.');
  if (!isUtf8(bytes)) throw refusal(`The body is not UTF-8 from byte ${firstBadByte(bytes)} on.`);
  const text = bytes.toString('utf8');
  const value = parsePlain(bytes, text);
  if (value !== undefined) return value;
  inspectJson(text);
  return JSON.parse(text);
}

/** An escape that may stand for a NUL or a lone surrogate; without one, valid UTF-8 and valid JSON have neither. */
const oddEscape = /\\u(?:0000|[dD][89a-fA-F])/;

/**
 * The value, if the body is obviously in order; undefined if it needs a closer look. Nearly every body is in order, so
 * this is the way that has to be fast. No key is there twice if the value has as many keys as the text has members.
 */
function parsePlain(bytes: Buffer, text: string): unknown {
  if (oddEscape.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return countKeys(value, 0) === countMembers(bytes) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The keys of all objects in the value; NaN if it is nested too deep or has a key `__proto__`. */
function countKeys(value: unknown, depth: number): number {
  if (!isStructure(value)) return 0;
  if (depth === maxDepth) return NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (isStructure(item)) count += countKeys(item, depth + 1);
    return count;
  }
  for (const key in value) {
    if (key === '__proto__') return NaN;
    count += 1;
    const member = value[key];
    if (isStructure(member)) count += countKeys(member, depth + 1);
  }
  return count;
}

/** Asked before each call of `countKeys` too, as most values are none and a call costs more than the question. */
function isStructure(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const quote = 34;
const colon = 58;
const backslash = 92;

/** The members of all objects in a valid JSON text, which are its colons outside strings. */
function countMembers(bytes: Buffer): number {
  let count = 0;
  let isInString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === quote) isInString = !isInString;
    else if (byte === backslash) at += 1;
    else if (byte === colon && !isInString) count += 1;
  }
  return count;
}

/** Counted from 1. Decoding replaces what is not UTF-8, so encoding again gives other bytes from there on. */
function firstBadByte(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'));
  return again.findIndex((byte, at) => byte !== bytes[at]) + 1;
}

function refusal(detail: string): DomainError {
  return new DomainError('malformed-json', detail, [{ pointer: '', detail }]);
}
