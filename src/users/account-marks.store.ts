/** What other domains have put on an account and a user shows: a lock on signing in (rule 9.2), an avatar (rule 2.1). */
import type { Transaction } from '../db/database.js';

export interface AccountMarks {
  /** Until when the user cannot sign in; null when no lock lasts, by the clock of the database. */
  lockedUntil: Date | null;
  avatar: AvatarMarks | null;
}

interface AvatarMarks {
  mediaType: string;
  entityTag: string;
  updatedAt: Date;
}

type FoundMarks = { id: string; lockedUntil: Date | null } & (AvatarMarks | Record<keyof AvatarMarks, null>);

/** The rows with what each of them bears. */
export async function withMarks<Row extends { id: string }>(
  tx: Transaction,
  rows: readonly Row[],
): Promise<(Row & AccountMarks)[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const found = await tx.$queryRaw<FoundMarks[]>`
    SELECT u.id, l.locked_until AS "lockedUntil", a.media_type AS "mediaType", a.entity_tag AS "entityTag",
      a.updated_at AS "updatedAt"
    FROM unnest(${ids}::uuid[]) AS u (id)
    LEFT JOIN lockouts l ON l.user_id = u.id AND l.locked_until > now()
    LEFT JOIN avatars a ON a.user_id = u.id
    WHERE l.user_id IS NOT NULL OR a.user_id IS NOT NULL`;
  const marksById = new Map(found.map((marks) => [marks.id, toMarks(marks)]));
  return rows.map((row) => ({ ...row, ...(marksById.get(row.id) ?? { lockedUntil: null, avatar: null }) }));
}

function toMarks({ lockedUntil, mediaType, entityTag, updatedAt }: FoundMarks): AccountMarks {
  return { lockedUntil, avatar: mediaType === null ? null : { mediaType, entityTag, updatedAt } };
}
