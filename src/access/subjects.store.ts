import type pg from 'pg';

/** A user as one statement reads it. Lists are texts joined by commas, empty for none: they are taken apart when needed. */
export interface SubjectRow {
  readonly id: string;
  readonly login: string;
  readonly loginKey: string;
  readonly active: boolean;
  readonly groupIds: string;
  readonly granted: string;
  readonly denied: string;
  readonly incomingKbps: number | null;
  readonly outgoingKbps: number | null;
  /** A hash of all of the above that answers depend on. */
  readonly fingerprint: string;
}

/** The subjects asked for, and the epochs of the very snapshot they were read in. */
export interface SubjectReading {
  readonly configurationEpoch: string;
  readonly revocationEpoch: string;
  readonly rows: readonly SubjectRow[];
}

// One round trip for any number of subjects; the first row holds the epochs. The statement is named, so that it is
// planned once, and its texts are not parsed by the driver: that is most of what a query costs this process.
const text = `
  SELECT configuration::text, revocation::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM epochs
  UNION ALL
  SELECT u.id::text, u.login, u.login_key, u.active::text, m.ids,
    array_to_string(u.granted_rights, ','), array_to_string(u.denied_rights, ','),
    u.incoming_kbps::text, u.outgoing_kbps::text,
    hashtextextended(concat_ws('/', u.id, u.login, u.active, m.ids, u.granted_rights, u.denied_rights,
      coalesce(u.incoming_kbps, 0), coalesce(u.outgoing_kbps, 0)), 0)::text
  FROM (
    SELECT * FROM users WHERE id = ANY($1::uuid[])
    UNION ALL
    SELECT * FROM users WHERE login_key = ANY($2::text[])
  ) u
  CROSS JOIN LATERAL (
    SELECT string_agg(group_id::text, ',' ORDER BY group_id) AS ids FROM memberships WHERE user_id = u.id
  ) m`;

const asText = { getTypeParser: () => (value: string) => value };

type TextRow = readonly (string | null)[];

/** Reads subjects by UUID and by folded login. */
export async function readSubjects(
  client: pg.ClientBase | pg.Pool,
  ids: readonly string[],
  loginKeys: readonly string[],
): Promise<SubjectReading> {
  const query = {
    name: 'subjects',
    text,
    values: [ids, loginKeys],
    rowMode: 'array' as const,
    types: asText,
  };
  const { rows } = (await client.query(query as pg.QueryArrayConfig)) as unknown as { rows: TextRow[] };
  const epochs = rows[0]!;
  return {
    configurationEpoch: epochs[0]!,
    revocationEpoch: epochs[1]!,
    rows: rows.slice(1).map(toSubjectRow),
  };
}

function toSubjectRow(row: TextRow): SubjectRow {
  return {
    id: row[0]!,
    login: row[1]!,
    loginKey: row[2]!,
    active: row[3] === 'true',
    groupIds: row[4] ?? '',
    granted: row[5] ?? '',
    denied: row[6] ?? '',
    incomingKbps: toNumber(row[7]!),
    outgoingKbps: toNumber(row[8]!),
    fingerprint: row[9]!,
  };
}

function toNumber(value: string | null): number | null {
  return value === null ? null : Number(value);
}
