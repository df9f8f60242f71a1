/**
 * A user as the API shows one, made by the database: for changes of many users at a time, whose audit rows it writes.
 * A test holds it to what `toUser` makes of the same row.
 */
import { holdsSql, strengths } from './status.store.js';

const list = (column: string) => `coalesce(u.${column}, '{}')`;

const timeText = (value: string) => `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const lockedUntil = `(SELECT ${timeText('l.locked_until')} FROM lockouts l
  WHERE l.user_id = u.id AND l.locked_until > now())`;

const order = `ARRAY[${strengths.map((status) => `'${status}'`).join(', ')}]`;

const presence = `(SELECT (${order})[max(array_position(${order}, p.status))] FROM presences p
  WHERE p.user_id = u.id AND p.status <> 'offline' AND ${holdsSql})`;

/** Of the row `u` of `users`. */
export interface UserJsonParts {
  /** The parameter with the name of this server. */
  serverName: string;
  /** Array of the IDs of the user's groups. */
  groups: string;
  /** For somebody who was not there before, of whom nothing can be reported. */
  isNew?: boolean;
}

/** The groups of the row `u` of `users`, as they are stored. */
export const groupsOfUser = `ARRAY(SELECT m.group_id FROM memberships m WHERE m.user_id = u.id ORDER BY m.group_id)`;

export function userJson({ serverName, groups, isNew = false }: UserJsonParts): string {
  const reported = isNew ? `'offline'` : `coalesce(${presence}, 'offline')`;
  return `jsonb_build_object('id', u.id, 'login', u.login, 'callId', u.login || '@' || ${serverName}, 'active', u.active,
    'status', CASE WHEN u.active THEN ${reported} ELSE 'inactive' END, 'source', u.source,
    'displayName', u.display_name, 'email', u.email, 'firstName', u.first_name, 'middleName', u.middle_name,
    'lastName', u.last_name, 'company', u.company, 'branch', u.branch, 'department', u.department,
    'jobTitle', u.job_title, 'manager', u.manager, 'address', u.address, 'phones', jsonb_build_object(
      'mobile', ${list('mobile_phones')}, 'work', ${list('work_phones')}, 'home', ${list('home_phones')},
      'other', ${list('other_phones')}),
    'sipNumber', u.sip_number, 'lockedUntil', ${isNew ? 'NULL' : lockedUntil}, 'groups', ${groups}, 'createdAt', ${timeText('u.created_at')},
    'updatedAt', ${timeText('u.updated_at')})`;
}
