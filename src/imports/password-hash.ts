/** Hashes that an import brings along: Argon2id as this service makes them, neither weak nor costly to compare with. */

const shape =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** In KiB: the least that OWASP names, and what one sign-in may take. */
const memory = { least: 7_168, most: 131_072 };
const mostPasses = 10;
const mostLanes = 4;

/** What is wrong with the text as a hash to be kept; null for nothing. */
export function hashFault(text: string): string | null {
  const found = shape.exec(text);
  if (found === null) return 'It is not an Argon2id hash in the PHC string format, version 19.';
  const [m, t, p] = found.slice(1, 4).map(Number) as [number, number, number];
  if (m < memory.least || m > memory.most)
    return `Its memory is not from ${memory.least} to ${memory.most} KiB.`;
  if (t < 1 || t > mostPasses) return `Its passes are not from 1 to ${mostPasses}.`;
  // With one pass alone OWASP asks for more than twice the usual memory.
  if (m * t < 2 * 12_288 && !(m === memory.least && t >= 5)) return 'Its memory and passes are too few.';
  return p >= 1 && p <= mostLanes ? null : `Its lanes are not from 1 to ${mostLanes}.`;
}
