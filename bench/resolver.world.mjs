/** The world that every contender of bench/resolver.mjs is asked about, and the truth by sets of names. */
import { maskOf, rightNames } from '../dist/src/rights/index.js';

let state = 20_261_122;

/** mulberry32: the same world on every run. */
function draw(below) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
}

const drawRights = (outOf, of) => rightNames.filter(() => draw(of) < outOf);
const noLimits = { incomingKbps: null, outgoingKbps: null };
const groupOf = (id, rights) => ({
  id,
  name: `Group ${id}`,
  names: rights,
  rights: maskOf(rights),
  ...noLimits,
});

export const groups = Array.from({ length: 100 }, (_, at) => groupOf(`g${at}`, drawRights(1, 5)));
export const builtIn = {
  ungrouped: groupOf('ungrouped', []),
  federated: groupOf('federated', []),
  guests: groupOf('guests', []),
};
const allowedOutside = rightNames.filter((name) => name !== 'recording' && name !== 'transcripts');
export const zones = [
  { id: 'trusted', name: 'Trusted network', names: rightNames, rights: maskOf(rightNames) },
  { id: 'external', name: 'Internet', names: allowedOutside, rights: maskOf(allowedOutside) },
];

function drawUser(_, at) {
  const picked = new Set();
  while (picked.size < 5) picked.add(groups[draw(groups.length)]);
  const grants = drawRights(1, 20);
  const denials = drawRights(1, 20).filter((right) => !grants.includes(right));
  const personal = { granted: maskOf(grants), denied: maskOf(denials) };
  const member = { kind: 'member', active: true, groups: [...picked], ...personal, ...noLimits };
  return { id: `u${at}`, grants, denials, member };
}

export const users = Array.from({ length: 512 }, drawUser);

/** What each case must answer: user `at` asks from each zone in turn. */
export const cases = users.map((user, at) => ({ user, zone: zones[at % 2] }));

/** The rights by rules 4.1–4.3, in the order of the catalogue, joined by commas. */
export function truthOf({ user, zone }) {
  const held = new Set([...user.member.groups.flatMap((group) => group.names), ...user.grants]);
  for (const right of user.denials) held.delete(right);
  const left = rightNames.filter((right) => held.has(right) && zone.names.includes(right));
  return left.filter((right) => right !== 'transcriptsFull' || left.includes('transcripts')).join();
}
