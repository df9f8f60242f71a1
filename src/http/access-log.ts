/** One line and one measurement for each request, whatever became of it. */
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';

export interface FinishedRequest {
  requestId: string;
  method: string;
  path: string;
  operation: string;
  status: number;
  milliseconds: number;
  actor: string | null;
  address: string | null;
}

const watched: ReadonlySet<string> = new Set(['/livez', '/readyz']);

export type NoteRequest = (request: FinishedRequest) => void;

export function accessLog(log: Logger, metrics: Metrics): NoteRequest {
  return (request) => {
    metrics.observeRequest(request.operation, request.status, request.milliseconds / 1000);
    // Asked every few seconds by whoever watches over the service.
    if (watched.has(request.path)) log.debug(request, 'request');
    else log.info(request, 'request');
  };
}

/** How long it is since then, to the microsecond; `started` is of `performance.now()`. */
export function millisecondsSince(started: number): number {
  return Math.round((performance.now() - started) * 1000) / 1000;
}
