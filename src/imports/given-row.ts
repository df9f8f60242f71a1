/** One row as a file gives it, whatever its format: only the fields that it names; null for one that is cleared. */
export interface GivenRow {
  /** The first row of data is 1. */
  readonly row: number;
  /** By the name of the field; values are checked by nobody yet. */
  readonly fields: ReadonlyMap<string, unknown>;
  /** Why the row could not be read; the fields are then incomplete. */
  readonly fault?: string;
}

/** The fields of a row that CSV and JSON name alike. */
export const namedFields = ['login', 'groups', 'password', 'passwordHash'] as const;

/** What a file may have at most. */
export const importLimits = {
  bytes: 256 * 1024 * 1024,
  rows: 1_000_000,
  /** Of one row, in bytes. */
  rowBytes: 64 * 1024,
} as const;
