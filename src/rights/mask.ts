/** A set of rights as one int32. Bits never leave the process: outside there are only names. */
import { type Right, rightNames } from './catalog.js';
import type { RightRecord } from './right-record.js';

/** One bit per right, in the order of rule 4.1. */
export type RightMask = number;

export const noRights: RightMask = 0;
export const everyRight: RightMask = (1 << rightNames.length) - 1;

const bitByRight = new Map<string, RightMask>(rightNames.map((right, at) => [right, 1 << at]));

/** The set of these rights. Throws on a name that is no right: a misspelt one must never pass for "no". */
export function maskOf(names: Iterable<Right>): RightMask {
  let mask = noRights;
  for (const name of names) mask |= bitOf(name);
  return mask;
}

/** The names in the set, in the order of rule 4.1. */
export function namesOf(mask: RightMask): Right[] {
  return rightNames.filter((_, at) => (mask & (1 << at)) !== 0);
}

export function hasRight(mask: RightMask, right: Right): boolean {
  return (mask & bitOf(right)) !== 0;
}

export function toRecord(mask: RightMask): RightRecord {
  return recordOf((bit) => (mask & bit) !== 0);
}

const textByMask: string[] = [];

/**
 * The JSON text of `toRecord`, ready to be joined into a larger answer. Each set is written once and kept: there
 * are at most 32,768 of 330 bytes, and a server meets a few dozen.
 */
export function toJson(mask: RightMask): string {
  return (textByMask[mask] ??= JSON.stringify(toRecord(mask)));
}

/**
 * One value per right. Written out, because an object made by one literal costs a fifth of one that grows key by
 * key, and this is on the way of every answer.
 */
export function recordOf<Value>(valueOf: (bit: RightMask) => Value): Record<Right, Value> {
  return {
    addressBookEditing: valueOf(1 << 0),
    pointToPointCalls: valueOf(1 << 1),
    groupConferences: valueOf(1 << 2),
    screenSharing: valueOf(1 << 3),
    remoteControlRequest: valueOf(1 << 4),
    remoteControlAllow: valueOf(1 << 5),
    slideShow: valueOf(1 << 6),
    fileSending: valueOf(1 << 7),
    fileReceiving: valueOf(1 << 8),
    recording: valueOf(1 << 9),
    surveys: valueOf(1 << 10),
    transcripts: valueOf(1 << 11),
    transcriptsFull: valueOf(1 << 12),
    transcriptsRecording: valueOf(1 << 13),
    operator: valueOf(1 << 14),
  };
}

function bitOf(name: string): RightMask {
  const bit = bitByRight.get(name);
  if (bit === undefined) throw new TypeError(`Not a right: ${name}`);
  return bit;
}
