/** `all` applies every row or none, `rows` those that are right. */
export type ImportMode = 'all' | 'rows';

/** What a row asks for: `unchanged` where the user is as the row says already. */
export type ImportOutcome = 'create' | 'update' | 'unchanged' | 'refused';

/** What becomes of one row of a file. */
export interface ImportedRow {
  /**
   * The first row of data is 1.
   * @isInt
   */
  row: number;
  /** As the file has it. */
  login: string;
  /** Null while nothing was decided. */
  outcome: ImportOutcome | null;
  /** Whether it has taken effect. */
  applied: boolean;
  /** ID of the user who is, or would be, created or updated. */
  user: string | null;
  /** What is set, or changed. */
  changes: ImportedChange[];
  /** Why it is refused. */
  problems: ImportedProblem[];
}

/** A field that is set or changed; of a password neither value is shown. */
export interface ImportedChange {
  field: string;
  before: unknown;
  after: unknown;
}

export interface ImportedProblem {
  /** The column or field; empty for the row as a whole. */
  field: string;
  /** Such as `login-taken`. */
  code: string;
  detail: string;
}

export interface ImportedRowList {
  items: ImportedRow[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}
