/**
 * Owns who follows a job: streams of server-sent events, all fed by one query a moment, however many there are. A
 * stream ends with its job and with its instance; the frame ends it with the credential that opened it.
 */
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '../core/errors.js';
import { isUnavailable } from '../db/failures.js';
import type { Job } from './jobs.schema.js';
import type { JobsStore } from './jobs.store.js';

export interface WatchTimes {
  /** How often the database is asked, in ms. */
  pollMs: number;
  /** How often a stream without news says that it is still there, in ms. */
  heartbeatMs: number;
}

const usualTimes: WatchTimes = { pollMs: 300, heartbeatMs: 15_000 };

/** Streams of one instance at most. */
const maximumFollowers = 500;

/** Whoever reads so slowly that this much waits, in bytes, is cut off. */
const maximumBacklog = 256 * 1024;

interface Follower {
  readonly id: string;
  readonly stream: Readable;
  /** The state that was sent last. */
  sent: string | null;
  /** When something was sent last. */
  sentAt: number;
}

export class JobWatch {
  private readonly times: WatchTimes;
  private readonly followers = new Set<Follower>();
  private isPolling = false;
  private isStopping = false;

  constructor(
    private readonly store: JobsStore,
    times: Partial<WatchTimes> = {},
  ) {
    this.times = { ...usualTimes, ...times };
  }

  /** The job now, at each change, and at its end, which is the end of the stream. */
  follow(id: string): Readable {
    if (this.isStopping) throw new DomainError('shutting-down', 'This instance is being stopped.');
    if (this.followers.size >= maximumFollowers) {
      throw new DomainError('overloaded', `${maximumFollowers} streams of events are open on this instance.`);
    }
    const stream = new Readable({ read: () => undefined });
    const follower: Follower = { id, stream, sent: null, sentAt: Date.now() };
    this.followers.add(follower);
    stream.once('close', () => this.followers.delete(follower));
    if (!this.isPolling) void this.poll();
    return stream;
  }

  /** Ends all streams. */
  stop(): void {
    this.isStopping = true;
    for (const follower of this.followers) this.leave(follower);
  }

  private async poll(): Promise<void> {
    this.isPolling = true;
    while (this.followers.size > 0) {
      await this.tell().catch((error: unknown) => this.failed(error));
      await delay(this.times.pollMs, undefined, { ref: false });
    }
    this.isPolling = false;
  }

  private async tell(): Promise<void> {
    const followers = [...this.followers];
    const ids = [...new Set(followers.map(({ id }) => id))];
    const jobs = await this.store.findMany(ids);
    const jobsById = new Map(jobs.map((job) => [job.id, job]));
    for (const follower of followers) this.show(follower, jobsById.get(follower.id));
  }

  private show(follower: Follower, job: Job | undefined): void {
    if (job === undefined) {
      this.leave(follower);
      return;
    }
    const state = JSON.stringify(job);
    if (state !== follower.sent) this.send(follower, `event: job\ndata: ${state}\n\n`);
    else if (Date.now() - follower.sentAt > this.times.heartbeatMs) this.send(follower, ': no news\n\n');
    follower.sent = state;
    if (job.finishedAt !== null) this.leave(follower);
  }

  private send(follower: Follower, text: string): void {
    follower.stream.push(text);
    follower.sentAt = Date.now();
    if (follower.stream.readableLength > maximumBacklog) follower.stream.destroy();
  }

  private leave(follower: Follower): void {
    this.followers.delete(follower);
    follower.stream.push(null);
  }

  /** A database that is away for a while is waited for; everything else ends the streams with an error. */
  private failed(error: unknown): void {
    if (isUnavailable(error)) return;
    for (const { stream } of this.followers) stream.destroy(error as Error);
  }
}
