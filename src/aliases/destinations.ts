/** Owns what is said of where a call goes, and whether it can get there (rules 1.4, 3.4 and 5.5). */
import { printCallString, type CallString } from '../core/call-string.js';
import type { Destination, NotCallableReason, ResolvedUser } from './resolution.schema.js';
import type { CalledMembers, FoundGroup, FoundUser } from './resolution.store.js';

const nowhere = { place: 'here', callString: null, server: null, user: null, groupCall: null } as const;

function reach(reason: NotCallableReason | null) {
  return { callable: reason === null, reason };
}

/** What can't be dialled. */
export const malformed: Destination = { ...nowhere, kind: 'unknown', ...reach('malformed') };

/** A name that nobody has here. */
export function nobody(callString: string): Destination {
  return { ...nowhere, kind: 'unknown', callString, ...reach('unknown-name') };
}

/** What is at its place whatever names there are here: a conference or an endpoint, or something at another server. */
export function elsewhere(call: Exclude<CallString, { kind: 'name' }>): Destination {
  const server = 'server' in call ? call.server : null;
  const found = { ...nowhere, kind: call.kind, callString: printCallString(call), server };
  if (server === null) return { ...found, ...reach(null) };
  // Rule 5.3: only that server knows what the name is there, and it can't be asked.
  return { ...found, place: 'federated', ...reach('federation-off') };
}

export function userHere(user: FoundUser, serverName: string): Destination {
  const found = { ...nowhere, kind: 'user', callString: user.login, user: shown(user, serverName) } as const;
  return { ...found, ...reach(user.active ? null : 'inactive') };
}

export function groupCallHere(group: FoundGroup, called: CalledMembers, serverName: string): Destination {
  const { id, name, callId, enabled } = group;
  const members = called.users.map((user) => shown(user, serverName));
  const groupCall = { group: { id, name }, enabled, members, total: called.total };
  const found = { ...nowhere, kind: 'groupCall', callString: callId, groupCall } as const;
  if (!enabled) return { ...found, ...reach('call-pickup-off') };
  return { ...found, ...reach(called.total === 0 ? 'nobody-to-call' : null) };
}

function shown({ id, login, displayName, active }: FoundUser, serverName: string): ResolvedUser {
  return { id, login, callId: `${login}@${serverName}`, displayName, active };
}
