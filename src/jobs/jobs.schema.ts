/** `queued` waits for an instance; `succeeded`, `failed` and `cancelled` are final. */
export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** Work that outlives the request that asked for it. */
export interface Job {
  id: string;
  /** What is done, such as `users.import`. */
  kind: string;
  state: JobState;
  /** What it is doing at present, or did last, such as `checking`. */
  phase: string;
  /**
   * How much of the phase is done.
   * @isInt
   */
  done: number;
  /**
   * How much there is to do in the phase; null while that is not known.
   * @isInt
   */
  total: number | null;
  /** Whether somebody wants it to end. */
  cancelRequested: boolean;
  /**
   * How often an instance was stopped or lost while it did this: it was resumed as often.
   * @isInt
   */
  interruptions: number;
  /** What became of it, in a sentence; null before it ends. */
  detail: string | null;
  /** What became of it, in numbers; null before it ends. */
  result: JobResult | null;
  /** The first of the rows that were refused, 100 at most. */
  problems: JobProblem[];
  requestedBy: JobCaller;
  /** RFC 3339 in UTC. */
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

/** Names and values that follow from the kind of job. */
export interface JobResult {
  [name: string]: unknown;
}

/** One thing that is wrong with one row. */
export interface JobProblem {
  /**
   * The first row of data is 1.
   * @isInt
   */
  row: number;
  /** The column or field. */
  field: string;
  /** Such as `login-taken`. */
  code: string;
  detail: string;
}

/** Who asked for the job. */
export interface JobCaller {
  /** `api-key`, `service-account` or `system`. */
  kind: string;
  id: string;
  name: string;
}

export interface JobList {
  items: Job[];
  nextCursor: string | null;
  /**
   * How many match; only when asked for.
   * @isInt
   */
  total?: number;
}
