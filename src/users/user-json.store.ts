/**
 * A user as the API shows one, made by the database: for changes of many users at a time, whose audit rows it writes.
 * A test holds it to what `toUser` makes of the same row.
 */
import { holdsSql, strengths } from './status.store.js';

const list = (column: string) => `coalesce(u.${column}, '{}')`;

const phones = `(SELECT to_jsonb(numbers) FROM (SELECT ${list('mobile_phones')} AS mobile, ${list('work_phones')} AS work,
  ${list('home_phones')} AS home, ${list('other_phones')} AS other) numbers)`;

const timeText = (value: string) => `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const avatar = `(SELECT to_jsonb(picture) FROM (SELECT a.media_type AS "mediaType", a.entity_tag AS "entityTag",
    ${timeText('a.updated_at')} AS "updatedAt"
  FROM avatars a WHERE a.user_id = u.id) picture)`;

/** When a user is created in this transaction: told once, and not row by row. */
const thisMoment = `(SELECT ${timeText('now()::timestamptz(3)')})`;

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

/** As a row: that costs the database half of what an object of names and values does. */
export function userJson({ serverName, groups, isNew = false }: UserJsonParts): string {
  const reported = isNew ? `'offline'` : `coalesce(${presence}, 'offline')`;
  return `(SELECT to_jsonb(shown) FROM (SELECT u.id, u.login, u.login || '@' || ${serverName} AS "callId", u.active,
    CASE WHEN u.active THEN ${reported} ELSE 'inactive' END AS status, u.source, u.display_name AS "displayName",
    u.email, u.first_name AS "firstName", u.middle_name AS "middleName", u.last_name AS "lastName", u.company, u.branch,
    u.department, u.job_title AS "jobTitle", u.manager, u.address, ${phones} AS phones, u.sip_number AS "sipNumber",
    ${isNew ? 'NULL::text' : lockedUntil} AS "lockedUntil", ${isNew ? 'NULL::jsonb' : avatar} AS avatar, ${groups} AS groups,
    ${isNew ? thisMoment : timeText('u.created_at')} AS "createdAt",
    ${isNew ? thisMoment : timeText('u.updated_at')} AS "updatedAt") shown)`;
}
