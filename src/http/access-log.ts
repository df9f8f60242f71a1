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

export type NoteRequest = (request: FinishedRequest) => void;

export function accessLog(log: Logger, metrics: Metrics): NoteRequest {
  return (request) => {
    metrics.observeRequest(request.operation, request.status, request.milliseconds / 1000);
    log.info(request, 'request');
  };
}
